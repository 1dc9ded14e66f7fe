// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/asn1"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// A Scheme is what a signature algorithm means for a key: which hash, for RSA
// which padding, and for DSTU 4145 the order of the octets.
type Scheme struct {
	Hash  *Hash
	pss   *rsa.PSSOptions // nil is PKCS #1 v1.5
	order Endian
}

type keyKind int

const (
	keyDSTU4145 keyKind = iota + 1
	keyECDSA
	keyRSA
)

func kindOf(pub crypto.PublicKey) keyKind {
	switch pub.(type) {
	case *dstu4145.PublicKey:
		return keyDSTU4145
	case *ecdsa.PublicKey:
		return keyECDSA
	case *rsa.PublicKey:
		return keyRSA
	}
	return 0
}

// schemes pairs signature algorithms with their keys and hashes.
var schemes = []struct {
	oid  asn1.ObjectIdentifier
	kind keyKind
	hash *Hash
}{
	{OIDDSTU4145, keyDSTU4145, GOST34311},
	{OIDDSTU4145BigEndian, keyDSTU4145, GOST34311}, // second, and so never written
	{OIDDSTU4145Kupyna256, keyDSTU4145, Kupyna256},
	{OIDDSTU4145Kupyna384, keyDSTU4145, Kupyna384},
	{OIDDSTU4145Kupyna512, keyDSTU4145, Kupyna512},
	{OIDECDSAWithSHA1, keyECDSA, SHA1},
	{OIDECDSAWithSHA256, keyECDSA, SHA256},
	{OIDECDSAWithSHA384, keyECDSA, SHA384},
	{OIDECDSAWithSHA512, keyECDSA, SHA512},
	{OIDRSAWithSHA1, keyRSA, SHA1},
	{OIDRSAWithSHA256, keyRSA, SHA256},
	{OIDRSAWithSHA384, keyRSA, SHA384},
	{OIDRSAWithSHA512, keyRSA, SHA512},
}

// SignatureAlgorithm names the signature of such a key with such a hash:
// without parameters for DSTU 4145 and ECDSA (RFC 5758 section 3.2), with NULL
// for RSA (RFC 4055 section 5). SHA-1 is refused.
func SignatureAlgorithm(pub crypto.PublicKey, h *Hash) (AlgorithmIdentifier, error) {
	kind := kindOf(pub)
	for _, s := range schemes {
		if s.kind != kind || h == SHA1 || s.hash.For(pub) != h {
			continue
		}
		alg := AlgorithmIdentifier{OID: s.oid}
		if kind == keyRSA {
			alg.Parameters = derNull
		}
		return alg, nil
	}
	return AlgorithmIdentifier{}, fmt.Errorf("%w: %s with %T", ErrUnsupportedSignature, h, pub)
}

// SchemeOf says what a signature algorithm means for the key. digest is the
// separate digestAlgorithm of a CMS SignerInfo: rsaEncryption takes its hash
// from there (RFC 3370 section 3.2), every other algorithm must agree with it.
// It is nil where there is none, as in certificates.
func SchemeOf(alg AlgorithmIdentifier, digest *Hash, pub crypto.PublicKey) (Scheme, error) {
	scheme, err := schemeOf(alg, digest, pub)
	if err != nil {
		return Scheme{}, err
	}
	if digest != nil && digest.For(pub) != scheme.Hash {
		return Scheme{}, fmt.Errorf("%w: %v over a %s digest", ErrUnsupportedSignature, alg.OID, digest)
	}
	return scheme, nil
}

func schemeOf(alg AlgorithmIdentifier, digest *Hash, pub crypto.PublicKey) (Scheme, error) {
	kind := kindOf(pub)
	if kind == keyRSA && alg.OID.Equal(OIDRSAPSS) {
		return readPSS(alg.Parameters)
	}
	if !alg.Bare() {
		return Scheme{}, fmt.Errorf("%w: parameters of %v", ErrUnsupportedSignature, alg.OID)
	}
	if kind == keyRSA && alg.OID.Equal(OIDRSA) && digest != nil {
		return Scheme{Hash: digest}, nil
	}
	for _, s := range schemes {
		if s.kind == kind && s.oid.Equal(alg.OID) {
			return Scheme{Hash: s.hash.For(pub), order: Endian(s.oid.Equal(OIDDSTU4145BigEndian))}, nil
		}
	}
	return Scheme{}, fmt.Errorf("%w: %v with %T", ErrUnsupportedSignature, alg.OID, pub)
}

// SignatureHash is the hash that a signature algorithm names, whatever the key:
// GOST 34.311 comes with ДКЕ № 1, as from [HashByOID]. The error is
// [ErrUnsupportedSignature].
func SignatureHash(alg AlgorithmIdentifier) (*Hash, error) {
	if alg.OID.Equal(OIDRSAPSS) {
		scheme, err := readPSS(alg.Parameters)
		return scheme.Hash, err
	}
	for _, s := range schemes {
		if s.oid.Equal(alg.OID) {
			return s.hash, nil
		}
	}
	return nil, fmt.Errorf("%w: %v", ErrUnsupportedSignature, alg.OID)
}

// Weak says why policy does not accept a signature by such a key with such a
// hash, in words for a log, or is empty: SHA-1, RSA below 2047 bits (moduli a
// bit short of 2048 occur), elliptic curves below 233 bits.
func Weak(pub crypto.PublicKey, h *Hash) string {
	if h == SHA1 {
		return "SHA-1"
	}
	switch key := pub.(type) {
	case *dstu4145.PublicKey:
		if m := key.Curve.M(); m < 233 {
			return fmt.Sprintf("DSTU 4145 with m = %d", m)
		}
	case *ecdsa.PublicKey:
		if bits := key.Curve.Params().BitSize; bits < 233 {
			return fmt.Sprintf("ECDSA of %d bits", bits)
		}
	case *rsa.PublicKey:
		if bits := key.N.BitLen(); bits < 2047 {
			return fmt.Sprintf("RSA of %d bits", bits)
		}
	}
	return ""
}
