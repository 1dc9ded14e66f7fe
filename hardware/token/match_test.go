// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var people = testpki.New(time.Now)

// octets is a DER OCTET STRING.
func octets(value []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1OctetString(value)
	return b.BytesOrPanic()
}

// dstu is the public half of a subscriber's key as UAPKI writes it.
func dstu(t testing.TB, public *dstu4145.PublicKey) wire.Key {
	t.Helper()
	params, err := pki.MarshalDomain(public.Curve, public.SBox)
	require.NoError(t, err)
	return wire.Key{Type: cryptoki.KeyDSTU4145, Params: params, Point: octets(public.Bytes())}
}

func TestPublicKeyDSTU(t *testing.T) {
	public := people.Subscriber(testpki.Person).SignKey.Public().(*dstu4145.PublicKey)
	usual := dstu(t, public)
	var oid cryptobyte.Builder
	oid.AddASN1ObjectIdentifier(append(slices.Clone(pki.OIDDSTU4145Curve), 6))
	flipped := slices.Clone(usual.Point)
	flipped[5] ^= 1
	for name, test := range map[string]struct {
		params, point []byte
		good          bool
	}{
		"as UAPKI writes it":    {usual.Params, usual.Point, true},
		"with the table":        {pki.MarshalExplicitDomain(public.Curve, pki.GOST34311.SBox()), usual.Point, true},
		"the curve alone":       {oid.BytesOrPanic(), usual.Point, true},
		"a bare point":          {usual.Params, public.Bytes(), true},
		"not told":              {nil, nil, false},
		"no curve":              {nil, usual.Point, false},
		"no point":              {usual.Params, nil, false},
		"a point off the curve": {usual.Params, flipped, false},
		"cut short":             {usual.Params, usual.Point[:20], false},
		"another curve":         {curveOID(elliptic.P256()), usual.Point, false},
		"something follows":     {usual.Params, append(slices.Clone(usual.Point), 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			got := publicKey(wire.Key{Type: cryptoki.KeyDSTU4145, Params: test.params, Point: test.point})
			assert.Equal(t, test.good, got != nil)
			if test.good {
				assert.True(t, pki.EqualPublicKeys(public, got))
			}
		})
	}
}

func TestPublicKeyEC(t *testing.T) {
	public := people.Subscriber(testpki.ECDSAPerson).SignKey.Public().(*ecdsa.PublicKey)
	point, err := public.Bytes()
	require.NoError(t, err)
	params := curveOID(elliptic.P256())
	other := slices.Clone(point)
	other[64] ^= 1
	for name, test := range map[string]struct {
		params, point []byte
		good          bool
	}{
		"as the standard wants it": {params, octets(point), true},
		"a bare point":             {params, point, true},
		"a compressed point":       {params, octets(append([]byte{2 | point[64]&1}, point[1:33]...)), true},
		"off the curve":            {params, octets(other), false},
		"another curve":            {curveOID(elliptic.P384()), octets(point), false},
		"a curve not used here":    {[]byte{6, 5, 0x2B, 0x81, 4, 0, 10}, octets(point), false},
		"the point at infinity":    {params, octets([]byte{0}), false},
		"not told":                 {params, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := publicKey(wire.Key{Type: cryptoki.KeyEC, Params: test.params, Point: test.point})
			assert.Equal(t, test.good, got != nil)
			if test.good {
				assert.True(t, pki.EqualPublicKeys(public, got))
			}
		})
	}
}

func TestPublicKeyRSA(t *testing.T) {
	public := people.Subscriber(testpki.RSAPerson).SignKey.Public().(*rsa.PublicKey)
	exponent := big.NewInt(int64(public.E)).Bytes()
	for name, test := range map[string]struct {
		modulus, exponent []byte
		good              bool
	}{
		"usual":                 {public.N.Bytes(), exponent, true},
		"zeros in front":        {append([]byte{0, 0}, public.N.Bytes()...), append([]byte{0}, exponent...), true},
		"not told":              {nil, nil, false},
		"no exponent":           {public.N.Bytes(), nil, false},
		"an exponent too large": {public.N.Bytes(), bytes.Repeat([]byte{255}, 9), false},
		"too large":             {bytes.Repeat([]byte{255}, 2000), exponent, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := publicKey(wire.Key{Type: cryptoki.KeyRSA, Modulus: test.modulus, Exponent: test.exponent})
			assert.Equal(t, test.good, got != nil)
			if test.good {
				assert.True(t, pki.EqualPublicKeys(public, got))
			}
		})
	}
}

func TestPublicKeyUnknown(t *testing.T) {
	assert.Nil(t, publicKey(wire.Key{Type: 0x80000001, Params: []byte{5, 0}, Point: []byte{4}}))
}

