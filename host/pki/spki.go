// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// ErrUnsupportedKey says that a public key is of no kind this package knows:
// another algorithm, a curve of none of the standard's ten, a third table, RSA
// of more than 8192 bits or with an unusual exponent.
var ErrUnsupportedKey = errors.New("pki: unsupported public key")

// ErrNormalBasis is the [ErrUnsupportedKey] of DSTU 4145 keys in an optimal normal
// basis. The standard has them beside those in a polynomial basis, and object
// identifiers name five of their curves; but there is not one such key to learn
// the order of their octets from, and so none is read.
var ErrNormalBasis = fmt.Errorf("%w: DSTU 4145 in an optimal normal basis", ErrUnsupportedKey)

// Bounds of RSA keys. One verification costs the square of the modulus times
// the bits of the exponent: a key of half a megabyte, which a message can hold,
// would keep a processor busy for many minutes. Every RSA key of the Ukrainian
// providers has the exponent 65537; 1 would let anybody sign.
const (
	maxRSA      = 8192 // bits of the modulus, as in crypto/tls
	minExponent = 3
	maxExponent = 65537
)

// ParsePublicKey reads a DER SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7,
// into a *[dstu4145.PublicKey], *[ecdsa.PublicKey] or *[rsa.PublicKey].
func ParsePublicKey(spki []byte) (crypto.PublicKey, error) {
	alg, octets, err := splitSPKI(spki)
	if err != nil {
		return nil, err
	}
	switch {
	case alg.OID.Equal(OIDDSTU4145):
		return parseDSTUKey(alg.Parameters, octets, LittleEndian)
	case alg.OID.Equal(OIDDSTU4145BigEndian):
		return parseDSTUKey(alg.Parameters, octets, BigEndian)
	case alg.OID.Equal(OIDDSTU4145NormalBasis):
		return nil, ErrNormalBasis
	case alg.OID.Equal(OIDECPublicKey), alg.OID.Equal(OIDRSA):
		pub, err := x509.ParsePKIXPublicKey(spki)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrUnsupportedKey, err)
		}
		if key, ok := pub.(*rsa.PublicKey); ok {
			return boundedRSA(key)
		}
		return pub, nil
	}
	return nil, fmt.Errorf("%w: algorithm %v", ErrUnsupportedKey, alg.OID)
}

func boundedRSA(key *rsa.PublicKey) (crypto.PublicKey, error) {
	if bits := key.N.BitLen(); bits > maxRSA {
		return nil, fmt.Errorf("%w: RSA of %d bits", ErrUnsupportedKey, bits)
	}
	if e := key.E; e < minExponent || e > maxExponent || e%2 == 0 {
		return nil, fmt.Errorf("%w: RSA with exponent %d", ErrUnsupportedKey, e)
	}
	return key, nil
}

// MarshalPublicKey writes a DER SubjectPublicKeyInfo. A DSTU 4145 key names
// its curve, and its table only when that is not ДКЕ № 1.
func MarshalPublicKey(pub crypto.PublicKey) ([]byte, error) {
	switch key := pub.(type) {
	case *dstu4145.PublicKey:
		parameters, err := MarshalDomain(key.Curve, key.SBox)
		if err != nil {
			return nil, err
		}
		return marshalDSTUKey(key, parameters), nil
	case *ecdsa.PublicKey, *rsa.PublicKey:
		return x509.MarshalPKIXPublicKey(key)
	}
	return nil, fmt.Errorf("%w: %T", ErrUnsupportedKey, pub)
}

// MarshalExplicitPublicKey writes a DSTU 4145 key with the curve's numbers
// and the table spelled out, as most certificates of the providers have it.
func MarshalExplicitPublicKey(pub *dstu4145.PublicKey) []byte {
	return marshalDSTUKey(pub, MarshalExplicitDomain(pub.Curve, pub.SBox))
}

// PublicKey is the certificate's key, also where [x509.Certificate.PublicKey]
// is nil.
func PublicKey(cert *x509.Certificate) (crypto.PublicKey, error) {
	return ParsePublicKey(cert.RawSubjectPublicKeyInfo)
}

// SamePublicKey reports whether a certificate is for the key: the only proof
// that the two belong together, since key identifiers are made in many ways.
func SamePublicKey(cert *x509.Certificate, pub crypto.PublicKey) bool {
	own, err := PublicKey(cert)
	return err == nil && EqualPublicKeys(own, pub)
}

// EqualPublicKeys reports whether two keys are one. For DSTU 4145 the table
// counts too: another table makes other signatures.
func EqualPublicKeys(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}

// splitSPKI parts a SubjectPublicKeyInfo into its algorithm and the contents
// of the BIT STRING, without the octet of unused bits.
func splitSPKI(spki []byte) (alg AlgorithmIdentifier, octets []byte, err error) {
	s := cryptobyte.String(spki)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !s.Empty() {
		return alg, nil, errors.New("pki: malformed public key")
	}
	if alg, err = ReadAlgorithmIdentifier(&seq); err != nil {
		return alg, nil, err
	}
	if !seq.ReadASN1BitStringAsBytes(&octets) || !seq.Empty() {
		return alg, nil, errors.New("pki: malformed public key")
	}
	return alg, octets, nil
}
