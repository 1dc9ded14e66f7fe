// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keytest

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// TestGenerator runs what every [key.Generator] must pass. The fixture's
// reference names a place in which new keys are made, and its secret is what a
// person answers to all questions, that for the PIN of a new key too. TestGenerator
// calls fixture anew for each test.
func TestGenerator(t *testing.T, fixture func(t *testing.T) Fixture) {
	for name, test := range map[string]func(*testing.T, Fixture){
		"kinds":                     testKinds,
		"generate":                  testGenerate,
		"generate again":            testGenerateAgain,
		"generate and be cancelled": testGenerateCancelled,
		"opened to sign":            testOpenedToSign,
		"secret wiped":              testGenerateWiped,
		"unfit identifier":          testUnfitID,
		"made":                      testMade,
		"keep":                      testKeep,
		"keep another's":            testKeepForeign,
		"discard":                   testDiscard,
		"discard with certificate":  testDiscardCertified,
		"closed":                    testGeneratorClosed,
	} {
		t.Run(name, func(t *testing.T) { test(t, fixture(t)) })
	}
}

// testKinds: the kinds are in the order of all, and no other is made.
func testKinds(t *testing.T, f Fixture) {
	g := generator(t, f)
	kinds := g.Kinds()
	for _, kind := range key.Kinds() {
		if i := slices.Index(kinds, kind); i >= 0 {
			assert.Zero(t, i, "the best comes first, each once")
			kinds = slices.Delete(slices.Clone(kinds), i, i+1)
			continue
		}
		_, err := g.Generate(t.Context(), NewOrder(kind))
		assert.ErrorIs(t, err, key.ErrNoGenerator, kind)
	}
	assert.Empty(t, kinds, "of the closed list")
	_, err := g.Generate(t.Context(), NewOrder("another"))
	assert.ErrorIs(t, err, key.ErrNoGenerator)
}

func testGenerate(t *testing.T, f Fixture) {
	g := generator(t, f)
	var made []key.Key
	for _, kind := range g.Kinds() {
		o := NewOrder(kind)
		k := generate(t, g, o)
		assert.True(t, isOf(k.Public(), kind), "%s: %T", kind, k.Public())
		assert.Empty(t, k.Certificates())
		if intended, ok := k.(key.Intended); ok {
			assert.Equal(t, key.Sign, intended.Usage()&key.Sign)
		}
		if named, ok := k.(key.Named); ok {
			assert.Equal(t, o.Label, named.Alias())
		}
		signs(t, k)
		made = append(made, k)
	}
	all, err := g.Keys(t.Context())
	require.NoError(t, err)
	for _, k := range made {
		assert.True(t, slices.ContainsFunc(all, func(other key.Key) bool { return pki.EqualPublicKeys(other.Public(), k.Public()) }),
			"the new key is one of the store's")
		signs(t, k)
	}
}

func testGenerateAgain(t *testing.T, f Fixture) {
	g := generator(t, f)
	o := NewOrder(kindOf(t, g))
	k := generate(t, g, o)
	_, err := g.Generate(t.Context(), o)
	assert.ErrorIs(t, err, key.ErrKeyExists)
	require.NoError(t, g.Close())
	g = generator(t, f)
	_, err = g.Generate(t.Context(), o)
	assert.ErrorIs(t, err, key.ErrKeyExists, "in another store too")
	same(t, k, made(t, g, o.ID))
}

// testGenerateCancelled: whoever goes before a key is made leaves none.
func testGenerateCancelled(t *testing.T, f Fixture) {
	g := generator(t, f)
	o := NewOrder(kindOf(t, g))
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := g.Generate(ended, o)
	assert.ErrorIs(t, err, context.Canceled)
	notMade(t, g, o.ID)
	require.NoError(t, g.Close())
	if f.Secret == nil {
		return
	}
	g, err = key.OpenGenerator(t.Context(), f.Source, f.Ref, NewAsker(nil))
	if err == nil {
		_, err = g.Generate(t.Context(), o)
		assert.NoError(t, g.Close())
	}
	assert.ErrorIs(t, err, key.ErrCancelled)
	notMade(t, generator(t, f), o.ID)
}

// testOpenedToSign: a store that nobody opened to make keys makes them all the
// same, and goes on to sign.
func testOpenedToSign(t *testing.T, f Fixture) {
	store := open(t, f)
	require.Implements(t, (*key.Generator)(nil), store)
	g := store.(key.Generator)
	o := NewOrder(kindOf(t, g))
	k := generate(t, g, o)
	signs(t, k)
	require.NoError(t, g.Keep(t.Context(), o.ID, Certify(t, k.Public())))
	signs(t, made(t, g, o.ID))
}

func testGenerateWiped(t *testing.T, f Fixture) {
	asker := NewAsker(f.Secret)
	g, err := key.OpenGenerator(t.Context(), f.Source, f.Ref, asker)
	require.NoError(t, err)
	signs(t, generate(t, g, NewOrder(kindOf(t, g))))
	require.NoError(t, g.Close())
	assert.True(t, asker.Wiped(), "once the store is closed")
}

