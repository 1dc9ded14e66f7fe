// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	stdasn1 "encoding/asn1"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Attributes of a DSTU 4145 PrivateKeyInfo, as IIT's software writes them:
// each is SEQUENCE { OBJECT IDENTIFIER, SET { value } }.
var (
	// oidSignID: OCTET STRING, the identifier of the signing key.
	oidSignID = stdasn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 2, 1}
	// oidAgreeDomain: SEQUENCE { ECBinary, dke, dke } with big-endian octets.
	oidAgreeDomain = stdasn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 2, 2}
	// oidAgreeKey: BIT STRING, see agreementScalar.
	oidAgreeKey = stdasn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 2, 3}
	// oidAgreeID: OCTET STRING, the identifier of the agreement key.
	oidAgreeID = stdasn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 2, 5}
)

// parseDSTU reads the key and, from the IIT attributes if they are there, the
// agreement key beside it.
func parseDSTU(domain, scalar, attributes []byte, order pki.Endian) ([]Entry, error) {
	curve, sbox, err := pki.ParseDomain(domain, order)
	if err != nil {
		return nil, domainError(err)
	}
	sign, err := newDSTU(curve, sbox, scalar, order)
	if err != nil {
		return nil, err
	}
	agree, err := parseAgreement(attributes)
	if err != nil {
		sign.Wipe()
		return nil, err
	}
	if agree == nil {
		return []Entry{{Key: sign}}, nil
	}
	return []Entry{{Key: sign, Usage: key.Sign}, {Key: agree, Usage: key.Agree}}, nil
}

// parseAgreement returns nil if there is no agreement key.
func parseAgreement(attributes cryptobyte.String) (*dstu4145.PrivateKey, error) {
	var domain, scalar []byte
	for !attributes.Empty() {
		var attribute, set cryptobyte.String
		var oid stdasn1.ObjectIdentifier
		if !attributes.ReadASN1(&attribute, asn1.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&oid) ||
			!attribute.ReadASN1(&set, asn1.SET) || !attribute.Empty() {
			return nil, key.ErrDamaged
		}
		switch {
		case oid.Equal(oidAgreeDomain):
			domain = set
		case oid.Equal(oidAgreeKey):
			scalar = set
		}
	}
	if domain == nil || scalar == nil {
		return nil, nil
	}
	curve, sbox, err := parseAgreementDomain(domain)
	if err != nil {
		return nil, domainError(err)
	}
	little, ok := agreementScalar(scalar)
	if !ok {
		return nil, key.ErrDamaged
	}
	defer clear(little)
	return newDSTU(curve, sbox, little, pki.LittleEndian)
}

// domainError parts parameters that nobody here knows from none at all.
func domainError(err error) error {
	if errors.Is(err, pki.ErrUnsupportedKey) {
		return fmt.Errorf("%w: %w", key.ErrUnsupported, err)
	}
	return key.ErrDamaged
}

// parseAgreementDomain reads domain parameters that end with the table twice.
func parseAgreementDomain(domain []byte) (*dstu4145.Curve, *gost28147.SBox, error) {
	in, ok := sequence(domain)
	var curve, dke cryptobyte.String
	if !ok || !in.ReadASN1Element(&curve, asn1.SEQUENCE) {
		return nil, nil, key.ErrDamaged
	}
	if in.PeekASN1Tag(asn1.OCTET_STRING) && !in.ReadASN1Element(&dke, asn1.OCTET_STRING) {
		return nil, nil, key.ErrDamaged
	}
	var once cryptobyte.Builder
	once.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(curve)
		b.AddBytes(dke)
	})
	return pki.ParseDomain(once.BytesOrPanic(), pki.BigEndian)
}

// agreementScalar reads a BIT STRING, whose first bit is the least significant
// one of the number: little-endian octets with the bits of each reversed. It
// has as many bits as the field, so some of its last octet are unused.
func agreementScalar(bitString []byte) ([]byte, bool) {
	in := cryptobyte.String(bitString)
	var bitwise stdasn1.BitString
	if !in.ReadASN1BitString(&bitwise) || !in.Empty() {
		return nil, false
	}
	return reverseBits(bitwise.Bytes), true
}

func reverseBits(octets []byte) []byte {
	reversed := make([]byte, len(octets))
	for i, b := range octets {
		reversed[i] = bits.Reverse8(b)
	}
	return reversed
}

// newDSTU takes a scalar of any length, as zeros may follow it, and refuses
// one outside 1…n−1.
func newDSTU(curve *dstu4145.Curve, sbox *gost28147.SBox, scalar []byte, order pki.Endian) (*dstu4145.PrivateKey, error) {
	little := slices.Clone(scalar)
	defer clear(little)
	if order == pki.BigEndian {
		slices.Reverse(little)
	}
	k, err := dstu4145.NewPrivateKey(curve, sbox, little)
	if err != nil {
		return nil, key.ErrDamaged
	}
	return k, nil
}
