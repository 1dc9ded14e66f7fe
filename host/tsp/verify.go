// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/ess"
	"github.com/pidpys/pidpys/host/pki"
)

// A Chain builds the chain of a certificate to a trusted root and holds it to
// the rules of paths at a time: [pki.Trust.Chain] is one.
type Chain func(cert *x509.Certificate, extra []*x509.Certificate, at time.Time) ([]*x509.Certificate, error)

// Check compares a token with the request it answers: RFC 3161 section 2.4.2.
// The error is [ErrImprint], [ErrNonce] or [ErrPolicy].
func (r *Request) Check(t *Token) error {
	i := t.Info
	switch {
	case !i.Imprint.Hash.OID.Equal(r.Imprint.Hash.OID) || !bytes.Equal(i.Imprint.Digest, r.Imprint.Digest):
		return ErrImprint
	case r.Nonce != nil && (i.Nonce == nil || i.Nonce.Cmp(r.Nonce) != 0):
		return ErrNonce
	case !r.Policy.Equal(x509.OID{}) && !r.Policy.Equal(i.Policy):
		return ErrPolicy
	}
	return nil
}

// maxCandidates bounds how many certificates are tried for one token.
const maxCandidates = 4

// Verify checks the authority's signature, that it binds the authority's
// certificate (RFC 5816), that this is for time-stamping alone (RFC 3161
// section 2.3) and was valid at the time stated, and, if chain is not nil, that
// its chain held then. The certificate is looked for in the token and among
// those supplied; it is returned as soon as it is known, also beside an error.
//
// The error is [ErrNoCertificate], [ErrSignature], [ErrBinding],
// [ErrAuthority], that of chain, or, for a true signature of an algorithm below
// policy, a *[pki.ConstraintError].
func (t *Token) Verify(supplied []*x509.Certificate, chain Chain) (*x509.Certificate, error) {
	tried, err := 0, error(ErrNoCertificate)
	for _, cert := range slices.Concat(t.Certificates(), supplied) {
		if !t.names(cert) {
			continue
		}
		if tried++; tried > maxCandidates {
			break
		}
		var scheme pki.Scheme
		if scheme, err = t.signedBy(cert); err != nil {
			continue
		}
		return cert, t.checkAuthority(cert, scheme, chain)
	}
	return nil, err
}

// names reports whether the signature names a certificate: RFC 5652 section 5.3.
func (t *Token) names(cert *x509.Certificate) bool {
	si := t.signer()
	if si.SubjectKeyID == nil {
		return si.Serial.Cmp(cert.SerialNumber) == 0 && pki.EqualNames(si.Issuer, cert.RawIssuer)
	}
	return bytes.Equal(si.SubjectKeyID, cert.SubjectKeyId) ||
		slices.ContainsFunc(pki.SubjectKeyIDs(cert.RawSubjectPublicKeyInfo), func(id []byte) bool {
			return bytes.Equal(id, si.SubjectKeyID)
		})
}

// signedBy verifies the signature: RFC 5652 sections 5.4 and 5.6. Signed
// attributes are a must, for the binding is one of them.
func (t *Token) signedBy(cert *x509.Certificate) (pki.Scheme, error) {
	fail := func(err error) (pki.Scheme, error) { return pki.Scheme{}, fmt.Errorf("%w: %w", ErrSignature, err) }
	si := t.signer()
	pub, err := pki.PublicKey(cert)
	if err != nil {
		return fail(err)
	}
	h, err := si.DigestAlgorithm.Hash()
	if err != nil {
		return fail(err)
	}
	h = h.For(pub)
	scheme, err := pki.SchemeOf(si.SignatureAlgorithm, h, pub)
	if err != nil {
		return fail(err)
	}
	if err := t.checkAttributes(h); err != nil {
		return fail(err)
	}
	// Some programs sort the attributes neither to sign nor to write, others to
	// sign only.
	sorted := *si
	sorted.SetSignedAttrs(si.SignedAttrs)
	for _, octets := range [][]byte{si.SignedOctets(), sorted.SignedOctets()} {
		if err = verify(scheme, pub, h.Sum(octets), si.Signature); err == nil {
			return scheme, nil
		}
	}
	return fail(err)
}

// verify takes r‖s of DSTU 4145 flat or nested in another octet string.
func verify(scheme pki.Scheme, pub crypto.PublicKey, digest, signature []byte) error {
	err := scheme.Verify(pub, digest, signature)
	if _, ok := pub.(*dstu4145.PublicKey); err != nil && ok {
		if flat, nested := pki.UnwrapDSTU(signature); nested {
			return scheme.Verify(pub, digest, flat)
		}
	}
	return err
}

// checkAttributes holds content type and message digest, each once, to the
// TSTInfo: RFC 5652 sections 11.1 and 11.2.
func (t *Token) checkAttributes(h *pki.Hash) error {
	attributes := t.signer().SignedAttrs
	types, digests := attributes.Values(cms.OIDContentType), attributes.Values(cms.OIDMessageDigest)
	if len(types) != 1 || !bytes.Equal(types[0], cms.MarshalOID(t.Signed.ContentType)) {
		return errors.New("content type")
	}
	if len(digests) != 1 {
		return errors.New("message digest")
	}
	in := cryptobyte.String(digests[0])
	var digest cryptobyte.String
	if !in.ReadASN1(&digest, casn1.OCTET_STRING) || !in.Empty() || !bytes.Equal(digest, h.Sum(t.info)) {
		return errors.New("message digest")
	}
	return nil
}

func (t *Token) checkAuthority(cert *x509.Certificate, scheme pki.Scheme, chain Chain) error {
	ids, err := ess.CertIDs(t.signer().SignedAttrs)
	if err != nil || len(ids) == 0 || slices.ContainsFunc(ids, func(id ess.CertID) bool { return !id.Binds(cert) }) {
		return ErrBinding
	}
	at := t.Info.Time.Truncate(time.Second)
	if at.Before(cert.NotBefore) || at.After(cert.NotAfter) {
		return fmt.Errorf("%w: %w", ErrAuthority, &pki.ValidityError{Certificate: cert, NotYet: at.Before(cert.NotBefore)})
	}
	if err := checkPurpose(cert); err != nil {
		return fmt.Errorf("%w: %w", ErrAuthority, err)
	}
	if chain != nil {
		if _, err := chain(cert, t.Certificates(), at); err != nil {
			return fmt.Errorf("tsp: authority: %w", err)
		}
	}
	pub, err := pki.PublicKey(cert)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if weak := pki.Weak(pub, scheme.Hash); weak != "" {
		return &pki.ConstraintError{Certificate: cert, Constraint: pki.WeakAlgorithm, Detail: weak}
	}
	return nil
}

// checkPurpose: RFC 3161 section 2.3, one critical extended key usage,
// id-kp-timeStamping and no other; RFC 5280 section 4.2.1.12 for keyUsage.
func checkPurpose(cert *x509.Certificate) error {
	const signs = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	critical := slices.ContainsFunc(cert.Extensions, func(e pkix.Extension) bool {
		return e.Id.Equal(pki.OIDExtKeyUsage) && e.Critical
	})
	switch {
	case len(cert.ExtKeyUsage) != 1 || cert.ExtKeyUsage[0] != x509.ExtKeyUsageTimeStamping || len(cert.UnknownExtKeyUsage) > 0:
		return errors.New("extended key usage is not time-stamping alone")
	case !critical:
		return errors.New("extended key usage is not critical")
	case cert.KeyUsage&^signs != 0:
		return errors.New("keyUsage allows more than signatures")
	}
	return nil
}
