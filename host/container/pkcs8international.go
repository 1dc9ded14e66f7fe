// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"math/big"

	"github.com/pidpys/pidpys/host/key"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Bits of an RSA modulus: with fewer the standard library does not sign; with
// more, signing takes seconds and package pki reads no certificate.
const (
	minRSA = 1024
	maxRSA = 8192
)

// parseRSA reads an RSAPrivateKey: RFC 8017, appendix A.1.2. The standard
// library checks that its numbers belong together.
func parseRSA(der []byte) ([]Entry, error) {
	in, ok := sequence(der)
	var version int
	modulus := new(big.Int)
	if !ok || !in.ReadASN1Integer(&version) || !in.ReadASN1Integer(modulus) {
		return nil, key.ErrDamaged
	}
	if bits := modulus.BitLen(); bits < minRSA || bits > maxRSA {
		return nil, key.ErrUnsupported
	}
	k, err := x509.ParsePKCS1PrivateKey(der)
	if err != nil {
		return nil, key.ErrDamaged
	}
	return []Entry{{Key: k}}, nil
}

// ecCurves: RFC 5480, 2.1.1.1.
var ecCurves = []struct {
	oid   stdasn1.ObjectIdentifier
	curve elliptic.Curve
}{
	{stdasn1.ObjectIdentifier{1, 3, 132, 0, 33}, elliptic.P224()},
	{stdasn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}, elliptic.P256()},
	{stdasn1.ObjectIdentifier{1, 3, 132, 0, 34}, elliptic.P384()},
	{stdasn1.ObjectIdentifier{1, 3, 132, 0, 35}, elliptic.P521()},
}

// parseEC reads an ECPrivateKey: RFC 5915, 3.
//
//	SEQUENCE { version INTEGER (1), privateKey OCTET STRING,
//	  parameters [0] OBJECT IDENTIFIER OPTIONAL, publicKey [1] BIT STRING OPTIONAL }
//
// The curve, where it is named again, must be that of the algorithm, and the
// public key, where there is one, the private key's: it alone shows a damaged
// number.
func parseEC(parameters, der []byte) ([]Entry, error) {
	in, ok := sequence(der)
	var version int
	var scalar, named, explicit cryptobyte.String
	var hasName, hasPublic bool
	var public []byte
	if !ok || !in.ReadASN1Integer(&version) || version != 1 || !in.ReadASN1(&scalar, asn1.OCTET_STRING) ||
		!in.ReadOptionalASN1(&named, &hasName, explicit0) || hasName && !bytes.Equal(named, parameters) ||
		!in.ReadOptionalASN1(&explicit, &hasPublic, asn1.Tag(1).ContextSpecific().Constructed()) || !in.Empty() ||
		hasPublic && (!explicit.ReadASN1BitStringAsBytes(&public) || !explicit.Empty()) {
		return nil, key.ErrDamaged
	}
	curve, err := ecCurve(parameters)
	if err != nil {
		return nil, err
	}
	k, err := newECDSA(curve, scalar)
	if err != nil {
		return nil, err
	}
	if hasPublic && !samePoint(k, public) {
		return nil, key.ErrDamaged
	}
	return []Entry{{Key: k}}, nil
}

func ecCurve(parameters []byte) (elliptic.Curve, error) {
	in := cryptobyte.String(parameters)
	var oid stdasn1.ObjectIdentifier
	if !in.ReadASN1ObjectIdentifier(&oid) || !in.Empty() {
		return nil, key.ErrUnsupported // a curve spelled out
	}
	for _, c := range ecCurves {
		if c.oid.Equal(oid) {
			return c.curve, nil
		}
	}
	return nil, key.ErrUnsupported
}

// newECDSA takes a scalar whose leading zeros may be missing or too many.
func newECDSA(curve elliptic.Curve, scalar []byte) (*ecdsa.PrivateKey, error) {
	padded := make([]byte, (curve.Params().N.BitLen()+7)/8)
	defer clear(padded)
	for len(scalar) > len(padded) && scalar[0] == 0 {
		scalar = scalar[1:]
	}
	if len(scalar) > len(padded) {
		return nil, key.ErrDamaged
	}
	copy(padded[len(padded)-len(scalar):], scalar)
	k, err := ecdsa.ParseRawPrivateKey(curve, padded)
	if err != nil {
		return nil, key.ErrDamaged
	}
	return k, nil
}

// samePoint compares a public key with an octet string, compressed or not:
// SEC 1, 2.3.3.
func samePoint(k *ecdsa.PrivateKey, octets []byte) bool {
	own, err := k.PublicKey.Bytes()
	if err != nil {
		return false
	}
	if len(octets) < len(own) {
		parity := own[len(own)-1] & 1
		own = own[:1+len(own)/2]
		own[0] = 2 | parity
	}
	return bytes.Equal(octets, own)
}
