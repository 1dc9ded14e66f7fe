// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// maxPrivateKey bounds a PrivateKeyInfo, so that nobody is made to compute
// with an RSA modulus of a million bits. RSA of 16384 bits takes 9 KiB.
const maxPrivateKey = 16 << 10

// parsePrivateKeyInfo reads a PrivateKeyInfo (PKCS #8, RFC 5208, 5), the
// inside of every format. It may hold two keys: the IIT attributes add one for
// key agreement. Octets that are no PrivateKeyInfo are [key.ErrWrongPassword],
// since only decryption brings them here; an algorithm that is not known is
// [key.ErrUnsupported].
func parsePrivateKeyInfo(data []byte) ([]Entry, error) {
	if len(data) > maxPrivateKey {
		return nil, key.ErrTooLarge
	}
	in, ok := sequence(data)
	var version int
	var private, attributes cryptobyte.String
	var hasAttributes bool
	if !ok || !in.ReadASN1Integer(&version) || version < 0 || version > 1 {
		return nil, key.ErrWrongPassword
	}
	alg, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil || !in.ReadASN1(&private, asn1.OCTET_STRING) ||
		!in.ReadOptionalASN1(&attributes, &hasAttributes, asn1.Tag(0).ContextSpecific().Constructed()) ||
		!in.SkipOptionalASN1(asn1.Tag(1).ContextSpecific()) || !in.Empty() {
		return nil, key.ErrWrongPassword
	}
	switch {
	case alg.OID.Equal(pki.OIDDSTU4145):
		return parseDSTU(alg.Parameters, private, attributes, pki.LittleEndian)
	case alg.OID.Equal(pki.OIDDSTU4145BigEndian):
		return parseDSTU(alg.Parameters, private, attributes, pki.BigEndian)
	case alg.OID.Equal(pki.OIDRSA), alg.OID.Equal(pki.OIDECPublicKey):
		return parseInternational(data)
	}
	return nil, key.ErrUnsupported
}

// Bits of an RSA modulus: with fewer the standard library does not sign; with
// more, signing takes seconds and package pki reads no certificate.
const (
	minRSA = 1024
	maxRSA = 8192
)

// parseInternational reads an RSA or ECDSA key. Its algorithm was understood,
// so the password was right: what is refused is of a kind that is not supported.
func parseInternational(data []byte) ([]Entry, error) {
	private, err := x509.ParsePKCS8PrivateKey(data)
	if err != nil {
		return nil, key.ErrUnsupported
	}
	switch k := private.(type) {
	case *rsa.PrivateKey:
		if bits := k.N.BitLen(); bits < minRSA || bits > maxRSA {
			return nil, key.ErrUnsupported
		}
		return []Entry{{Key: k}}, nil
	case *ecdsa.PrivateKey:
		return []Entry{{Key: k}}, nil
	}
	return nil, key.ErrUnsupported
}
