// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// Errors of checking a signature.
var (
	// ErrSignature says that the signature is not the key's over these data.
	ErrSignature = errors.New("pki: wrong signature")
	// ErrUnsupportedSignature says that the algorithm is unknown or not one
	// for the key.
	ErrUnsupportedSignature = errors.New("pki: unsupported signature algorithm")
	// ErrWeak says that a signature is by a method that proves nothing any more,
	// see [Weak].
	ErrWeak = errors.New("pki: weak signature")
)

// VerifyDigest checks a signature over a digest, in the form CMS holds it:
// flat r‖s for DSTU 4145, DER for ECDSA, PKCS #1 v1.5 for RSA. The digest must
// be one of h. Any failure is [ErrSignature] or [ErrUnsupportedSignature].
func VerifyDigest(pub crypto.PublicKey, h *Hash, digest, signature []byte) error {
	return Scheme{Hash: h}.Verify(pub, digest, signature)
}

// CheckSignature checks the signature of a certificate, CRL or OCSP response:
// signature is the contents of the BIT STRING, which for DSTU 4145 wrap r‖s in
// an OCTET STRING. GOST 34.311 takes the issuer key's own table.
func CheckSignature(issuer crypto.PublicKey, alg AlgorithmIdentifier, signed, signature []byte) error {
	scheme, err := SchemeOf(alg, nil, issuer)
	if err != nil {
		return err
	}
	if _, ok := issuer.(*dstu4145.PublicKey); ok {
		if signature, ok = UnwrapDSTU(signature); !ok {
			return ErrSignature
		}
	}
	return scheme.Verify(issuer, scheme.Hash.Sum(signed), signature)
}

// CheckStrongSignature is [CheckSignature] of a signature that policy accepts. Of
// another the error is [ErrWeak].
func CheckStrongSignature(issuer crypto.PublicKey, alg AlgorithmIdentifier, signed, signature []byte) error {
	scheme, err := SchemeOf(alg, nil, issuer)
	if err != nil {
		return err
	}
	if why := Weak(issuer, scheme.Hash); why != "" {
		return fmt.Errorf("%w: %s", ErrWeak, why)
	}
	return CheckSignature(issuer, alg, signed, signature)
}

// Sign makes what [CheckSignature] checks, the contents of the BIT STRING of a
// certificate, a request or another message: a signature over data with a hash.
// The signer gets the *Hash as its [crypto.SignerOpts] and answers in the form
// CMS holds; what it answers is verified before anybody else sees it. Errors are
// its own, [ErrUnsupportedSignature] and [ErrSignature].
func Sign(signer crypto.Signer, h *Hash, data []byte) ([]byte, error) {
	digest := h.Sum(data)
	signature, err := signer.Sign(rand.Reader, digest, h)
	if err != nil {
		return nil, fmt.Errorf("pki: %w", err)
	}
	if err := VerifyDigest(signer.Public(), h, digest, signature); err != nil {
		return nil, err
	}
	if kindOf(signer.Public()) == keyDSTU4145 {
		signature = WrapDSTU(signature)
	}
	return signature, nil
}

// Verify checks a signature over a digest of s.Hash, in the form CMS holds it.
func (s Scheme) Verify(pub crypto.PublicKey, digest, signature []byte) error {
	if len(digest) != s.Hash.Size() {
		return fmt.Errorf("pki: a %s digest of %d octets", s.Hash, len(digest))
	}
	var valid bool
	switch key := pub.(type) {
	case *dstu4145.PublicKey:
		if s.Hash.HashFunc() != 0 || s.Hash.For(key) != s.Hash {
			return fmt.Errorf("%w: %s with DSTU 4145", ErrUnsupportedSignature, s.Hash)
		}
		valid = dstu4145.Verify(key, digest, s.order.little(signature))
	case *ecdsa.PublicKey:
		if s.Hash.HashFunc() == 0 {
			return fmt.Errorf("%w: %s with ECDSA", ErrUnsupportedSignature, s.Hash)
		}
		valid = ecdsa.VerifyASN1(key, digest, signature)
	case *rsa.PublicKey:
		if s.Hash.HashFunc() == 0 {
			return fmt.Errorf("%w: %s with RSA", ErrUnsupportedSignature, s.Hash)
		}
		if s.pss != nil {
			valid = rsa.VerifyPSS(key, s.Hash.HashFunc(), digest, signature, s.pss) == nil
		} else {
			valid = rsa.VerifyPKCS1v15(key, s.Hash.HashFunc(), digest, signature) == nil
		}
	default:
		return fmt.Errorf("%w: key %T", ErrUnsupportedSignature, pub)
	}
	if !valid {
		return ErrSignature
	}
	return nil
}
