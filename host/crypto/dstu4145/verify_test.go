// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"bytes"
	"math/big"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

func TestVerifyRefuses(t *testing.T) {
	cryptotest.EveryWay(t, testVerifyRefuses, "curve", "gf2m")
}

func testVerifyRefuses(t *testing.T) {
	for _, c := range dstu4145.Curves() {
		key := generate(t, c)
		digest := bytes.Repeat([]byte{0x11}, 32)
		good, err := key.Sign(nil, digest, nil)
		require.NoError(t, err)
		size := c.ScalarSize()
		n := littleEndian(c.Params().N, size)
		r, s := good[:size], good[size:]
		zero, ones := make([]byte, size), bytes.Repeat([]byte{0xff}, size)
		plusN := func(x []byte) []byte { // x + n, if it fits
			sum := new(big.Int).Add(fromLittleEndian(x), c.Params().N)
			return littleEndian(sum, max(size, (sum.BitLen()+7)/8))
		}
		plusOne := func(x []byte) []byte {
			sum := new(big.Int).Add(fromLittleEndian(x), big.NewInt(1))
			return littleEndian(sum, size)
		}
		kept, err := dstu4145.NewPublicKey(c, nil, key.PublicKey.Bytes())
		require.NoError(t, err)
		kept.Precompute()
		flipped := bytes.Clone(good)
		flipped[2*size-5] ^= 0x10
		for reason, signature := range map[string][]byte{
			"empty":           nil,
			"one octet short": good[:2*size-1],
			"one octet long":  append(bytes.Clone(good), 0),
			"r = 0":           append(bytes.Clone(zero), s...),
			"s = 0":           append(bytes.Clone(r), zero...),
			"both zero":       make([]byte, 2*size),
			"r = n":           append(bytes.Clone(n), s...),
			"s = n":           append(bytes.Clone(r), n...),
			"r = n + 1":       append(plusOne(n), s...),
			"s = n + 1":       append(bytes.Clone(r), plusOne(n)...),
			"r too big":       append(bytes.Clone(ones), s...),
			"s too big":       append(bytes.Clone(r), ones...),
			"s + n":           append(bytes.Clone(r), plusN(s)...),
			"exchanged":       append(bytes.Clone(s), r...),
			"a bit of s":      flipped,
		} {
			assert.False(t, dstu4145.Verify(&key.PublicKey, digest, signature), "%s: %s", c.Name(), reason)
			assert.False(t, dstu4145.Verify(kept, digest, signature), "%s, with a table: %s", c.Name(), reason)
		}
		assert.True(t, dstu4145.Verify(&key.PublicKey, digest, good))
		assert.True(t, dstu4145.Verify(kept, digest, good))
		assert.False(t, dstu4145.Verify(&key.PublicKey, nil, good), "no digest")
		assert.False(t, dstu4145.Verify(nil, digest, good), "no key")
		assert.False(t, dstu4145.Verify(new(dstu4145.PublicKey), digest, good), "a zero key")
		assert.False(t, dstu4145.Verify(&dstu4145.PublicKey{Curve: c}, digest, good), "a key without a point")
	}
}

// TestVerifyAtInfinity: r and s can be chosen so that sP + rQ is infinity,
// which has no x; d = 1 makes that r = s.
func TestVerifyAtInfinity(t *testing.T) {
	c := dstu4145.M257()
	key, err := dstu4145.NewPrivateKey(c, nil, []byte{1})
	require.NoError(t, err)
	signature := make([]byte, 2*c.ScalarSize())
	signature[0], signature[c.ScalarSize()] = 5, 5
	assert.False(t, dstu4145.Verify(&key.PublicKey, []byte{1}, signature))
	key.PublicKey.Precompute()
	assert.False(t, dstu4145.Verify(&key.PublicKey, []byte{1}, signature), "with a table")
}

// TestPrecompute: a table changes no verdict, while it is made or after.
func TestPrecompute(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		for _, c := range dstu4145.Curves() {
			key := generate(t, c)
			twin := key.PublicKey // has the table too
			var all sync.WaitGroup
			for i := range byte(4) {
				digest := []byte{i + 1}
				signature, err := key.Sign(nil, digest, nil)
				require.NoError(t, err)
				all.Go(func() {
					assert.True(t, dstu4145.Verify(&twin, digest, signature), c.Name())
					key.PublicKey.Precompute()
					assert.True(t, dstu4145.Verify(&twin, digest, signature), c.Name())
					assert.False(t, dstu4145.Verify(&twin, []byte{9}, signature), c.Name())
				})
			}
			all.Wait()
		}
	}, "curve", "gf2m")
	assert.NotPanics(t, func() {
		new(dstu4145.PublicKey).Precompute()
		(*dstu4145.PublicKey)(nil).Precompute()
	})
}

func fromLittleEndian(octets []byte) *big.Int {
	x := new(big.Int)
	for i := len(octets) - 1; i >= 0; i-- {
		x.Lsh(x, 8).Or(x, big.NewInt(int64(octets[i])))
	}
	return x
}

// agree holds that an answer is the same by the best code of this processor and by
// portable code, and returns it.
func agree[T comparable](t *testing.T, what func() T) T {
	t.Helper()
	best := what()
	for _, a := range impl.Alternatives() {
		defer impl.Restrict(a.Package, "")()
	}
	require.Equal(t, what(), best, "portable code does not agree")
	return best
}

func FuzzVerify(f *testing.F) {
	for i, c := range dstu4145.Curves() {
		key, err := dstu4145.GenerateKey(c, nil, new(counter))
		require.NoError(f, err)
		digest := bytes.Repeat([]byte{byte(i)}, 32)
		signature, err := key.Sign(new(counter), digest, nil)
		require.NoError(f, err)
		f.Add(uint8(i), digest, signature)
		f.Add(uint8(i), digest[:1], make([]byte, 2*c.ScalarSize()))
		f.Add(uint8(i), []byte{}, bytes.Repeat([]byte{0xff}, 2*c.ScalarSize()))
	}
	f.Fuzz(func(t *testing.T, index uint8, digest, signature []byte) {
		curves := dstu4145.Curves()
		c := curves[int(index)%len(curves)]
		key, err := dstu4145.GenerateKey(c, nil, new(counter))
		require.NoError(t, err)
		kept, err := dstu4145.NewPublicKey(c, nil, key.PublicKey.Bytes())
		require.NoError(t, err)
		kept.Precompute()
		verify := func(signature []byte) bool {
			right := agree(t, func() bool { return dstu4145.Verify(&key.PublicKey, digest, signature) })
			require.Equal(t, right, dstu4145.Verify(kept, digest, signature), "a table changes the verdict")
			return right
		}
		if verify(signature) {
			forged := bytes.Clone(signature)
			forged[0] ^= 2
			require.False(t, verify(forged))
		}
	})
}
