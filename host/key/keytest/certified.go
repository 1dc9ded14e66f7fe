// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keytest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

func testKeep(t *testing.T, f Fixture) {
	g := generator(t, f)
	o := NewOrder(kindOf(t, g))
	k := generate(t, g, o)
	certificates := Certify(t, k.Public())
	require.NoError(t, g.Keep(t.Context(), o.ID, certificates))
	require.NoError(t, g.Keep(t.Context(), o.ID, certificates), "what is there already is no error")
	holds(t, made(t, g, o.ID), certificates)
	require.NoError(t, g.Close())

	g = generator(t, f)
	k = made(t, g, o.ID)
	holds(t, k, certificates)
	signs(t, k)
	renewed := Certify(t, k.Public())
	require.NoError(t, g.Keep(t.Context(), o.ID, renewed))
	holds(t, made(t, g, o.ID), certificates)
	holds(t, made(t, g, o.ID), renewed)
	assert.ErrorIs(t, g.Keep(t.Context(), NewOrder("").ID, certificates), key.ErrNoSuchKey)
}

// holds: a key bears its own certificate once, and beside it none but those
// given or others of its own.
func holds(t *testing.T, k key.Key, certificates []*x509.Certificate) {
	t.Helper()
	own := 0
	for _, c := range k.Certificates() {
		if c.Equal(certificates[0]) {
			own++
		}
		assert.True(t, pki.IsCA(c) || pki.SamePublicKey(c, k.Public()))
	}
	assert.Equal(t, 1, own)
}

func testKeepForeign(t *testing.T, f Fixture) {
	g := generator(t, f)
	o := NewOrder(kindOf(t, g))
	k := generate(t, g, o)
	foreign, own := Certify(t, issuable(t)), Certify(t, k.Public())
	for what, certificates := range map[string][]*x509.Certificate{
		"of another key":      foreign,
		"the authority first": {own[1], own[0]},
		"none":                {},
	} {
		assert.ErrorIs(t, g.Keep(t.Context(), o.ID, certificates), key.ErrNoCertificate, what)
	}
	require.NoError(t, g.Close())
	assert.Empty(t, made(t, generator(t, f), o.ID).Certificates())
}

func testDiscard(t *testing.T, f Fixture) {
	g := generator(t, f)
	kind := kindOf(t, g)
	orphan, other, third := NewOrder(kind), NewOrder(kind), NewOrder(kind)
	gone, k := generate(t, g, orphan), generate(t, g, other)
	generate(t, g, third)
	require.NoError(t, g.Discard(t.Context(), orphan.ID))
	require.NoError(t, g.Discard(t.Context(), orphan.ID), "without such a key nothing is done")
	notMade(t, g, orphan.ID)
	_, err := signed(t, gone)
	assert.Error(t, err)
	signs(t, k)
	all, err := g.Keys(t.Context())
	require.NoError(t, err)
	assert.False(t, slices.ContainsFunc(all, func(k key.Key) bool { return pki.EqualPublicKeys(k.Public(), gone.Public()) }))
	require.NoError(t, g.Close())

	g = generator(t, f)
	notMade(t, g, orphan.ID)
	same(t, k, made(t, g, other.ID))
	require.NoError(t, g.Discard(t.Context(), third.ID), "of another store")
	notMade(t, g, third.ID)
	signs(t, made(t, g, other.ID))
	signs(t, generate(t, g, orphan)) // its identifier is free again
}

func testDiscardCertified(t *testing.T, f Fixture) {
	g := generator(t, f)
	o := NewOrder(kindOf(t, g))
	k := generate(t, g, o)
	require.NoError(t, g.Keep(t.Context(), o.ID, Certify(t, k.Public())))
	assert.ErrorIs(t, g.Discard(t.Context(), o.ID), key.ErrKeyExists)
	require.NoError(t, g.Close())
	g = generator(t, f)
	assert.ErrorIs(t, g.Discard(t.Context(), o.ID), key.ErrKeyExists)
	signs(t, made(t, g, o.ID))
}

// issuable is a public key of nobody.
func issuable(t *testing.T) crypto.PublicKey {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return private.Public()
}
