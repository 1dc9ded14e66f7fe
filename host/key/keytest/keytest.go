// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package keytest holds what every [key.Source] must pass, whether it opens
// files, tokens or accounts at a provider, and every [key.Generator].
package keytest

import (
	"context"
	"crypto"
	"crypto/rsa"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A Fixture is a source with something in it to open.
type Fixture struct {
	Source key.Source
	// Ref names something with at least one key that signs raw; for TestGenerator,
	// a place for new keys.
	Ref key.Ref

	Secret []byte // opens it; nil if the source asks for none
	// Wrong is a secret that does not open it and WrongError what Open then
	// returns. A nil Wrong is not tried: a token would count it.
	Wrong      []byte
	WrongError error
}

// TestSource runs the whole suite. It calls fixture anew for each test.
func TestSource(t *testing.T, fixture func(t *testing.T) Fixture) {
	for name, test := range map[string]func(*testing.T, Fixture){
		"scheme":                  testScheme,
		"secret asked and wiped":  testSecretWiped,
		"wrong secret":            testWrongSecret,
		"user cancels":            testUserCancels,
		"context ends":            testContextEnds,
		"keys":                    testKeys,
		"sign":                    testSign,
		"sign several":            testSignSeveral,
		"unfit digest":            testUnfitDigest,
		"PSS":                     testPSS,
		"crypto.Signer":           testSigner,
		"goroutines":              testGoroutines,
		"closed":                  testClosed,
		"decrypt":                 testDecrypt,
		"nothing asked by a list": testList,
	} {
		t.Run(name, func(t *testing.T) { test(t, fixture(t)) })
	}
}

func testScheme(t *testing.T, f Fixture) {
	assert.NotEmpty(t, f.Source.Scheme())
	assert.NotContains(t, f.Source.Scheme(), ":")
	assert.Equal(t, f.Source.Scheme(), f.Ref.Scheme())
}

func testList(t *testing.T, f Fixture) {
	infos, err := f.Source.List(t.Context())
	require.NoError(t, err)
	for _, info := range infos {
		assert.Equal(t, f.Source.Scheme(), info.Ref.Scheme())
		assert.NotEmpty(t, info.Label)
	}
}

func testSecretWiped(t *testing.T, f Fixture) {
	if f.Secret == nil {
		t.Skip("this source asks for no secret")
	}
	asker := NewAsker(f.Secret)
	store, err := f.Source.Open(t.Context(), f.Ref, asker)
	require.NoError(t, err)
	defer store.Close()
	require.Len(t, asker.Questions(), 1, "a secret is asked once")
	assert.Equal(t, f.Ref, asker.Questions()[0].Ref)
	assert.True(t, asker.Wiped(), "the secret is wiped before Open returns")
}

func testWrongSecret(t *testing.T, f Fixture) {
	if f.Wrong == nil {
		t.Skip("this source cannot be tried with a wrong secret")
	}
	asker := NewAsker(f.Wrong)
	_, err := f.Source.Open(t.Context(), f.Ref, asker)
	require.ErrorIs(t, err, f.WrongError)
	assert.NotContains(t, err.Error(), string(f.Wrong))
	assert.Len(t, asker.Questions(), 1, "a wrong secret is not asked for again")
	assert.True(t, asker.Wiped())
}

func testUserCancels(t *testing.T, f Fixture) {
	if f.Secret == nil {
		t.Skip("this source asks for no secret")
	}
	_, err := f.Source.Open(t.Context(), f.Ref, NewAsker(nil))
	assert.ErrorIs(t, err, key.ErrCancelled)
}

func testContextEnds(t *testing.T, f Fixture) {
	ended, end := context.WithCancel(t.Context())
	end()
	_, err := f.Source.Open(ended, f.Ref, NewAsker(f.Secret))
	assert.ErrorIs(t, err, context.Canceled)

	k := signing(t, open(t, f))
	_, err = k.Sign(ended, []key.Digest{digest(k, "document")})
	assert.ErrorIs(t, err, context.Canceled)
}

func testKeys(t *testing.T, f Fixture) {
	store := open(t, f)
	first, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, first)
	second, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.Len(t, second, len(first))
	for i, k := range first {
		name, _ := pki.SignatureAlgorithm(k.Public(), pki.DefaultHash(k.Public()))
		assert.NotEmpty(t, name.OID, "a key of a known kind")
		same := k.Public().(interface{ Equal(crypto.PublicKey) bool })
		assert.True(t, same.Equal(second[i].Public()), "the same order every time")
	}
}