// testUnfitID: an identifier of another length than [key.IDSize] names no key, and
// many keys of others have none.
func testUnfitID(t *testing.T, f Fixture) {
	g := generator(t, f)
	for _, id := range [][]byte{nil, {}, {1}, make([]byte, key.IDSize+1)} {
		o := NewOrder(kindOf(t, g))
		o.ID = id
		_, err := g.Generate(t.Context(), o)
		assert.Error(t, err)
		_, err = g.Made(t.Context(), id)
		assert.ErrorIs(t, err, key.ErrNoSuchKey)
		assert.ErrorIs(t, g.Keep(t.Context(), id, Certify(t, issuable(t))), key.ErrNoSuchKey)
		assert.NoError(t, g.Discard(t.Context(), id))
	}
}

func testMade(t *testing.T, f Fixture) {
	g := generator(t, f)
	orders := []key.Order{NewOrder(kindOf(t, g)), NewOrder(kindOf(t, g))}
	var keys []key.Key
	for _, o := range orders {
		keys = append(keys, generate(t, g, o))
	}
	for again := range 2 {
		for i, o := range orders {
			k := made(t, g, o.ID)
			same(t, keys[i], k)
			signs(t, k)
		}
		notMade(t, g, NewOrder("").ID)
		if again == 0 {
			require.NoError(t, g.Close())
			g = generator(t, f)
		}
	}
}

func testGeneratorClosed(t *testing.T, f Fixture) {
	g := generator(t, f)
	o := NewOrder(kindOf(t, g))
	k := generate(t, g, o)
	certificates := Certify(t, k.Public())
	require.NoError(t, g.Close())
	assert.ErrorIs(t, g.Keep(t.Context(), o.ID, certificates), key.ErrClosed)
	assert.ErrorIs(t, g.Discard(t.Context(), o.ID), key.ErrClosed)
	_, err := g.Made(t.Context(), o.ID)
	assert.ErrorIs(t, err, key.ErrClosed)
	_, err = g.Generate(t.Context(), NewOrder(o.Kind))
	assert.ErrorIs(t, err, key.ErrClosed)
	_, err = signed(t, k)
	assert.ErrorIs(t, err, key.ErrClosed)
}

func generator(t *testing.T, f Fixture) key.Generator {
	t.Helper()
	g, err := key.OpenGenerator(t.Context(), f.Source, f.Ref, NewAsker(f.Secret))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, g.Close()) })
	return g
}

// kindOf is the kind that takes least time.
func kindOf(t *testing.T, g key.Generator) key.Kind {
	t.Helper()
	kinds := g.Kinds()
	require.NotEmpty(t, kinds)
	if len(kinds) > 1 {
		kinds = slices.DeleteFunc(slices.Clone(kinds), func(kind key.Kind) bool { return kind == key.RSA2048 })
	}
	return kinds[0]
}

// NewOrder is for a key that nobody ordered before.
func NewOrder(kind key.Kind) key.Order {
	id := make([]byte, key.IDSize)
	_, _ = rand.Read(id) // never fails
	return key.Order{Kind: kind, ID: id, Label: "Новий ключ"}
}

// isOf reports whether a public key is of a kind.
func isOf(public crypto.PublicKey, kind key.Kind) bool {
	switch public := public.(type) {
	case *dstu4145.PublicKey:
		return kind == key.DSTU4145M257 && public.Curve == dstu4145.M257()
	case *ecdsa.PublicKey:
		return kind == key.ECDSAP256 && public.Curve == elliptic.P256()
	case *rsa.PublicKey:
		return kind == key.RSA2048 && public.N.BitLen() == 2048 && public.E == 65537
	}
	return false
}

func generate(t *testing.T, g key.Generator, o key.Order) key.Key {
	t.Helper()
	k, err := g.Generate(t.Context(), o)
	require.NoError(t, err)
	return k
}

func made(t *testing.T, g key.Generator, id []byte) key.Key {
	t.Helper()
	k, err := g.Made(t.Context(), id)
	require.NoError(t, err)
	return k
}

func notMade(t *testing.T, g key.Generator, id []byte) {
	t.Helper()
	_, err := g.Made(t.Context(), id)
	assert.ErrorIs(t, err, key.ErrNoSuchKey)
}

func same(t *testing.T, a, b key.Key) {
	t.Helper()
	assert.True(t, pki.EqualPublicKeys(a.Public(), b.Public()))
}

// signed has a key sign a document; the error is whichever of the two.
func signed(t *testing.T, k key.Key) (key.Result, error) {
	t.Helper()
	results, err := k.Sign(t.Context(), []key.Digest{digest(k, "document")})
	if err != nil {
		return key.Result{}, err
	}
	require.Len(t, results, 1)
	return results[0], results[0].Err
}

func signs(t *testing.T, k key.Key) {
	t.Helper()
	result, err := signed(t, k)
	require.NoError(t, err)
	verify(t, k, digest(k, "document"), result)
}
