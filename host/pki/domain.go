// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Domain parameters of DSTU 4145 keys:
//
//	SEQUENCE { CHOICE { namedCurve OBJECT IDENTIFIER, ecbinary ECBinary }, dke OCTET STRING (64) OPTIONAL }
//	ECBinary ::= SEQUENCE {
//		version [0] INTEGER DEFAULT 0,
//		f SEQUENCE { m INTEGER, CHOICE { k INTEGER, SEQUENCE { k INTEGER, j INTEGER, l INTEGER } } },
//		a INTEGER, b OCTET STRING, n INTEGER, bp OCTET STRING }
//
// All four forms, either curve with or without dke, are met in certificates.
// The curve's numbers are never computed with: they must be those of one of
// the ten curves of the standard, which is then used.

// An Endian is the order of the octets in a DSTU 4145 key and in the OCTET
// STRINGs of its domain parameters.
type Endian bool

// The two orders: little-endian is the usual one.
const (
	LittleEndian Endian = false
	BigEndian    Endian = true
)

// little returns the octets of the order in little-endian order.
func (e Endian) little(octets []byte) []byte {
	octets = slices.Clone(octets)
	if e == BigEndian {
		slices.Reverse(octets)
	}
	return octets
}

var errDomain = errors.New("pki: malformed DSTU 4145 parameters")

// ParseDomain reads DER domain parameters. Curves other than the ten of the
// standard and tables other than the two of [GOST34311] and
// [GOST34311Example] give [ErrUnsupportedKey]. Absent dke is ДКЕ № 1.
func ParseDomain(der []byte, order Endian) (*dstu4145.Curve, *gost28147.SBox, error) {
	s := cryptobyte.String(der)
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !s.Empty() {
		return nil, nil, errDomain
	}
	curve, err := readCurve(&seq, order)
	if err != nil {
		return nil, nil, err
	}
	if seq.Empty() {
		return curve, GOST34311.SBox(), nil
	}
	sbox, err := readDKE(&seq)
	if err != nil {
		return nil, nil, err
	}
	if !seq.Empty() {
		return nil, nil, errDomain
	}
	return curve, sbox, nil
}

// readDKE takes a substitution table off the front of s.
func readDKE(s *cryptobyte.String) (*gost28147.SBox, error) {
	var dke cryptobyte.String
	if !s.ReadASN1(&dke, casn1.OCTET_STRING) {
		return nil, errDomain
	}
	for _, h := range []*Hash{GOST34311, GOST34311Example} {
		if slices.Equal(dke, h.sbox.Bytes()) {
			return h.sbox, nil
		}
	}
	return nil, fmt.Errorf("%w: unknown substitution table", ErrUnsupportedKey)
}

func readCurve(s *cryptobyte.String, order Endian) (*dstu4145.Curve, error) {
	if s.PeekASN1Tag(casn1.OBJECT_IDENTIFIER) {
		return readNamedCurve(s)
	}
	return readExplicitCurve(s, order)
}

func readNamedCurve(s *cryptobyte.String) (*dstu4145.Curve, error) {
	var oid asn1.ObjectIdentifier
	if !s.ReadASN1ObjectIdentifier(&oid) {
		return nil, errDomain
	}
	if arc := len(OIDDSTU4145Curve); len(oid) == arc+1 && oid[:arc].Equal(OIDDSTU4145Curve) {
		if curve, ok := dstu4145.Numbered(oid[arc]); ok {
			return curve, nil
		}
	}
	if arc := len(OIDDSTU4145NormalBasis); len(oid) > arc && oid[:arc].Equal(OIDDSTU4145NormalBasis) {
		return nil, ErrNormalBasis
	}
	return nil, fmt.Errorf("%w: curve %v", ErrUnsupportedKey, oid)
}

// maxExplicit bounds the octets of explicit parameters; those of m = 431 take
// some 240.
const maxExplicit = 1024

func readExplicitCurve(s *cryptobyte.String, order Endian) (*dstu4145.Curve, error) {
	var ec, f, b, bp cryptobyte.String
	p := dstu4145.Params{N: new(big.Int)}
	if !s.ReadASN1(&ec, casn1.SEQUENCE) || len(ec) > maxExplicit ||
		!ec.SkipOptionalASN1(casn1.Tag(0).ContextSpecific().Constructed()) ||
		!ec.ReadASN1(&f, casn1.SEQUENCE) || !f.ReadASN1Integer(&p.M) || !readExponents(&f, &p.K) ||
		!ec.ReadASN1Integer(&p.A) || !ec.ReadASN1(&b, casn1.OCTET_STRING) ||
		!ec.ReadASN1Integer(p.N) || !ec.ReadASN1(&bp, casn1.OCTET_STRING) || !ec.Empty() {
		return nil, errDomain
	}
	p.B, p.Generator = littleInt(order.little(b)), order.little(bp)
	if curve, ok := dstu4145.Match(p); ok {
		return curve, nil
	}
	return nil, fmt.Errorf("%w: explicit parameters of no standard curve", ErrUnsupportedKey)
}

// readExponents reads the middle exponents of the field polynomial.
func readExponents(f *cryptobyte.String, k *[]int) bool {
	from := f
	var several cryptobyte.String
	count := 1
	if f.PeekASN1Tag(casn1.SEQUENCE) {
		if !f.ReadASN1(&several, casn1.SEQUENCE) {
			return false
		}
		from, count = &several, 3
	}
	for range count {
		var e int
		if !from.ReadASN1Integer(&e) {
			return false
		}
		*k = append(*k, e)
	}
	return several.Empty() && f.Empty()
}

func littleInt(octets []byte) *big.Int {
	return new(big.Int).SetBytes(BigEndian.little(octets))
}

// MarshalDomain writes domain parameters with the curve's name, and the table
// only when it is not ДКЕ № 1.
func MarshalDomain(curve *dstu4145.Curve, sbox *gost28147.SBox) ([]byte, error) {
	number := curve.Number()
	if number < 0 {
		return nil, fmt.Errorf("%w: no standard curve", ErrUnsupportedKey)
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(append(slices.Clone(OIDDSTU4145Curve), number))
		if h := GOST34311With(sbox); h != GOST34311 {
			b.AddASN1OctetString(h.sbox.Bytes())
		}
	})
	return b.Bytes()
}

// MarshalExplicitDomain writes domain parameters with the curve's numbers, in
// little-endian order, and the table.
func MarshalExplicitDomain(curve *dstu4145.Curve, sbox *gost28147.SBox) []byte {
	p := curve.Params()
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(int64(p.M))
				if len(p.K) == 1 {
					b.AddASN1Int64(int64(p.K[0]))
					return
				}
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					for _, k := range p.K {
						b.AddASN1Int64(int64(k))
					}
				})
			})
			b.AddASN1Int64(int64(p.A))
			b.AddASN1OctetString(BigEndian.little(p.B.FillBytes(make([]byte, len(p.Generator)))))
			b.AddASN1BigInt(p.N)
			b.AddASN1OctetString(p.Generator)
		})
		b.AddASN1OctetString(GOST34311With(sbox).sbox.Bytes())
	})
	return b.BytesOrPanic()
}
