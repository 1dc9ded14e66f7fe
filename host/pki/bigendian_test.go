// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"encoding/asn1"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// named is a SubjectPublicKeyInfo with the domain parameters of a name alone.
func named(t *testing.T, algorithm, curve asn1.ObjectIdentifier, point string) []byte {
	t.Helper()
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(algorithm)
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(curve) })
		})
		b.AddASN1BitString(pki.WrapDSTU(unhex(t, point)))
	})
	return b.BytesOrPanic()
}

func dot(arc asn1.ObjectIdentifier, number int) asn1.ObjectIdentifier {
	return append(slices.Clone(arc), number)
}

// TestBigEndian reads a key and a signature of the text "abc" that Bouncy Castle
// 1.72 made by the algorithm 1.2.804.2.1.1.1.1.3.1.1.1.1, and another of the same
// key by 1.2.804.2.1.1.1.1.3.1.1.
func TestBigEndian(t *testing.T) {
	spki := named(t, pki.OIDDSTU4145BigEndian, dot(pki.OIDDSTU4145Curve, 6), "01dcc8dfc84852a09e1b1c299bd9bdff4fd3377abb785f06f9e768a64fcedae582")
	public, err := pki.ParsePublicKey(spki)
	require.NoError(t, err)
	key := public.(*dstu4145.PublicKey)
	assert.Same(t, dstu4145.M257(), key.Curve)
	assert.Equal(t, "82e5dace4fa668e7f9065f78bb7a37d34fffbdd99b291c1b9ea05248c8dfc8dc01", hex.EncodeToString(key.Bytes()))

	big := pki.AlgorithmIdentifier{OID: pki.OIDDSTU4145BigEndian}
	little := pki.AlgorithmIdentifier{OID: pki.OIDDSTU4145}
	byBig := unhex(t, "044029d322337eef331ffc590c8e39aacfdb0986018df97e6caf59d6424064cc48c440d52c0566bb2687ab250dbdb569541c9eaf050dc96515041b4ff2a95fd4ced8")
	byLittle := unhex(t, "0440a502259c5ed3e252509b4e1351f922160a29d87792ea04fcd987bff4e87a317a02dd2427969d3ccd246cc66aa9631e42ee62af473553ecc93f516673ad5c924b")
	text := []byte("abc")
	assert.NoError(t, pki.CheckSignature(public, big, text, byBig))
	assert.NoError(t, pki.CheckSignature(public, little, text, byLittle))
	assert.ErrorIs(t, pki.CheckSignature(public, little, text, byBig), pki.ErrSignature)
	assert.ErrorIs(t, pki.CheckSignature(public, big, text, byLittle), pki.ErrSignature)

	written, err := pki.SignatureAlgorithm(public, pki.GOST34311)
	require.NoError(t, err)
	assert.Equal(t, little, written, "never written")
}

// TestNormalBasis: what names such a basis, as a key or as a curve, is refused by
// its name.
func TestNormalBasis(t *testing.T) {
	_, err := pki.ParsePublicKey(named(t, pki.OIDDSTU4145NormalBasis, dot(dot(pki.OIDDSTU4145NormalBasis, 2), 3), "00"))
	assert.ErrorIs(t, err, pki.ErrNormalBasis)
	assert.ErrorIs(t, err, pki.ErrUnsupportedKey)
	assert.ErrorContains(t, err, "optimal normal basis")
	_, err = pki.ParsePublicKey(named(t, pki.OIDDSTU4145, dot(dot(pki.OIDDSTU4145NormalBasis, 2), 0), "00"))
	assert.ErrorIs(t, err, pki.ErrNormalBasis)
}
