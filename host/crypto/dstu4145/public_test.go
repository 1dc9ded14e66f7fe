// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

func TestSizes(t *testing.T) {
	scalar := map[int]int{163: 21, 167: 21, 173: 22, 179: 23, 191: 24, 233: 30, 257: 32, 307: 39, 367: 46, 431: 54}
	for _, c := range dstu4145.Curves() {
		assert.Equal(t, (c.M()+7)/8, c.ElementSize(), c.Name())
		assert.Equal(t, scalar[c.M()], c.ScalarSize(), c.Name())
	}
	assert.Equal(t, "M257", dstu4145.M257().Name())
}

func TestCurvesAreOfOnePiece(t *testing.T) {
	named := []*dstu4145.Curve{
		dstu4145.M163(), dstu4145.M167(), dstu4145.M173(), dstu4145.M179(), dstu4145.M191(),
		dstu4145.M233(), dstu4145.M257(), dstu4145.M307(), dstu4145.M367(), dstu4145.M431(),
	}
	for i, c := range dstu4145.Curves() {
		assert.Same(t, named[i], c)
	}
	params := dstu4145.M257().Params()
	params.Generator[0] ^= 1
	params.N.SetInt64(1)
	params.K[0] = 1
	assert.NotEqual(t, params, dstu4145.M257().Params(), "changing a copy must not change the curve")
}

func TestMatch(t *testing.T) {
	for i, c := range dstu4145.Curves() {
		numbered, ok := dstu4145.Numbered(i)
		require.True(t, ok)
		assert.Same(t, c, numbered)
		assert.Equal(t, i, c.Number())

		p := c.Params()
		slices.Reverse(p.K)
		p.Generator = append(p.Generator, 0, 0)
		matched, ok := dstu4145.Match(p)
		require.True(t, ok, "any order of the exponents, any zeros at the end")
		assert.Same(t, c, matched)

		one := big.NewInt(1)
		for reason, bend := range map[string]func(p *dstu4145.Params){
			"another field":      func(p *dstu4145.Params) { p.M++ },
			"another polynomial": func(p *dstu4145.Params) { p.K[0]++ },
			"no polynomial":      func(p *dstu4145.Params) { p.K = nil },
			"another a":          func(p *dstu4145.Params) { p.A ^= 1 },
			"another b":          func(p *dstu4145.Params) { p.B.Xor(p.B, one) },
			"minus b":            func(p *dstu4145.Params) { p.B.Neg(p.B) },
			"no b":               func(p *dstu4145.Params) { p.B = nil },
			"another n":          func(p *dstu4145.Params) { p.N.Add(p.N, one) },
			"no n":               func(p *dstu4145.Params) { p.N = nil },
			"another base point": func(p *dstu4145.Params) { p.Generator[0] ^= 1 },
			"no base point":      func(p *dstu4145.Params) { p.Generator = nil },
		} {
			p := c.Params()
			bend(&p)
			_, ok := dstu4145.Match(p)
			assert.False(t, ok, "%s: %s", c.Name(), reason)
		}
	}
	for _, number := range []int{-1, 10} {
		_, ok := dstu4145.Numbered(number)
		assert.False(t, ok)
	}
	assert.Equal(t, -1, new(dstu4145.Curve).Number())
}

// TestOrders proves what the group law trusts: n is prime and, as a prime so
// large has one multiple only in Hasse's interval around 2^m + 1, there are
// 2n points if a is 1 and 4n if a is 0. (That nP is infinity, and so n the
// order of P, TestNewPrivateKeyBounds shows by −(n − 1)P = P.)
func TestOrders(t *testing.T) {
	for _, c := range dstu4145.Curves() {
		params := c.Params()
		assert.True(t, params.N.ProbablyPrime(20), c.Name())
		points := new(big.Int).Lsh(params.N, uint(2-params.A))
		q := new(big.Int).Lsh(big.NewInt(1), uint(params.M))
		trace := new(big.Int).Sub(points, q)
		trace.Sub(trace, big.NewInt(1))
		fourQ := new(big.Int).Lsh(q, 2)
		assert.Negative(t, trace.Mul(trace, trace).Cmp(fourQ), c.Name())
		assert.Positive(t, new(big.Int).Mul(params.N, params.N).Cmp(fourQ.Lsh(fourQ, 2)), c.Name())
	}
}

