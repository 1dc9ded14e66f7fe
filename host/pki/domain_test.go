// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"slices"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func TestDomain(t *testing.T) {
	for _, curve := range dstu4145.Curves() {
		for _, h := range []*pki.Hash{pki.GOST34311, pki.GOST34311Example} {
			named, err := pki.MarshalDomain(curve, h.SBox())
			require.NoError(t, err)
			explicit := pki.MarshalExplicitDomain(curve, h.SBox())
			for _, der := range [][]byte{named, explicit} {
				gotCurve, gotTable, err := pki.ParseDomain(der, pki.LittleEndian)
				require.NoError(t, err)
				assert.Same(t, curve, gotCurve)
				assert.True(t, h.SBox().Equal(gotTable))
			}
		}
	}
	_, err := pki.MarshalDomain(&dstu4145.Curve{}, nil)
	assert.ErrorIs(t, err, pki.ErrUnsupportedKey)
}

// spelled are the numbers of explicit parameters, to be bent.
type spelled struct {
	m         int64
	exponents []int64
	a         int64
	b, bp     []byte
	n         []byte
	dke       []byte
}

func (s spelled) der() []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(s.m)
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					for _, k := range s.exponents {
						b.AddASN1Int64(k)
					}
				})
			})
			b.AddASN1Int64(s.a)
			b.AddASN1OctetString(s.b)
			b.AddASN1(casn1.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(s.n) })
			b.AddASN1OctetString(s.bp)
		})
		if s.dke != nil {
			b.AddASN1OctetString(s.dke)
		}
	})
	return b.BytesOrPanic()
}

// TestExplicitDomain accepts the freedoms that writers take with explicit
// parameters, and refuses every curve and table that is not the standard's:
// arithmetic on numbers of a stranger's choice would leak keys.
func TestExplicitDomain(t *testing.T) {
	curve := dstu4145.Curves()[9] // m = 431
	p := curve.Params()
	little := func(b []byte) []byte { b = slices.Clone(b); slices.Reverse(b); return b }
	fresh := func() spelled {
		return spelled{
			m: 431, exponents: []int64{1, 3, 5}, a: 1, bp: slices.Clone(p.Generator), n: p.N.FillBytes(make([]byte, 54)),
			b: little(p.B.FillBytes(make([]byte, 54))), dke: pki.GOST34311.SBox().Bytes(),
		}
	}
	for _, c := range []struct {
		name  string
		bend  func(*spelled)
		order pki.Endian
		ok    bool
	}{
		{name: "as it is", ok: true},
		{name: "exponents falling", bend: func(s *spelled) { s.exponents = []int64{5, 3, 1} }, ok: true},
		{name: "leading zeros", bend: func(s *spelled) { s.bp, s.b = append(s.bp, 0, 0), append(s.b, 0) }, ok: true},
		{name: "no table", bend: func(s *spelled) { s.dke = nil }, ok: true},
		{name: "big-endian", bend: func(s *spelled) { s.b, s.bp = little(s.b), little(s.bp) }, order: pki.BigEndian, ok: true},
		{name: "big-endian unannounced", bend: func(s *spelled) { s.b, s.bp = little(s.b), little(s.bp) }},
		{name: "another field", bend: func(s *spelled) { s.m = 433 }},
		{name: "another polynomial", bend: func(s *spelled) { s.exponents[0] = 2 }},
		{name: "another a", bend: func(s *spelled) { s.a = 0 }},
		{name: "another b", bend: func(s *spelled) { s.b[0] ^= 1 }},
		{name: "another n", bend: func(s *spelled) { s.n[53] ^= 2 }},
		{name: "another base point", bend: func(s *spelled) { s.bp[0] ^= 1 }},
		{name: "a third table", bend: func(s *spelled) { s.dke[0], s.dke[1] = s.dke[1], s.dke[0] }},
		{name: "a short table", bend: func(s *spelled) { s.dke = s.dke[:63] }},
		{name: "four exponents", bend: func(s *spelled) { s.exponents = append(s.exponents, 7) }},
		{name: "huge", bend: func(s *spelled) { s.b = bytes.Repeat([]byte{1}, 2000) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fresh()
			if c.bend != nil {
				c.bend(&s)
			}
			got, _, err := pki.ParseDomain(s.der(), c.order)
			if !c.ok {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.Same(t, curve, got)
		})
	}
	_, _, err := pki.ParseDomain(append(fresh().der(), 0), pki.LittleEndian)
	assert.Error(t, err, "octets after the parameters")
}

func TestParsePublicKeyRefuses(t *testing.T) {
	rsaKey := func(bits uint, e int) []byte {
		der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: new(big.Int).SetBit(big.NewInt(1), int(bits-1), 1), E: e})
		require.NoError(t, err)
		return der
	}
	for _, e := range []int{3, 17, 65537} {
		_, err := pki.ParsePublicKey(rsaKey(8192, e))
		require.NoError(t, err)
	}
	for _, c := range []struct {
		name string
		key  []byte
	}{
		{"an eleventh curve", []byte("\x30\x25\x30\x1e\x06\x0b\x2a\x86\x24\x02\x01\x01\x01\x01\x03\x01\x01\x30\x0f\x06\x0d\x2a\x86\x24\x02\x01\x01\x01\x01\x03\x01\x01\x02\x0a\x03\x03\x00\x04\x00")},
		{"Ed25519", append([]byte("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"), make([]byte, 32)...)},
		{"RSA too long to compute with", rsaKey(8193, 65537)},
		{"RSA that anybody can sign with", rsaKey(2048, 1)},
		{"RSA with an even exponent", rsaKey(2048, 4)},
		{"RSA with an exponent that takes long", rsaKey(8192, 1<<31-1)},
	} {
		_, err := pki.ParsePublicKey(c.key)
		assert.ErrorIs(t, err, pki.ErrUnsupportedKey, c.name)
	}
	_, err := pki.ParsePublicKey(nil)
	assert.Error(t, err)
	curve := dstu4145.Curves()[6]
	pub, err := dstu4145.NewPublicKey(curve, nil, curve.Params().Generator)
	require.NoError(t, err)
	spki := pki.MarshalExplicitPublicKey(pub)
	for cut := range spki {
		_, err := pki.ParsePublicKey(spki[:cut])
		require.Error(t, err, "%d octets of a key", cut)
	}
	_, err = pki.MarshalPublicKey("key")
	assert.ErrorIs(t, err, pki.ErrUnsupportedKey)
	assert.Nil(t, pki.KeyIDs("key"))
	assert.Nil(t, pki.SubjectKeyIDs(nil))
	assert.False(t, pki.EqualPublicKeys("key", "key"))
}
