// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m_test

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
)

// eachField runs the test by every implementation for every field with operands at
// the edges and at random, the same ones every time.
func eachField(t *testing.T, test func(t *testing.T, f standardField, operands []*big.Int)) {
	cryptotest.EveryWay(t, func(t *testing.T) { eachFieldOneWay(t, test) }, "gf2m")
}

func eachFieldOneWay(t *testing.T, test func(t *testing.T, f standardField, operands []*big.Int)) {
	for _, f := range standardFields() {
		t.Run(fmt.Sprintf("m=%d", f.Degree()), func(t *testing.T) {
			limit := new(big.Int).Lsh(big.NewInt(1), uint(f.Degree()))
			operands := []*big.Int{
				big.NewInt(0), big.NewInt(1), big.NewInt(2),
				new(big.Int).Sub(limit, big.NewInt(1)), // every carry of every lane
				new(big.Int).Rsh(limit, 1),
			}
			for i := 63; i < f.Degree(); i += 64 { // on both sides of the edges of words
				bit := new(big.Int).Lsh(big.NewInt(1), uint(i))
				operands = append(operands, bit, new(big.Int).Lsh(bit, 1), new(big.Int).Sub(bit, big.NewInt(1)))
			}
			operands = slices.DeleteFunc(operands, func(x *big.Int) bool { return x.Cmp(limit) >= 0 })
			source := rand.New(rand.NewSource(int64(f.Degree())))
			for range 40 {
				operands = append(operands, new(big.Int).Rand(source, limit))
			}
			test(t, f, operands)
		})
	}
}

func TestMul(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		for i, x := range operands {
			for _, y := range operands[:min(i+1, 12)] {
				want := f.reference.mul(x, y)
				ex, ey := f.element(t, x), f.element(t, y)
				var z gf2m.Element
				f.Mul(&z, &ex, &ey)
				require.Zero(t, want.Cmp(f.big(t, &z)), "%x · %x", x, y)
				f.Mul(&ex, &ex, &ey)
				require.Equal(t, z, ex, "result over an operand")
			}
		}
	})
}

func TestSquare(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		for _, x := range operands {
			want := f.reference.mul(x, x)
			e := f.element(t, x)
			f.Square(&e, &e)
			require.Zero(t, want.Cmp(f.big(t, &e)), "%x squared", x)
		}
	})
}

// TestIrreducible: every element satisfies x^(2^m) = x, which it would not
// modulo a polynomial of the prime degree m that has factors.
func TestIrreducible(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		require.True(t, big.NewInt(int64(f.Degree())).ProbablyPrime(0))
		for _, x := range operands {
			e := f.element(t, x)
			power := e
			f.SquareTimes(&power, &power, f.Degree())
			require.Equal(t, e, power)
		}
	})
}

func TestInvert(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		for _, x := range operands {
			e := f.element(t, x)
			var inverse, product gf2m.Element
			f.Invert(&inverse, &e)
			f.Mul(&product, &inverse, &e)
			if x.Sign() == 0 {
				require.Equal(t, gf2m.Element{}, inverse, "zero has no inverse and gives zero")
			} else {
				require.Equal(t, gf2m.One, product)
			}
		}
	})
}

func TestTraceOfEveryPower(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, _ []*big.Int) {
		for i := range f.Degree() {
			x := f.element(t, new(big.Int).SetBit(new(big.Int), i, 1))
			sum, power := x, x
			for range f.Degree() - 1 {
				f.Square(&power, &power)
				gf2m.Add(&sum, &sum, &power)
			}
			require.Equal(t, sum, gf2m.Element{f.Trace(&x)}, "x^%d", i)
		}
	})
}

func TestHalfTrace(t *testing.T) {
	eachField(t, func(t *testing.T, f standardField, operands []*big.Int) {
		for _, x := range operands {
			e := f.element(t, x)
			var z, left gf2m.Element
			f.HalfTrace(&z, &e)
			f.Square(&left, &z)
			gf2m.Add(&left, &left, &z)
			gf2m.AddBit(&left, &left, f.Trace(&e)) // no solution if the trace is 1: then off by one
			require.Equal(t, e, left)
		}
	})
}

func TestSwap(t *testing.T) {
	a, b := gf2m.Element{1, 2, 3, 4, 5, 6, 7}, gf2m.Element{^uint64(0), 9, 10, 11, 12, 13, 14}
	for bit, want := range map[uint64][2]gf2m.Element{0: {a, b}, 1: {b, a}} {
		x, y := a, b
		gf2m.Swap(&x, &y, bit)
		assert.Equal(t, want, [2]gf2m.Element{x, y})
	}
}

func TestIsZeroAndEqual(t *testing.T) {
	zero := gf2m.Element{}
	assert.EqualValues(t, 1, zero.IsZero())
	for word := range zero {
		for _, w := range []uint64{1, 1 << 63, ^uint64(0)} {
			x := gf2m.Element{}
			x[word] = w
			assert.EqualValues(t, 0, x.IsZero())
			assert.EqualValues(t, 0, x.Equal(&zero))
			assert.EqualValues(t, 1, x.Equal(&x))
		}
	}
}

func TestSetOctetsRefuses(t *testing.T) {
	for _, f := range standardFields() {
		before := gf2m.Element{42}
		for reason, octets := range map[string][]byte{
			"one octet short": make([]byte, f.Size()-1),
			"one octet long":  make([]byte, f.Size()+1),
			"empty":           nil,
			"x^m is set":      bytes.Repeat([]byte{0xff}, f.Size()),
		} {
			z := before
			assert.False(t, f.SetOctets(&z, octets), "m=%d: %s", f.Degree(), reason)
			assert.Equal(t, before, z, "a refusal leaves the receiver")
		}
	}
}

func TestSetTruncated(t *testing.T) {
	for _, f := range standardFields() {
		all := new(big.Int).Lsh(big.NewInt(1), uint(f.Degree()))
		all.Sub(all, big.NewInt(1))
		var z gf2m.Element
		f.SetTruncated(&z, bytes.Repeat([]byte{0xff}, 64))
		assert.Equal(t, f.element(t, all), z, "longer than the field")
		f.SetTruncated(&z, []byte{7})
		assert.Equal(t, gf2m.Element{7}, z, "shorter than the field")
		f.SetTruncated(&z, nil)
		assert.Equal(t, gf2m.Element{}, z)
	}
}

func TestNewRefusesOtherShapes(t *testing.T) {
	for reason, exponents := range map[string][]uint{
		"even degree":        {256, 10},
		"too large":          {509, 8, 7, 3},
		"too small":          {127, 1},
		"too large to fold":  {257, 20},
		"more than folds":    {319, 9},
		"two exponents":      {163, 3, 7},
		"descending":         {163, 7, 6, 3},
		"exponent too large": {167, 35},
	} {
		assert.Panics(t, func() { gf2m.New(int(exponents[0]), exponents[1:]...) }, reason)
	}
}
