// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// parseDSTUKey reads a key from the contents of its BIT STRING, a DER OCTET
// STRING of the compressed point.
func parseDSTUKey(parameters, octets []byte, order Endian) (*dstu4145.PublicKey, error) {
	curve, sbox, err := ParseDomain(parameters, order)
	if err != nil {
		return nil, err
	}
	s := cryptobyte.String(octets)
	var point cryptobyte.String
	if !s.ReadASN1(&point, casn1.OCTET_STRING) || !s.Empty() {
		return nil, errors.New("pki: malformed DSTU 4145 public key")
	}
	pub, err := dstu4145.NewPublicKey(curve, sbox, order.little(point))
	if err != nil {
		return nil, fmt.Errorf("pki: %w", err)
	}
	return pub, nil
}

func marshalDSTUKey(pub *dstu4145.PublicKey, parameters []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		AlgorithmIdentifier{OID: OIDDSTU4145, Parameters: parameters}.AddTo(b)
		b.AddASN1BitString(octetString(pub.Bytes()))
	})
	return b.BytesOrPanic()
}

// octetString is the DER OCTET STRING that both keys and signatures of DSTU
// 4145 are wrapped in before they go into a BIT STRING.
func octetString(contents []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1OctetString(contents)
	return b.BytesOrPanic()
}

// WrapDSTU is the value of a DSTU 4145 signature in a certificate, CRL or
// OCSP response: r‖s in a DER OCTET STRING, itself the contents of the BIT
// STRING.
func WrapDSTU(signature []byte) []byte { return octetString(signature) }

// UnwrapDSTU undoes [WrapDSTU]. It fails unless the value is one OCTET STRING
// and nothing beside it. Some cash-register software nests a CMS signature so,
// where r‖s should stand flat; a verifier of CMS may try this second.
func UnwrapDSTU(value []byte) (signature []byte, ok bool) {
	s := cryptobyte.String(value)
	var inner cryptobyte.String
	if !s.ReadASN1(&inner, casn1.OCTET_STRING) || !s.Empty() {
		return nil, false
	}
	return inner, true
}