// TestMatchOneIdentifier has several keys under one CKA_ID.
func TestMatchOneIdentifier(t *testing.T) {
	first := people.Subscriber(testpki.Person).SignKey.Public().(*dstu4145.PublicKey)
	second := people.Subscriber(testpki.Director).SignKey.Public().(*dstu4145.PublicKey)
	agree := people.Subscriber(testpki.Person).AgreeKey.Public().(*dstu4145.PublicKey)
	require.Same(t, first.Curve, second.Curve)
	key := func(public *dstu4145.PublicKey, label string) wire.Key {
		k := dstu(t, public)
		k.ID, k.Label = []byte{1}, label
		return k
	}
	hidden := func(k wire.Key) wire.Key {
		k.Point = nil
		return k
	}
	o := wire.Objects{
		Public:  []wire.Key{key(agree, ""), key(first, "first"), key(second, "second")},
		Private: []wire.Key{hidden(key(second, "second")), hidden(key(agree, "x")), hidden(key(first, "first"))},
	}
	var got []string
	for _, f := range match(o) {
		for name, public := range map[string]*dstu4145.PublicKey{"first": first, "second": second, "agree": agree} {
			if public.Equal(f.public) {
				got = append(got, name)
			}
		}
	}
	assert.Equal(t, []string{"second", "agree", "first"}, got, "by curve and by label")
}

func TestMatchNothingToMatch(t *testing.T) {
	who := people.Subscriber(testpki.Person)
	k := dstu(t, who.SignKey.Public().(*dstu4145.PublicKey))
	k.ID, k.Point = []byte{1}, nil
	assert.Empty(t, match(wire.Objects{Private: []wire.Key{k}}), "no public half")
	nameless := wire.Certificate{DER: who.SignCert.Raw}
	assert.Len(t, match(wire.Objects{Private: []wire.Key{k}, Certificates: []wire.Certificate{nameless}}), 1, "the only one that would do")
	other := wire.Certificate{DER: people.Subscriber(testpki.Director).SignCert.Raw}
	assert.Empty(t, match(wire.Objects{Private: []wire.Key{k}, Certificates: []wire.Certificate{nameless, other}}), "either would do")
	k.ID = nil
	assert.Empty(t, match(wire.Objects{Private: []wire.Key{k}, Certificates: []wire.Certificate{nameless, other}}), "that neither has an identifier says nothing")
	k.Label, other.Label = "Director", "Director"
	named := match(wire.Objects{Private: []wire.Key{k}, Certificates: []wire.Certificate{nameless, other}})
	require.Len(t, named, 1)
	assert.Equal(t, other.DER, named[0].certificates[0].Raw, "that they have one label does")
	garbage := wire.Certificate{ID: []byte{1}, DER: []byte("no certificate")}
	found := match(wire.Objects{Certificates: []wire.Certificate{garbage, nameless, {ID: []byte{2}, DER: people.Subscriber(testpki.Person).Chain[0].Raw}}})
	require.Len(t, found, 1, "an authority's certificate is no key of the token's")
	assert.Len(t, found[0].certificates, 2, "but stands beside it")
}

// TestMatchHundreds is a token that is as full as the protocol lets it be. Nobody
// is to wait for it.
func TestMatchHundreds(t *testing.T) {
	who := people.Subscriber(testpki.Person)
	usual := who.SignKey.Public().(*dstu4145.PublicKey)
	var o wire.Objects
	for i := range wire.MaxObjects {
		private, err := dstu4145.GenerateKey(usual.Curve, usual.SBox, rand.Reader)
		require.NoError(t, err)
		o.Private = append(o.Private, dstu(t, private.Public().(*dstu4145.PublicKey)))
		der := slices.Clone(who.SignCert.Raw)
		der[len(der)-1] ^= byte(i)
		der[len(der)-2] ^= byte(i >> 8)
		o.Certificates = append(o.Certificates, wire.Certificate{DER: der})
	}
	begun := time.Now()
	assert.Len(t, match(o), wire.MaxObjects)
	assert.Less(t, time.Since(begun), 10*time.Second, "of which a quick machine needs a hundredth")
}

// FuzzPublicKey: a module may say anything.
func FuzzPublicKey(f *testing.F) {
	usual := dstu(f, people.Subscriber(testpki.Person).SignKey.Public().(*dstu4145.PublicKey))
	f.Add(uint32(cryptoki.KeyDSTU4145), usual.Params, usual.Point)
	f.Add(uint32(cryptoki.KeyEC), curveOID(elliptic.P256()), []byte{4, 1, 4})
	f.Add(uint32(cryptoki.KeyRSA), []byte{255, 255}, []byte{1, 0, 1})
	f.Fuzz(func(t *testing.T, kind uint32, a, b []byte) {
		k := wire.Key{Type: cryptoki.KeyType(kind), Params: a, Point: b, Modulus: a, Exponent: b}
		if public := publicKey(k); public != nil {
			assert.True(t, agree(k, public))
			_, err := pki.MarshalPublicKey(public)
			assert.NoError(t, err)
		}
		match(wire.Objects{Private: []wire.Key{k}, Public: []wire.Key{k}, Certificates: []wire.Certificate{{DER: a}}})
	})
}
