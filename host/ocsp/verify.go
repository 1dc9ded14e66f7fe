// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// A Chain builds the chain of a certificate to a trusted root and holds it to
// the rules of paths at a time: [pki.Trust.Chain] is one.
type Chain func(cert *x509.Certificate, extra []*x509.Certificate, at time.Time) ([]*x509.Certificate, error)

// maxResponders bounds how many certificates are tried for one response.
const maxResponders = 4

// Verify checks who signed the response: the issuer of the certificate in
// question itself, or a responder to whom that issuer's very key gave the right
// in a certificate with id-kp-OCSPSigning, RFC 6960 section 4.2.2.2, valid when
// the response was produced. Nobody else has authority, whatever root they
// reach. Responders are looked for among the certificates that came along and
// those supplied. chain, if not nil, judges a delegated responder's certificate
// besides; the issuer is the caller's to judge.
//
// It returns the responder's certificate, the issuer's when that signed. See
// [NoCheck] for whether the responder's own status matters. The error is
// [ErrResponder], [ErrSignature], that of chain, or, for a true signature of an
// algorithm below policy, a *[pki.ConstraintError].
func (r *Response) Verify(issuer *x509.Certificate, supplied []*x509.Certificate, chain Chain) (*x509.Certificate, error) {
	err := fmt.Errorf("%w: its certificate is absent", ErrResponder)
	tried := 0
	for _, cert := range slices.Concat([]*x509.Certificate{issuer}, r.Certificates, supplied) {
		if !r.namesResponder(cert) {
			continue
		}
		if tried++; tried > maxResponders {
			break
		}
		if err = r.signedBy(cert); err != nil {
			continue
		}
		if sameAuthority(cert, issuer) {
			return cert, r.checkStrength(cert)
		}
		if err = r.checkDelegation(cert, issuer); err != nil {
			continue
		}
		if chain != nil {
			if _, err = chain(cert, slices.Concat([]*x509.Certificate{issuer}, r.Certificates), r.ProducedAt); err != nil {
				return nil, fmt.Errorf("ocsp: responder: %w", err)
			}
		}
		return cert, r.checkStrength(cert)
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

func (r *Response) signedBy(cert *x509.Certificate) error {
	pub, err := pki.PublicKey(cert)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrResponder, err)
	}
	if err := pki.CheckSignature(pub, r.algorithm, r.tbs, r.signature); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// sameAuthority reports whether two certificates are for one name and key, as
// an authority's several are.
func sameAuthority(a, b *x509.Certificate) bool {
	return bytes.Equal(a.RawSubjectPublicKeyInfo, b.RawSubjectPublicKeyInfo) && pki.EqualNames(a.RawSubject, b.RawSubject)
}

func (r *Response) checkDelegation(responder, issuer *x509.Certificate) error {
	pub, err := pki.PublicKey(issuer)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrResponder, err)
	}
	at := r.ProducedAt.Truncate(time.Second)
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	switch {
	case !slices.Contains(responder.ExtKeyUsage, x509.ExtKeyUsageOCSPSigning):
		err = errors.New("no id-kp-OCSPSigning")
	case responder.KeyUsage != 0 && responder.KeyUsage&signs == 0:
		err = errors.New("keyUsage does not allow signatures")
	case !pki.EqualNames(responder.RawIssuer, issuer.RawSubject):
		err = errors.New("certified by another issuer")
	case at.Before(responder.NotBefore) || at.After(responder.NotAfter):
		err = &pki.ValidityError{Certificate: responder, NotYet: at.Before(responder.NotBefore)}
	default:
		err = pki.CheckCertificate(responder, pub)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrResponder, err)
	}
	return nil
}

func (r *Response) checkStrength(responder *x509.Certificate) error {
	pub, err := pki.PublicKey(responder)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrResponder, err)
	}
	scheme, err := pki.SchemeOf(r.algorithm, nil, pub)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if weak := pki.Weak(pub, scheme.Hash); weak != "" {
		return &pki.ConstraintError{Certificate: responder, Constraint: pki.WeakAlgorithm, Detail: weak}
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
