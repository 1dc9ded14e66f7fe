// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// maxResponders bounds how many certificates are tried for one response.
const maxResponders = 4

// Verify checks who signed the response: the issuer of the certificate in
// question itself, or a responder to whom that issuer's very key gave the right
// in a certificate for [pki.ForStatus], RFC 6960 section 4.2.2.2, valid when the
// response was produced. Nobody else has authority, whatever root they reach.
// Responders are looked for among the certificates that came along and those
// supplied. The issuer itself is the caller's to judge.
//
// It returns the responder's certificate, the issuer's when that signed. See
// [NoCheck] for whether the responder's own status matters. The error is
// [ErrResponder], [ErrSignature], or, for a true signature of an algorithm below
// policy, a *[pki.ConstraintError].
func (r *Response) Verify(issuer *x509.Certificate, supplied []*x509.Certificate) (*x509.Certificate, error) {
	err := fmt.Errorf("%w: its certificate is absent", ErrResponder)
	tried := 0
	for _, cert := range slices.Concat([]*x509.Certificate{issuer}, r.Certificates, supplied) {
		if !r.namesResponder(cert) {
			continue
		}
		if tried++; tried > maxResponders {
			break
		}
		var scheme pki.Scheme
		var pub crypto.PublicKey
		if pub, scheme, err = r.signedBy(cert); err != nil {
			continue
		}
		if err = r.checkAuthority(cert, issuer); err != nil {
			continue
		}
		if weak := pki.Weak(pub, scheme.Hash); weak != "" {
			return nil, &pki.ConstraintError{Certificate: cert, Constraint: pki.WeakAlgorithm, Detail: weak}
		}
		return cert, nil
	}
	return nil, err
}

// namesResponder compares the responderID. byKey should be SHA-1 of the key;
// national responders may have the key identifier of their certificate there.
func (r *Response) namesResponder(cert *x509.Certificate) bool {
	if r.ResponderName != nil {
		return pki.EqualNames(r.ResponderName, cert.RawSubject)
	}
	key, err := keyOctets(cert)
	return err == nil && (bytes.Equal(r.ResponderKeyHash, pki.SHA1.Sum(key)) ||
		bytes.Equal(r.ResponderKeyHash, pki.GOST34311.Sum(key)) || bytes.Equal(r.ResponderKeyHash, cert.SubjectKeyId))
}

func (r *Response) signedBy(cert *x509.Certificate) (crypto.PublicKey, pki.Scheme, error) {
	pub, err := pki.PublicKey(cert)
	if err != nil {
		return nil, pki.Scheme{}, fmt.Errorf("%w: %w", ErrResponder, err)
	}
	scheme, err := pki.SchemeOf(r.algorithm, nil, pub)
	if err == nil {
		err = pki.CheckSignature(pub, r.algorithm, r.tbs, r.signature)
	}
	if err != nil {
		return nil, pki.Scheme{}, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return pub, scheme, nil
}

// checkAuthority takes the issuer for the only root there is, and wants a path
// of no more than the two: an authority has several certificates for one name
// and key, which are all the issuer's.
func (r *Response) checkAuthority(responder, issuer *x509.Certificate) error {
	if bytes.Equal(responder.RawSubjectPublicKeyInfo, issuer.RawSubjectPublicKeyInfo) && pki.EqualNames(responder.RawSubject, issuer.RawSubject) {
		return nil
	}
	anchor, err := pki.AnchorOf(issuer)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrResponder, err)
	}
	path, err := pki.NewTrust([]pki.Anchor{anchor}, nil).Validate(responder, nil, r.ProducedAt, pki.Demands{Purpose: pki.ForStatus})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrResponder, err)
	}
	if len(path.Certificates) != 2 {
		return fmt.Errorf("%w: certified by another issuer", ErrResponder)
	}
	return nil
}

// NoCheck reports whether a responder's certificate says that its own status
// need not be asked: id-pkix-ocsp-nocheck, RFC 6960 section 4.2.2.2.1. Those of
// Ukrainian providers do not say it, and name no responder either: their status
// is in the issuer's list.
func NoCheck(responder *x509.Certificate) bool {
	return slices.ContainsFunc(responder.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(oidNoCheck) })
}
