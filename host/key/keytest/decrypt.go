// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keytest

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
)

// testDecrypt opens with every key that decrypts what another made for it.
func testDecrypt(t *testing.T, f Fixture) {
	store := open(t, f)
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	var opening []func(context.Context) error
	for _, k := range keys {
		if d, ok := k.(key.Decrypter); ok {
			opening = append(opening, decryption(t, k.Public(), d))
		}
	}
	if len(opening) == 0 {
		t.Skip("this source has no keys that decrypt")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	for _, open := range opening {
		assert.NoError(t, open(t.Context()))
		assert.ErrorIs(t, open(ended), context.Canceled)
	}
	require.NoError(t, store.Close())
	for _, open := range opening {
		assert.ErrorIs(t, open(t.Context()), key.ErrClosed)
	}
}

// decryption is the use of a key for what is made for it here, once.
func decryption(t *testing.T, public crypto.PublicKey, d key.Decrypter) func(context.Context) error {
	t.Helper()
	var want []byte
	var do func(context.Context) ([]byte, error)
	switch public := public.(type) {
	case *dstu4145.PublicKey:
		other, err := dstu4145.GenerateKey(public.Curve, nil, nil)
		require.NoError(t, err)
		want, err = other.SharedSecret(public, true)
		require.NoError(t, err)
		do = func(ctx context.Context) ([]byte, error) { return d.SharedSecret(ctx, &other.PublicKey, true) }
		notDecrypt(t, d)
	case *ecdsa.PublicKey:
		to, err := public.ECDH()
		require.NoError(t, err)
		other, err := to.Curve().GenerateKey(rand.Reader)
		require.NoError(t, err)
		want, err = other.ECDH(to)
		require.NoError(t, err)
		do = func(ctx context.Context) ([]byte, error) { return d.SharedSecret(ctx, other.PublicKey(), false) }
		notDecrypt(t, d)
	case *rsa.PublicKey:
		want = []byte("a content key")
		encrypted, err := rsa.EncryptOAEP(crypto.SHA256.New(), rand.Reader, public, want, nil)
		require.NoError(t, err)
		do = func(ctx context.Context) ([]byte, error) {
			return d.Decrypt(ctx, encrypted, &rsa.OAEPOptions{Hash: crypto.SHA256})
		}
		other, err := ecdh.P256().GenerateKey(rand.Reader)
		require.NoError(t, err)
		_, err = d.SharedSecret(t.Context(), other.PublicKey(), false)
		assert.ErrorIs(t, err, key.ErrNotDecrypter)
	}
	return func(ctx context.Context) error {
		got, err := do(ctx)
		if err == nil {
			assert.Equal(t, want, got)
		}
		return err
	}
}

func notDecrypt(t *testing.T, d key.Decrypter) {
	t.Helper()
	_, err := d.Decrypt(t.Context(), make([]byte, 256), &rsa.OAEPOptions{Hash: crypto.SHA256})
	assert.ErrorIs(t, err, key.ErrNotDecrypter)
}
