// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/x509"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// An Anchor is a trusted name with its key, RFC 5280 section 6.1.1 (d).
type Anchor struct {
	Subject   []byte // DER Name
	PublicKey crypto.PublicKey
	KeyID     []byte // its usual key identifier, a hint for the search; may be nil
	// Certificate is where the anchor came from. When known, it ends a chain,
	// and its validity and CA constraints hold.
	Certificate *x509.Certificate
}

// AnchorOf trusts a certificate. Nothing about it is checked: that it deserves
// trust is the caller's word.
func AnchorOf(cert *x509.Certificate) (Anchor, error) {
	pub, err := PublicKey(cert)
	if err != nil {
		return Anchor{}, fmt.Errorf("pki: anchor: %w", err)
	}
	return Anchor{Subject: cert.RawSubject, PublicKey: pub, KeyID: cert.SubjectKeyId, Certificate: cert}, nil
}

// A Trust is a set of anchors, with certificates of providers to build chains
// from. The certificates are not trusted: only a chain makes them so. A Trust
// does not change and may be used by many goroutines at once.
type Trust struct {
	anchors      pool
	certificates pool
}

// NewTrust makes a Trust.
func NewTrust(anchors []Anchor, certificates []*x509.Certificate) *Trust {
	t := &Trust{anchors: pool{}, certificates: pool{}.with(certificates)}
	for _, a := range anchors {
		key := nameKey(a.Subject)
		t.anchors[key] = append(t.anchors[key], &issuer{
			certificate: a.Certificate, name: key, keyID: a.KeyID,
			publicKey: func() (crypto.PublicKey, error) { return a.PublicKey, nil },
		})
	}
	return t
}

// With is t with more certificates to build chains from, after those of t. It
// reads them once for many chains.
func (t *Trust) With(certs []*x509.Certificate) *Trust {
	if len(certs) == 0 {
		return t
	}
	return &Trust{anchors: t.anchors, certificates: t.certificates.with(certs)}
}

// An issuer is a name with a key that may have signed a certificate.
type issuer struct {
	certificate *x509.Certificate // nil for an anchor that is only name and key
	name        string            // nameKey of the subject
	keyID       []byte
	publicKey   func() (crypto.PublicKey, error)
}

func issuerOf(cert *x509.Certificate) *issuer {
	return &issuer{
		certificate: cert, name: nameKey(cert.RawSubject), keyID: cert.SubjectKeyId,
		publicKey: sync.OnceValues(func() (crypto.PublicKey, error) { return PublicKey(cert) }),
	}
}

// A pool finds issuers by nameKey.
type pool map[string][]*issuer

// with is a copy of the pool with more certificates.
func (p pool) with(certs []*x509.Certificate) pool {
	all := maps.Clone(p)
	for _, cert := range certs {
		i := issuerOf(cert)
		all[i.name] = append(slices.Clip(all[i.name]), i)
	}
	return all
}
