// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"sync"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var (
	oidKeyBag          = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 1}
	oidShroudedKeyBag  = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 2}
	oidCertBag         = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 3}
	oidSafeContentsBag = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 6}

	oidX509Certificate = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 22, 1}
	oidFriendlyName    = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 20}
)

const (
	maxBags         = 32  // with keys, in one file
	maxCertificates = 256 // in one file; more are passed over
	maxNests        = 4   // of safes in safes
)

// A safeReader collects what the safes of one file hold.
type safeReader struct {
	password []byte
	work     *budget

	bags         []keyBag
	certificates []*x509.Certificate
}

// A keyBag is a bag with a key, still to be opened.
type keyBag struct {
	alias string
	open  func() ([]Entry, error)
}

// readContents reads SafeContents: RFC 7292, 4.2. Bags of other kinds are
// passed over.
func (r *safeReader) readContents(octets []byte, nests int) error {
	value, err := toDER(octets)
	if err != nil {
		return damaged(err)
	}
	defer clear(value)
	bags, ok := sequence(value)
	if !ok || nests == 0 {
		return key.ErrNotContainer
	}
	for !bags.Empty() {
		if err := r.readBag(&bags, nests); err != nil {
			return err
		}
	}
	return nil
}

func (r *safeReader) readBag(bags *cryptobyte.String, nests int) error {
	var bag, content, attributes cryptobyte.String
	var oid stdasn1.ObjectIdentifier
	if !bags.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1ObjectIdentifier(&oid) ||
		!bag.ReadASN1(&content, explicit0) ||
		!bag.ReadOptionalASN1(&attributes, nil, asn1.SET) || !bag.Empty() {
		return key.ErrNotContainer
	}
	switch {
	case oid.Equal(oidKeyBag):
		return r.readKey(content, friendlyName(attributes))
	case oid.Equal(oidShroudedKeyBag):
		return r.readShroudedKey(content, friendlyName(attributes))
	case oid.Equal(oidCertBag):
		r.readCertificate(content)
	case oid.Equal(oidSafeContentsBag):
		return r.readContents(content, nests-1)
	}
	return nil
}

// readKey takes a key that only the safe around it protects, if anything does.
func (r *safeReader) readKey(content cryptobyte.String, alias string) error {
	info := slices.Clone(content)
	return r.add(alias, func() ([]Entry, error) {
		defer clear(info)
		entries, err := parsePrivateKeyInfo(info)
		if errors.Is(err, key.ErrWrongPassword) {
			return nil, key.ErrNotContainer
		}
		return entries, err
	})
}

func (r *safeReader) readShroudedKey(content cryptobyte.String, alias string) error {
	p, encrypted, err := encryptedWith(slices.Clone(content))
	if err != nil {
		return err
	}
	return r.add(alias, func() ([]Entry, error) {
		var entries []Entry
		err := p.decrypt(encrypted, r.password, r.work, func(plain []byte) (err error) {
			entries, err = parsePrivateKeyInfo(plain)
			return err
		})
		return entries, err
	})
}

func (r *safeReader) add(alias string, open func() ([]Entry, error)) error {
	if len(r.bags) == maxBags {
		return fmt.Errorf("%w: more than %d keys", key.ErrTooLarge, maxBags)
	}
	r.bags = append(r.bags, keyBag{alias, open})
	return nil
}

// readCertificate reads a CertBag: RFC 7292, 4.2.3. One that cannot be read is
// passed over: it must not keep anybody from their key.
func (r *safeReader) readCertificate(content cryptobyte.String) {
	var bag, explicit, value cryptobyte.String
	var oid stdasn1.ObjectIdentifier
	if !content.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1ObjectIdentifier(&oid) ||
		!oid.Equal(oidX509Certificate) || !bag.ReadASN1(&explicit, explicit0) ||
		!explicit.ReadASN1(&value, asn1.OCTET_STRING) || len(r.certificates) == maxCertificates {
		return
	}
	if c, err := pki.ParseCertificate(slices.Clone(value)); err == nil {
		r.certificates = append(r.certificates, c)
	}
}

// open opens all bags at once, each on a processor of its own if there are as
// many: deriving the keys is what opening a file takes its time for.
func (r *safeReader) open() ([]Entry, error) {
	opened := make([][]Entry, len(r.bags))
	errs := make([]error, len(r.bags))
	var group sync.WaitGroup
	for i, bag := range r.bags {
		group.Go(func() { opened[i], errs[i] = bag.open() })
	}
	group.Wait()
	var entries []Entry
	for i, bag := range r.bags {
		for _, e := range opened[i] {
			e.Alias = bag.alias
			entries = append(entries, e)
		}
	}
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		wipeAll(entries)
		return nil, errs[i]
	}
	return entries, nil
}

// distribute lays with each key every certificate but those of other keys.
func distribute(certificates []*x509.Certificate, entries []Entry) {
	for _, c := range certificates {
		owners := ownersOf(c, entries)
		for i := range entries {
			if len(owners) == 0 || slices.Contains(owners, i) {
				entries[i].Certificates = append(entries[i].Certificates, c)
			}
		}
	}
}

// ownersOf returns the entries whose certificate c is.
func ownersOf(c *x509.Certificate, entries []Entry) (owners []int) {
	public, err := pki.PublicKey(c)
	if err != nil {
		return nil
	}
	for i, e := range entries {
		if pki.EqualPublicKeys(public, e.Key.Public()) {
			owners = append(owners, i)
		}
	}
	return owners
}

// friendlyName reads the attribute of that name, a BMPString: RFC 2985, 5.5.1.
func friendlyName(attributes cryptobyte.String) string {
	for !attributes.Empty() {
		var attribute, set, name cryptobyte.String
		var oid stdasn1.ObjectIdentifier
		if !attributes.ReadASN1(&attribute, asn1.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&oid) {
			return ""
		}
		if !oid.Equal(oidFriendlyName) {
			continue
		}
		if !attribute.ReadASN1(&set, asn1.SET) || !set.ReadASN1(&name, bmpString) {
			return ""
		}
		var units []uint16
		for unit := uint16(0); name.ReadUint16(&unit); {
			units = append(units, unit)
		}
		return string(utf16.Decode(units))
	}
	return ""
}

// bmpString is the tag of BMPString: X.680, 41.
const bmpString = asn1.Tag(30)

// damaged says of a part cut short that the whole is no container: the whole
// itself is complete.
func damaged(err error) error {
	if errors.Is(err, key.ErrTruncated) {
		return key.ErrNotContainer
	}
	return err
}