func testSign(t *testing.T, f Fixture) {
	k := signing(t, open(t, f))
	d := digest(k, "document")
	results, err := k.Sign(t.Context(), []key.Digest{d})
	require.NoError(t, err)
	require.Len(t, results, 1)
	verify(t, k, d, results[0])
}

func testSignSeveral(t *testing.T, f Fixture) {
	k := signing(t, open(t, f))
	digests := []key.Digest{digest(k, "first"), digest(k, "second"), digest(k, "third")}
	results, err := k.Sign(t.Context(), digests)
	require.NoError(t, err)
	require.Len(t, results, len(digests))
	for i := range digests {
		verify(t, k, digests[i], results[i])
	}
	none, err := k.Sign(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, none)
}

func testUnfitDigest(t *testing.T, f Fixture) {
	k := signing(t, open(t, f))
	good := digest(k, "document")
	short := good
	short.Value = short.Value[1:]
	results, err := k.Sign(t.Context(), []key.Digest{short, {Value: good.Value}, good})
	require.NoError(t, err)
	require.Len(t, results, 3)
	assert.ErrorIs(t, results[0].Err, key.ErrDigest, "shorter than its hash")
	assert.ErrorIs(t, results[1].Err, key.ErrDigest, "of no hash")
	verify(t, k, good, results[2])
}

// testPSS: an RSA key signs so unless its carrier cannot; no other key does.
func testPSS(t *testing.T, f Fixture) {
	k := signing(t, open(t, f))
	d := digest(k, "document")
	d.PSS = true
	results, err := k.Sign(t.Context(), []key.Digest{d})
	require.NoError(t, err)
	require.Len(t, results, 1)
	if _, ok := k.Public().(*rsa.PublicKey); !ok {
		assert.ErrorIs(t, results[0].Err, key.ErrDigest)
		return
	}
	if !errors.Is(results[0].Err, key.ErrMechanism) {
		verify(t, k, d, results[0])
	}
}

func testSigner(t *testing.T, f Fixture) {
	k := signing(t, open(t, f))
	d := digest(k, "document")
	signer := key.Signer(t.Context(), k)
	signature, err := signer.Sign(nil, d.Value, d.Hash)
	require.NoError(t, err)
	verify(t, k, d, key.Result{Raw: signature})
}

func testGoroutines(t *testing.T, f Fixture) {
	k := signing(t, open(t, f))
	d := digest(k, "document")
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			results, err := k.Sign(t.Context(), []key.Digest{d})
			if assert.NoError(t, err) {
				verify(t, k, d, results[0])
			}
		})
	}
	group.Wait()
}

func testClosed(t *testing.T, f Fixture) {
	store := open(t, f)
	k := signing(t, store)
	require.NoError(t, store.Close())
	require.NoError(t, store.Close(), "closing twice is no error")
	_, err := store.Keys(t.Context())
	assert.ErrorIs(t, err, key.ErrClosed)
	results, err := k.Sign(t.Context(), []key.Digest{digest(k, "document")})
	if err == nil {
		require.Len(t, results, 1)
		err = results[0].Err
	}
	assert.ErrorIs(t, err, key.ErrClosed)
}

func open(t *testing.T, f Fixture) key.Store {
	t.Helper()
	store, err := f.Source.Open(t.Context(), f.Ref, NewAsker(f.Secret))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	return store
}

// signing is the key the store marks for signing, or else its first.
func signing(t *testing.T, store key.Store) key.Key {
	t.Helper()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, keys)
	for _, c := range key.Choose(keys, nil, nil) {
		if c.Usage&key.Sign != 0 {
			return c.Key
		}
	}
	return keys[0]
}

func digest(k key.Key, text string) key.Digest {
	hash := pki.DefaultHash(k.Public())
	return key.Digest{Hash: hash, Value: hash.Sum([]byte(text)), Label: text}
}

func verify(t *testing.T, k key.Key, d key.Digest, r key.Result) {
	t.Helper()
	if assert.NoError(t, r.Err) {
		scheme, err := d.Scheme(k.Public())
		require.NoError(t, err)
		assert.NoError(t, scheme.Verify(k.Public(), d.Value, r.Raw))
	}
}