func TestNewPublicKeyRefuses(t *testing.T) {
	c := dstu4145.M257()
	good := c.Params().Generator
	_, err := dstu4145.NewPublicKey(c, nil, good)
	require.NoError(t, err)

	for reason, octets := range map[string][]byte{
		"empty":                           nil,
		"one octet short":                 good[:32],
		"one octet long":                  append(slices.Clone(good), 0),
		"a key of another curve":          dstu4145.M431().Params().Generator,
		"a bit above x^256":               append(slices.Clone(good[:32]), good[32]|2),
		"all bits":                        bytes.Repeat([]byte{0xff}, 33),
		"x = 0, the point of order 2":     make([]byte, 33),
		"x = 0 with the other lowest bit": append([]byte{1}, make([]byte, 32)...),
		"not on the curve":                append([]byte{6}, make([]byte, 32)...),
		"on the curve, but of order 2n":   append([]byte{0x1c}, make([]byte, 32)...),
	} {
		key, err := dstu4145.NewPublicKey(c, nil, octets)
		assert.ErrorIs(t, err, dstu4145.ErrPublicKey, reason)
		assert.Nil(t, key, reason)
	}
}

// TestReasons: of random octets some half are no x of a point. Of the others all
// are of order n if a is 1, as compressed points of even order look like those of
// odd order; if a is 0 half of them are of the coset of the order 2n.
func TestReasons(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		source := rand.NewChaCha8([32]byte{})
		for _, c := range dstu4145.Curves() {
			seen := map[string]int{}
			for range 200 {
				octets := make([]byte, c.ElementSize())
				source.Read(octets)
				octets[len(octets)-1] &= 1<<(c.M()%8) - 1
				_, err := dstu4145.NewPublicKey(c, nil, octets)
				seen[fmt.Sprint(err)]++
			}
			assert.InDelta(t, 100, seen["dstu4145: invalid public key: not on the curve"], 35, c.Name())
			order := seen["dstu4145: invalid public key: not of the base point's order"]
			if c.Params().A == 1 {
				assert.Zero(t, order, c.Name())
				assert.InDelta(t, 100, seen["<nil>"], 35, c.Name())
			} else {
				assert.InDelta(t, 50, order, 30, c.Name())
				assert.InDelta(t, 50, seen["<nil>"], 30, c.Name())
			}
		}
	}, "gf2m", "curve")
}

func TestPublicKeyEqual(t *testing.T) {
	c := dstu4145.M257()
	octets := c.Params().Generator
	other := slices.Clone(octets)
	other[0] ^= 1 // the negative
	key := func(c *dstu4145.Curve, sbox *gost28147.SBox, octets []byte) *dstu4145.PublicKey {
		k, err := dstu4145.NewPublicKey(c, sbox, octets)
		require.NoError(t, err)
		return k
	}
	k := key(c, nil, octets)
	assert.True(t, k.Equal(key(c, nil, octets)))
	assert.True(t, k.Equal(key(c, gost28147.DefaultSBox(), octets)), "no table is the default table")
	assert.False(t, k.Equal(key(c, gost28147.ExampleSBox(), octets)), "another table")
	assert.False(t, k.Equal(key(c, nil, other)), "another point")
	assert.False(t, k.Equal(key(dstu4145.M431(), nil, dstu4145.M431().Params().Generator)), "another curve")
	assert.False(t, k.Equal(ed25519.PublicKey{}), "another algorithm")
	assert.False(t, k.Equal(new(dstu4145.PublicKey)), "a zero key")
	assert.False(t, k.Equal((*dstu4145.PublicKey)(nil)), "no key")
	assert.Equal(t, octets, k.Bytes())
	assert.Equal(t, other, key(c, nil, other).Bytes())
}

func FuzzNewPublicKey(f *testing.F) {
	for i, c := range dstu4145.Curves() {
		f.Add(uint8(i), c.Params().Generator)
		f.Add(uint8(i), make([]byte, c.ElementSize()))
		f.Add(uint8(i), bytes.Repeat([]byte{0xff}, c.ElementSize()))
	}
	f.Fuzz(func(t *testing.T, index uint8, octets []byte) {
		curves := dstu4145.Curves()
		c := curves[int(index)%len(curves)]
		answer := agree(t, func() string {
			key, err := dstu4145.NewPublicKey(c, nil, octets)
			if err != nil {
				require.ErrorIs(t, err, dstu4145.ErrPublicKey)
				return err.Error()
			}
			return string(key.Bytes())
		})
		if key, err := dstu4145.NewPublicKey(c, nil, octets); err == nil {
			require.Equal(t, octets, key.Bytes(), "an encoding that is accepted is the only one of its point")
			require.Equal(t, string(octets), answer)
		}
	})
}
