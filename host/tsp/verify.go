// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
)

// maxCandidates bounds how many certificates are tried for one token.
const maxCandidates = 4

// Verify checks the authority's signature, that it binds the authority's
// certificate (RFC 5816), and that this leads to a trusted root as one for
// [pki.ForTimeStamps] at the time stated. The certificate is looked for in the
// token, which may also bring others of the path, and among those supplied.
//
// The path begins with the authority's certificate, and is at least that as soon
// as the signature holds, also beside an error. The error is
// [ErrNoCertificate], [ErrSignature], [ErrBinding] or of [pki.Trust.Validate].
func (t *Token) Verify(supplied []*x509.Certificate, trust *pki.Trust) (pki.Path, error) {
	tried, err := 0, error(ErrNoCertificate)
	for _, cert := range slices.Concat(t.Certificates(), supplied) {
		if !t.names(cert) {
			continue
		}
		if tried++; tried > maxCandidates {
			break
		}
		if err = t.signedBy(cert); err == nil {
			return t.checkAuthority(cert, supplied, trust)
		}
	}
	return pki.Path{}, err
}

// names reports whether the signature names a certificate: RFC 5652 section 5.3.
func (t *Token) names(cert *x509.Certificate) bool {
	si := t.signer()
	if si.SubjectKeyID == nil {
		return si.Serial.Cmp(cert.SerialNumber) == 0 && pki.EqualNames(si.Issuer, cert.RawIssuer)
	}
	if len(cert.SubjectKeyId) > 0 {
		return bytes.Equal(si.SubjectKeyID, cert.SubjectKeyId)
	}
	return slices.ContainsFunc(pki.SubjectKeyIDs(cert.RawSubjectPublicKeyInfo), func(id []byte) bool {
		return bytes.Equal(id, si.SubjectKeyID)
	})
}

// signedBy verifies the signature: RFC 5652 sections 5.4 and 5.6. Signed
// attributes are a must, for the binding is one of them.
func (t *Token) signedBy(cert *x509.Certificate) error {
	si := t.signer()
	pub, scheme, err := t.scheme(cert)
	if err == nil {
		err = t.checkAttributes(scheme.Hash)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if _, err := si.Verify(scheme, pub, nil); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// scheme is what the signature's algorithms mean for a certificate's key.
func (t *Token) scheme(cert *x509.Certificate) (crypto.PublicKey, pki.Scheme, error) {
	pub, err := pki.PublicKey(cert)
	if err != nil {
		return nil, pki.Scheme{}, err
	}
	h, err := t.signer().DigestAlgorithm.Hash()
	if err != nil {
		return nil, pki.Scheme{}, err
	}
	scheme, err := pki.SchemeOf(t.signer().SignatureAlgorithm, h.For(pub), pub)
	return pub, scheme, err
}

// checkAttributes holds content type and message digest, each once, to the
// TSTInfo: RFC 5652 sections 11.1 and 11.2.
func (t *Token) checkAttributes(h *pki.Hash) error {
	attributes := t.signer().SignedAttrs
	types := attributes.Values(cms.OIDContentType)
	if len(types) != 1 || !bytes.Equal(types[0], cms.MarshalOID(t.Signed.ContentType)) {
		return errors.New("content type")
	}
	if digest, ok := attributes.MessageDigest(); !ok || !bytes.Equal(digest, h.Sum(t.info)) {
		return errors.New("message digest")
	}
	return nil
}

func (t *Token) checkAuthority(cert *x509.Certificate, supplied []*x509.Certificate, trust *pki.Trust) (pki.Path, error) {
	path := pki.Path{Certificates: []*x509.Certificate{cert}}
	ids, err := ess.CertIDs(t.signer().SignedAttrs)
	if err != nil || len(ids) == 0 || slices.ContainsFunc(ids, func(id ess.CertID) bool { return !id.Binds(cert) }) {
		return path, ErrBinding
	}
	extra := slices.Concat(t.Certificates(), supplied)
	found, err := trust.Validate(cert, extra, t.Info.Time, pki.Demands{Purpose: pki.ForTimeStamps})
	if len(found.Certificates) > 0 {
		path = found
	}
	if err != nil {
		return path, fmt.Errorf("tsp: authority: %w", err)
	}
	pub, scheme, err := t.scheme(cert)
	if err != nil {
		return path, fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if weak := pki.Weak(pub, scheme.Hash); weak != "" {
		return path, &pki.ConstraintError{Certificate: cert, Constraint: pki.WeakAlgorithm, Detail: weak}
	}
	return path, nil
}
