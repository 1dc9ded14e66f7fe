// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"net/url"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
)

// keyInfoMethods find certificates of keys that have none beside them. A page has
// what identifies a key told, and then asks authorities one by one. Here a key is
// told by what it shows without its PIN, and what the page holds of it is a name
// that means nothing elsewhere: authorities hear only of keys of this computer, or
// of files that the page has.
var keyInfoMethods = []method{
	{name: "GetKeyInfo", params: 1, do: (*Dialect).getKeyInfo},
	{name: "GetKeyInfoBinary", params: 2, do: (*Dialect).getKeyInfoBinary},
	{name: "GetCertificatesByKeyInfo", params: 3, do: (*Dialect).getCertificatesByKeyInfo},
}

// A keyInfo is of one carrier, or of a file that the page has: its keys, and the
// certificates beside them.
type keyInfo struct {
	carrier      key.Ref // empty: a file
	keys         []lookup.Key
	certificates []*x509.Certificate // of a file
}

// getKeyInfo is of a carrier that the page names. It must show its keys before its
// PIN is known; the keys of our window's choice do not.
func (d *Dialect) getKeyInfo(ctx context.Context, a *arguments) (any, error) {
	at := a.media(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	ref, err := d.media.carrier(ctx, at)
	if err != nil {
		return nil, err
	}
	carriers, err := d.desk.Carriers(ctx)
	if err != nil {
		return nil, err
	}
	info := keyInfo{carrier: ref}
	if i := slices.IndexFunc(carriers, func(c key.Carrier) bool { return ref != "" && c.Ref == ref }); i >= 0 {
		for _, k := range carriers[i].Keys {
			info.keys = append(info.keys, lookup.ByPublicKey(k.Public()))
		}
	}
	return d.tellKeyInfo(string(ref), info)
}

// getKeyInfoBinary is of a key file that the page has, whose password is not used:
// a Key-11.dat, or what has its certificates unencrypted.
func (d *Dialect) getKeyInfoBinary(_ context.Context, a *arguments) (any, error) {
	file := a.bytes(0)
	if err := a.err(); err != nil {
		return nil, err
	}
	var info keyInfo
	ids, _ := container.KeyIDs(file)
	for _, id := range ids {
		info.keys = append(info.keys, lookup.ByID(id))
	}
	for _, c := range container.Certificates(file) {
		if public, err := pki.ParsePublicKey(c.RawSubjectPublicKeyInfo); err == nil && !pki.IsCA(c) {
			info.keys = append(info.keys, lookup.ByPublicKey(public))
		}
		info.certificates = append(info.certificates, c)
	}
	sum := sha256.Sum256(file)
	return d.tellKeyInfo(string(sum[:]), info)
}

// tellKeyInfo hands out a name for a keyInfo: one for each source, a carrier or a file,
// however often a page asks, for no method frees it. The page's library keeps the key
// itself in the other field, where it has it.
func (d *Dialect) tellKeyInfo(source string, info keyInfo) (any, error) {
	if len(info.keys) == 0 {
		return nil, fail(codeNotSupported)
	}
	handle, err := d.handles.renew(d.informed[source], classPrivateKeyInfo, info)
	if err != nil {
		return nil, err
	}
	d.informed[source] = handle
	return newObject(classPrivateKeyInfo, struct {
		Key  octets `json:"privateKey"`
		Info octets `json:"privateKeyInfo"`
	}{nil, octets(handle)}), nil
}

// getCertificatesByKeyInfo answers with a bundle of certificates of the keys and
// of those above them. Servers that the page names mean the authorities of our
// registry that are there; others are asked by nobody.
//
// A certificate says whose the key is. So of a carrier the page gets none but those of
// keys that it was let read there. Nor does it learn which keys certificates were found
// for on this computer: by that it could find out who visits it.
func (d *Dialect) getCertificatesByKeyInfo(ctx context.Context, a *arguments) (any, error) {
	name, servers := a.bytes(0), a.texts(1)
	a.texts(2) // ports; ours have theirs
	if err := a.err(); err != nil {
		return nil, err
	}
	info, err := find[keyInfo](d.handles, classPrivateKeyInfo, string(name))
	if err != nil {
		return nil, err
	}
	found, err := d.findCertificates(ctx, info, servers)
	if err != nil {
		return nil, err
	}
	bundle, err := pki.MarshalCertificates(found)
	if err != nil {
		return nil, err
	}
	return byteArray(bundle), nil
}

// findCertificates takes what the page may see of a carrier, or what lies beside the
// keys of a file, else asks. The error is of the last who was asked.
func (d *Dialect) findCertificates(ctx context.Context, info keyInfo, servers []string) ([]*x509.Certificate, error) {
	err := fail(codeCertNotFound)
	if info.carrier != "" {
		known := d.agreed.on[info.carrier]
		if len(known) == 0 || !d.isIssuedAt(known[0], servers) {
			return nil, err
		}
		return known, nil
	}
	if len(info.certificates) > 0 {
		return info.certificates, nil
	}
	for _, authority := range d.authoritiesAt(servers) {
		var found []*x509.Certificate
		if found, err = d.desk.Find(ctx, info.keys, authority); err == nil || ctx.Err() != nil {
			return found, err
		}
	}
	return nil, err
}

// isIssuedAt reports whether a certificate may be by one of those who are asked: a page
// asks them one by one, and takes the first that has it for the issuer.
func (d *Dialect) isIssuedAt(c *x509.Certificate, servers []string) bool {
	issuer, known := d.desk.Directory().Find(pki.Issuer(c).CommonName)
	return !known || len(servers) == 0 || isAt(issuer, servers)
}

// isAt reports whether the look-up of an authority is at one of the hosts.
func isAt(a registry.Authority, servers []string) bool {
	at := hostOf(keyid.URL(a.CMP))
	return a.Lookup() && slices.ContainsFunc(servers, func(s string) bool { return at != "" && strings.EqualFold(hostOf(s), at) })
}

// authoritiesAt names the authorities of our registry whose look-up is at one of
// the hosts, each service once.
func (d *Dialect) authoritiesAt(servers []string) (names []string) {
	seen := map[string]bool{}
	for _, a := range d.desk.Directory().Authorities() {
		if !seen[a.CMP] && isAt(a, servers) {
			seen[a.CMP] = true
			names = append(names, a.Name())
		}
	}
	return names
}

// hostOf is the host of an address, with a scheme before it or without.
func hostOf(address string) string {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
