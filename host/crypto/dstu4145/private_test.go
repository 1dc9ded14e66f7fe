// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"io"
	"math/big"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

var _ crypto.Signer = (*dstu4145.PrivateKey)(nil)

func generate(t testing.TB, c *dstu4145.Curve) *dstu4145.PrivateKey {
	t.Helper()
	key, err := dstu4145.GenerateKey(c, nil, nil)
	require.NoError(t, err)
	return key
}

func TestNewPrivateKeyBounds(t *testing.T) {
	for _, c := range dstu4145.Curves() {
		n, size := c.Params().N, c.ScalarSize()
		last := littleEndian(new(big.Int).Sub(n, big.NewInt(1)), size)
		for reason, d := range map[string][]byte{
			"zero":                  make([]byte, size),
			"empty":                 nil,
			"n":                     littleEndian(n, size),
			"all bits":              bytes.Repeat([]byte{0xff}, size),
			"n − 1, an octet above": append(bytes.Clone(last), 1),
			"n − 1, far above":      append(append(bytes.Clone(last), make([]byte, 500)...), 1),
		} {
			key, err := dstu4145.NewPrivateKey(c, nil, d)
			assert.ErrorIs(t, err, dstu4145.ErrPrivateKey, "%s: %s", c.Name(), reason)
			assert.Nil(t, key)
		}
		key, err := dstu4145.NewPrivateKey(c, nil, append(bytes.Clone(last), make([]byte, 4)...))
		require.NoError(t, err, "zeros above, as containers have them")
		assert.Equal(t, last, key.Bytes())
		assert.Equal(t, c.Params().Generator, key.PublicKey.Bytes(), "−(n − 1)P = P")
		short, err := dstu4145.NewPrivateKey(c, nil, []byte{1})
		require.NoError(t, err)
		negative := c.Params().Generator
		negative[0] ^= 1
		assert.Equal(t, negative, short.PublicKey.Bytes(), "−1·P")
	}
}

func TestGenerateKey(t *testing.T) {
	for _, c := range dstu4145.Curves() {
		a, err := dstu4145.GenerateKey(c, nil, new(counter))
		require.NoError(t, err)
		b, err := dstu4145.GenerateKey(c, nil, new(counter))
		require.NoError(t, err)
		assert.True(t, a.Equal(b), "the same octets make the same key")
		assert.False(t, a.Equal(generate(t, c)))
		again, err := dstu4145.NewPrivateKey(c, nil, a.Bytes())
		require.NoError(t, err)
		assert.True(t, a.Equal(again))
	}
}

func TestGenerateKeyFails(t *testing.T) {
	broken := errors.New("no entropy")
	_, err := dstu4145.GenerateKey(dstu4145.M257(), nil, iotest.ErrReader(broken))
	assert.ErrorIs(t, err, broken)
	_, err = dstu4145.GenerateKey(dstu4145.M257(), nil, bytes.NewReader(make([]byte, 63)))
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestPrivateKeyEqual(t *testing.T) {
	key := generate(t, dstu4145.M257())
	same, err := dstu4145.NewPrivateKey(dstu4145.M257(), nil, key.Bytes())
	require.NoError(t, err)
	table, err := dstu4145.NewPrivateKey(dstu4145.M257(), gost28147.ExampleSBox(), key.Bytes())
	require.NoError(t, err)
	assert.True(t, key.Equal(same))
	assert.False(t, key.Equal(table), "another table")
	assert.False(t, key.Equal(&key.PublicKey), "not a private key")
	assert.False(t, key.Equal((*dstu4145.PrivateKey)(nil)), "no key")
	assert.True(t, key.PublicKey.Equal(key.Public()))
}

func TestWipe(t *testing.T) {
	key := generate(t, dstu4145.M257())
	shared := *key
	public := key.PublicKey.Bytes()
	key.Wipe()
	for _, k := range []*dstu4145.PrivateKey{key, &shared, new(dstu4145.PrivateKey)} {
		k.Wipe()
		_, err := k.Sign(nil, []byte{1}, nil)
		assert.ErrorIs(t, err, dstu4145.ErrWiped)
		_, err = k.SharedSecret(&key.PublicKey, false)
		assert.ErrorIs(t, err, dstu4145.ErrWiped)
		assert.Nil(t, k.Bytes())
	}
	assert.Equal(t, public, key.PublicKey.Bytes(), "the public key remains")
}

func TestPrintingShowsNoSecret(t *testing.T) {
	d := bytes.Repeat([]byte{0x5a}, 32)
	key, err := dstu4145.NewPrivateKey(dstu4145.M257(), nil, d)
	require.NoError(t, err)
	word := uint64(0x5a5a5a5a5a5a5a5a)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		for _, value := range []any{key, *key, []any{key}, struct{ key *dstu4145.PrivateKey }{key}} {
			text := fmt.Sprintf(verb, value)
			for _, secret := range []string{fmt.Sprintf("%x", word), fmt.Sprint(word), "5a5a5a"} {
				assert.NotContains(t, text, secret, verb)
			}
		}
	}
}

func TestSharedSecretRefuses(t *testing.T) {
	key := generate(t, dstu4145.M257())
	for reason, peer := range map[string]*dstu4145.PublicKey{
		"another curve": &generate(t, dstu4145.M431()).PublicKey,
		"no key":        nil,
		"a zero key":    {Curve: dstu4145.M257()},
	} {
		_, err := key.SharedSecret(peer, true)
		assert.ErrorIs(t, err, dstu4145.ErrPublicKey, reason)
	}
}

func FuzzNewPrivateKey(f *testing.F) {
	for i, c := range dstu4145.Curves() {
		n := c.Params().N
		f.Add(uint8(i), []byte{1})
		f.Add(uint8(i), littleEndian(n, c.ScalarSize()))
		f.Add(uint8(i), append(littleEndian(new(big.Int).Sub(n, big.NewInt(1)), c.ScalarSize()), 0, 0, 0, 0))
	}
	f.Fuzz(func(t *testing.T, index uint8, d []byte) {
		curves := dstu4145.Curves()
		c := curves[int(index)%len(curves)]
		key, err := dstu4145.NewPrivateKey(c, nil, d)
		if err != nil {
			require.ErrorIs(t, err, dstu4145.ErrPrivateKey)
			return
		}
		padded := make([]byte, max(len(d), c.ScalarSize()))
		copy(padded, key.Bytes())
		d = append(bytes.Clone(d), make([]byte, len(padded)-len(d))...)
		require.Equal(t, padded, d)
		_, err = dstu4145.NewPublicKey(c, nil, key.PublicKey.Bytes())
		require.NoError(t, err)
	})
}
