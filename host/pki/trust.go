// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"maps"
	"slices"
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
	anchors      map[nameKey][]*issuer
	certificates pool
}

// NewTrust makes a Trust.
func NewTrust(anchors []Anchor, certificates []*x509.Certificate) *Trust {
	t := &Trust{anchors: map[nameKey][]*issuer{}, certificates: pool{}.with(certificates)}
	for _, a := range anchors {
		i := &issuer{subject: keyOf(a.Subject)}
		if a.Certificate != nil {
			i = issuerOf(a.Certificate)
		}
		i.anchor, i.keyID = true, a.KeyID
		i.publicKey = func() (crypto.PublicKey, error) { return a.PublicKey, nil }
		t.anchors[i.subject] = append(t.anchors[i.subject], i)
	}
	return t
}

// With is t with more certificates to build chains from, after those of t. It
// reads them once for many chains.
func (t *Trust) With(certs []*x509.Certificate) *Trust {
	held := func(cert *x509.Certificate) bool { return t.certificates.held[sha256.Sum256(cert.Raw)] }
	certs = slices.DeleteFunc(slices.Clone(certs), held)
	if len(certs) == 0 {
		return t
	}
	return &Trust{anchors: t.anchors, certificates: t.certificates.with(certs)}
}

// IsAnchor reports whether a certificate is an anchor's own, to the last octet:
// a name and a key alone anybody can put into a certificate. Anchors that are
// only name and key have none.
func (t *Trust) IsAnchor(cert *x509.Certificate) bool {
	return slices.ContainsFunc(t.anchors[keyOf(cert.RawSubject)], func(a *issuer) bool {
		return a.certificate != nil && a.certificate.Equal(cert)
	})
}

// maxIssuers bounds how many certificates of one name are tried.
const maxIssuers = 4

// IssuerOf is a certificate at hand, of t or extra, whose key signed another: nil
// if there is none. It ends a path below an anchor known by name and key alone,
// and is trusted for that path only.
func (t *Trust) IssuerOf(cert *x509.Certificate, extra []*x509.Certificate) *x509.Certificate {
	child := issuerOf(cert)
	named := t.With(extra).certificates.byName[child.by]
	for _, candidate := range named[:min(len(named), maxIssuers)] {
		if child.signedBy(candidate) {
			return candidate.certificate
		}
	}
	return nil
}

// A pool finds issuers by their names. It holds a certificate once, however
// often a hostile bundle repeats it.
type pool struct {
	byName map[nameKey][]*issuer
	held   map[[sha256.Size]byte]bool // digests of the certificates
}

// with is a copy of the pool with more certificates.
func (p pool) with(certs []*x509.Certificate) pool {
	all := pool{map[nameKey][]*issuer{}, map[[sha256.Size]byte]bool{}}
	for name, named := range p.byName {
		all.byName[name] = slices.Clip(named) // what is appended must not be p's
	}
	maps.Copy(all.held, p.held)
	for _, cert := range certs {
		digest := sha256.Sum256(cert.Raw)
		if all.held[digest] {
			continue
		}
		all.held[digest] = true
		i := issuerOf(cert)
		all.byName[i.subject] = append(all.byName[i.subject], i)
	}
	return all
}
