// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// MaxList is how many octets a list may have: a million entries of twenty-octet
// numbers and reasons take some fifty million.
const MaxList = 64 << 20

// A List is one revocation list. Nothing in it is verified.
type List struct {
	Raw                    []byte
	Issuer                 []byte // DER Name
	ThisUpdate, NextUpdate time.Time
	// Number is the list's own, and Base, of a delta, that of the complete
	// list it adds to. Nil when absent.
	Number, Base *big.Int
	// Freshest are the URLs of deltas to this list.
	Freshest []string
	// Len is how many entries there are.
	Len int

	tbs, signature []byte
	algorithm      pki.AlgorithmIdentifier
	scope          scope
	entries        cryptobyte.String // contents of revokedCertificates
}

// Extensions of lists: RFC 5280 section 5.2.
var (
	oidCRLNumber                = asn1.ObjectIdentifier{2, 5, 29, 20}
	oidDeltaCRLIndicator        = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidIssuingDistributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}
)

// Parse reads one DER list and looks at every entry once. It keeps der.
//
//	CertificateList ::= SEQUENCE {                   -- RFC 5280 section 5.1
//	  tbsCertList SEQUENCE {
//	    version INTEGER OPTIONAL,
//	    signature AlgorithmIdentifier,
//	    issuer Name,
//	    thisUpdate Time,
//	    nextUpdate Time OPTIONAL,
//	    revokedCertificates SEQUENCE OF SEQUENCE { … } OPTIONAL,
//	    crlExtensions [0] EXPLICIT Extensions OPTIONAL },
//	  signatureAlgorithm AlgorithmIdentifier,
//	  signature BIT STRING }
func Parse(der []byte) (*List, error) {
	if len(der) > MaxList {
		return nil, ErrTooLarge
	}
	l := &List{Raw: der}
	front, err := l.split()
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseRevocationList(front)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	l.Issuer, l.ThisUpdate, l.NextUpdate, l.Number = parsed.RawIssuer, parsed.ThisUpdate, parsed.NextUpdate, parsed.Number
	for _, e := range parsed.Extensions {
		if err := l.readExtension(e.Id, e.Critical, e.Value); err != nil {
			return nil, err
		}
	}
	return l, l.checkEntries()
}

// split parts the list, and returns it without its entries.
func (l *List) split() (front []byte, err error) {
	in := cryptobyte.String(l.Raw)
	var outer, tbs, body cryptobyte.String
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() || !outer.ReadASN1Element(&tbs, casn1.SEQUENCE) {
		return nil, malformed("encoding")
	}
	l.tbs = tbs
	end := outer // signatureAlgorithm and signature
	if l.algorithm, err = pki.ReadAlgorithmIdentifier(&outer); err != nil {
		return nil, malformed("signatureAlgorithm")
	}
	if !outer.ReadASN1BitStringAsBytes(&l.signature) || !outer.Empty() || !tbs.ReadASN1(&body, casn1.SEQUENCE) {
		return nil, malformed("signature")
	}
	before := body
	isTime := func() bool { return body.PeekASN1Tag(casn1.UTCTime) || body.PeekASN1Tag(casn1.GeneralizedTime) }
	if !body.SkipOptionalASN1(casn1.INTEGER) || !body.SkipASN1(casn1.SEQUENCE) || !body.SkipASN1(casn1.SEQUENCE) {
		return nil, malformed("tbsCertList")
	}
	for isTime() {
		var element cryptobyte.String
		var tag casn1.Tag
		if !body.ReadAnyASN1Element(&element, &tag) {
			return nil, malformed("time")
		}
	}
	before = before[:len(before)-len(body)]
	if body.PeekASN1Tag(casn1.SEQUENCE) && !body.ReadASN1(&l.entries, casn1.SEQUENCE) {
		return nil, malformed("revokedCertificates")
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(before)
			b.AddBytes(body)
		})
		b.AddBytes(end)
	})
	if front, err = b.Bytes(); err != nil {
		return nil, malformed("encoding")
	}
	return front, nil
}

// readExtension takes what x509 leaves. Those that only inform need no case.
func (l *List) readExtension(oid asn1.ObjectIdentifier, critical bool, value []byte) error {
	in := cryptobyte.String(value)
	switch {
	case oid.Equal(oidDeltaCRLIndicator):
		l.Base = new(big.Int)
		if !in.ReadASN1Integer(l.Base) || !in.Empty() || l.Base.Sign() < 0 {
			return malformed("deltaCRLIndicator")
		}
	case oid.Equal(oidIssuingDistributionPoint):
		return l.scope.read(in)
	case oid.Equal(pki.OIDFreshestCRL):
		points, ok := readPoints(in)
		if !ok {
			return malformed("freshestCRL")
		}
		l.Freshest = urls(points)
	case critical && !oid.Equal(oidCRLNumber) && !oid.Equal(pki.OIDAuthorityKeyIdentifier):
		return fmt.Errorf("%w %v", ErrCritical, oid)
	}
	return nil
}

// Delta reports whether the list only tells what changed since another.
func (l *List) Delta() bool { return l.Base != nil }

// Verify checks that the list is of an issuer: its name, its right to sign
// lists (RFC 5280 section 6.3.3 (f)), its signature. That the issuer itself is
// to be trusted is for the caller to know. The error is [ErrIssuer], or, for a
// true signature of an algorithm below policy, a *[pki.ConstraintError].
func (l *List) Verify(issuer *x509.Certificate) error {
	if !pki.EqualNames(l.Issuer, issuer.RawSubject) {
		return fmt.Errorf("%w: another name", ErrIssuer)
	}
	if issuer.KeyUsage != 0 && issuer.KeyUsage&x509.KeyUsageCRLSign == 0 {
		return fmt.Errorf("%w: it may not sign lists", ErrIssuer)
	}
	pub, err := pki.PublicKey(issuer)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	if err := pki.CheckSignature(pub, l.algorithm, l.tbs, l.signature); err != nil {
		return fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	scheme, err := pki.SchemeOf(l.algorithm, nil, pub)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	if weak := pki.Weak(pub, scheme.Hash); weak != "" {
		return &pki.ConstraintError{Certificate: issuer, Constraint: pki.WeakAlgorithm, Detail: weak}
	}
	return nil
}

// DeltaURLs are where the deltas of a certificate's lists lie: freshestCRL,
// RFC 5280 section 4.2.1.15.
func DeltaURLs(cert *x509.Certificate) []string {
	points, _ := pointsOf(cert, pki.OIDFreshestCRL)
	return urls(points)
}

// pointsOf reads the distribution points in an extension of a certificate.
func pointsOf(cert *x509.Certificate, oid asn1.ObjectIdentifier) (points []point, ok bool) {
	for _, e := range cert.Extensions {
		if e.Id.Equal(oid) {
			return readPoints(cryptobyte.String(e.Value))
		}
	}
	return nil, true
}

func urls(points []point) []string {
	var all []string
	for _, p := range points {
		for _, name := range p.names {
			if name.tag == tagURI && !slices.Contains(all, string(name.value)) {
				all = append(all, string(name.value))
			}
		}
	}
	return all
}
