// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"bytes"
	"errors"
	"math/big"
	"slices"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

func TestSignVerify(t *testing.T) {
	cryptotest.EveryWay(t, testSignVerify, "gf2m", "curve")
}

func testSignVerify(t *testing.T) {
	for _, c := range dstu4145.Curves() {
		key := generate(t, c)
		for _, length := range []int{1, 20, 32, 48, 64, 200} {
			digest := bytes.Repeat([]byte{0xc3}, length)
			signature, err := key.Sign(nil, digest, nil)
			require.NoError(t, err)
			require.Len(t, signature, 2*c.ScalarSize())
			assert.True(t, dstu4145.Verify(&key.PublicKey, digest, signature), "%s, %d octets", c.Name(), length)
			assert.False(t, dstu4145.Verify(&generate(t, c).PublicKey, digest, signature), "another key")
			digest[0] ^= 1
			assert.False(t, dstu4145.Verify(&key.PublicKey, digest, signature), "another digest")
		}
	}
}

// TestDigestLength: only the lowest m bits count, and missing ones are zero.
func TestDigestLength(t *testing.T) {
	for _, c := range dstu4145.Curves() {
		key, size, above := generate(t, c), c.ElementSize(), byte(1)<<(c.M()%8)
		digest := bytes.Repeat([]byte{0xff}, size)
		signature, err := key.Sign(nil, digest, nil)
		require.NoError(t, err)
		verify := func(last byte, beyond ...byte) bool {
			return dstu4145.Verify(&key.PublicKey, slices.Concat(digest[:size-1], []byte{last}, beyond), signature)
		}
		assert.True(t, verify(0xff, make([]byte, 1000)...), "%s: longer than the field", c.Name())
		assert.True(t, verify(above-1), "%s: bits from m up do not count", c.Name())
		assert.False(t, verify(0xff^above>>1), "%s: bit m − 1 does", c.Name())

		zero, err := key.Sign(nil, make([]byte, 64), nil)
		require.NoError(t, err)
		assert.True(t, dstu4145.Verify(&key.PublicKey, []byte{1}, zero), "%s: zero stands for one", c.Name())
		assert.True(t, dstu4145.Verify(&key.PublicKey, append(make([]byte, size), 9), zero), "%s: zero in the lowest m bits", c.Name())
	}
}

// TestArgumentsAreTheCallers: nothing that is given is changed or kept.
func TestArgumentsAreTheCallers(t *testing.T) {
	c := dstu4145.M257()
	d, digest := bytes.Repeat([]byte{0x5a}, 32), bytes.Repeat([]byte{0xc3}, 40)
	key, err := dstu4145.NewPrivateKey(c, nil, d)
	require.NoError(t, err)
	octets := key.PublicKey.Bytes()
	public, err := dstu4145.NewPublicKey(c, nil, octets)
	require.NoError(t, err)
	assert.Equal(t, key.PublicKey.Bytes(), octets)
	clear(d)
	clear(octets)
	clear(key.Bytes())
	clear(public.Bytes())

	signature, err := key.Sign(nil, digest, nil)
	require.NoError(t, err)
	given := bytes.Clone(signature)
	assert.True(t, dstu4145.Verify(public, digest, signature))
	assert.Equal(t, given, signature)
	assert.Equal(t, bytes.Repeat([]byte{0xc3}, 40), digest)
}

func TestConcurrentUse(t *testing.T) {
	key, peer := generate(t, dstu4145.M257()), generate(t, dstu4145.M257())
	want, err := peer.SharedSecret(&key.PublicKey, true)
	require.NoError(t, err)
	var all sync.WaitGroup
	for i := range byte(8) {
		all.Go(func() {
			signature, err := key.Sign(nil, []byte{i}, nil)
			assert.NoError(t, err)
			assert.True(t, dstu4145.Verify(&key.PublicKey, []byte{i}, signature))
			z, err := key.SharedSecret(&peer.PublicKey, true)
			assert.NoError(t, err)
			assert.Equal(t, want, z)
		})
	}
	all.Wait()
}

func TestSignFails(t *testing.T) {
	key := generate(t, dstu4145.M257())
	_, err := key.Sign(nil, nil, nil)
	assert.ErrorContains(t, err, "empty digest")
	broken := errors.New("no entropy")
	_, err = key.Sign(iotest.ErrReader(broken), []byte{1}, nil)
	assert.ErrorIs(t, err, broken)
}

// constant is a random source that is stuck.
type constant byte

func (c constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// TestBrokenRandom: with a random source that is stuck, signatures of the same
// digest are the same, and no two digests, keys or curves share a one-time
// number; digests of one field element do, for they have the one signature.
func TestBrokenRandom(t *testing.T) {
	stuck := make([]byte, 64)
	seen := map[string]bool{}
	for _, c := range []*dstu4145.Curve{dstu4145.M257(), dstu4145.M307()} {
		for _, d := range []byte{1, 2} {
			key, err := dstu4145.NewPrivateKey(c, nil, []byte{d})
			require.NoError(t, err)
			for _, digest := range [][]byte{{2}, {1}, {2, 1}, {31: 1}} {
				for _, e := range key.Nonces(stuck, digest, 3) {
					assert.False(t, seen[string(e[:30])])
					seen[string(e[:30])] = true
				}
			}
			one, err := key.Sign(constant(0), []byte{1}, nil)
			require.NoError(t, err)
			two, err := key.Sign(constant(0), []byte{1}, nil)
			require.NoError(t, err)
			assert.Equal(t, one, two)
			random, err := key.Sign(nil, []byte{1}, nil)
			require.NoError(t, err)
			assert.NotEqual(t, one, random, "a sound source counts")
		}
	}
}

func TestSignWithRefusesZeroS(t *testing.T) {
	// With e = n − d·r the number s is zero, but r depends on e; so d is chosen.
	c := dstu4145.M257()
	n := c.Params().N
	digest, e := []byte{1}, big.NewInt(12345)
	any := generate(t, c)
	signature, ok := any.SignWith(littleEndian(e, 32), digest)
	require.True(t, ok)
	r := fromLittleEndian(signature[:32])
	d := new(big.Int).ModInverse(r, n)
	d.Mul(d, new(big.Int).Sub(n, e)).Mod(d, n)
	key, err := dstu4145.NewPrivateKey(c, nil, littleEndian(d, 32))
	require.NoError(t, err)
	_, ok = key.SignWith(littleEndian(e, 32), digest)
	assert.False(t, ok)
}
