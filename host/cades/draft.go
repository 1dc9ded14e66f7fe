// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"cmp"
	"context"
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// A draft is a copy of a message on its way to a higher level, with what its
// signatures share. A hostile message has a thousand of them and ten thousand
// certificates, so that nothing may be looked for anew for each.
type draft struct {
	*Augmenter
	message      *cms.SignedData
	content      func(*pki.Hash) ([]byte, error)
	certificates *Certificates       // of the message, wherever they stand, and supplied
	trust        *pki.Trust          // with these to build paths of
	responders   []*x509.Certificate // those of them that may answer about others
	said         *embedded           // by the crls of the message
}

func (a *Augmenter) draft(sd *cms.SignedData, content func(*pki.Hash) ([]byte, error)) *draft {
	message := clone(sd)
	d := &draft{Augmenter: a, message: &message, content: content}
	d.certificates = NewCertificates(sd, slices.Concat(certificateValues(sd), a.Certificates))
	suppliedFirst := slices.Clone(d.certificates.All)
	slices.Reverse(suppliedFirst) // a message may hold false ones
	d.trust = cmp.Or(a.Trust, pki.NewTrust(nil, nil)).With(suppliedFirst)
	d.responders = respondersAmong(d.certificates.All)
	d.said = newEmbedded(RevocationInfo(sd))
	return d
}

// maxCertificateValues bounds the certificates in unsigned attributes.
const maxCertificateValues = 10_000

// certificateValues are those in the unsigned attributes of all signatures. What
// cannot be read adds nothing.
func certificateValues(sd *cms.SignedData) (certs []*x509.Certificate) {
	for _, si := range sd.SignerInfos {
		for _, value := range si.UnsignedAttrs.Values(cms.OIDCertificateValues) {
			values, _ := ParseCertificateValues(value)
			if certs = append(certs, values...); len(certs) > maxCertificateValues {
				return certs
			}
		}
	}
	return certs
}

// maxResponders bounds the certificates of responders that answers may be by,
// beside those that the answers themselves hold: each costs two hashes.
const maxResponders = 64

// respondersAmong begins with those supplied: a message may hold false ones.
func respondersAmong(certs []*x509.Certificate) (responders []*x509.Certificate) {
	for _, cert := range slices.Backward(certs) {
		if len(responders) == maxResponders {
			break
		}
		if slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning) && !slices.ContainsFunc(responders, cert.Equal) {
			responders = append(responders, cert)
		}
	}
	return responders
}

// signatures opens those in the places given.
func (d *draft) signatures(ctx context.Context, places []int) ([]*signature, error) {
	var all []*signature
	for _, i := range places {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("cades: %w", context.Cause(ctx))
		}
		s, err := d.open(i)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// completed adds the root's own certificate to a path that ends below an
// anchor known by name and key alone.
func (d *draft) completed(path []*x509.Certificate) []*x509.Certificate {
	last := path[len(path)-1]
	if d.Trust.IsAnchor(last) {
		return path
	}
	if root := d.trust.IssuerOf(last, nil); root != nil {
		return append(path[:len(path):len(path)], root)
	}
	return path
}

// isRoot reports whether a member of a completed path is the root, about whose
// status nobody is asked.
func (d *draft) isRoot(path []*x509.Certificate, i int) bool {
	last := i == len(path)-1
	return last && (d.Trust.IsAnchor(path[i]) || pki.EqualNames(path[i].RawIssuer, path[i].RawSubject))
}
