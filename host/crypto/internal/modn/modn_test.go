// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package modn_test

import (
	"bytes"
	"math"
	"math/big"
	"math/rand"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// moduli are the smallest, the largest, and those whose length ends at, or
// just beyond, a word.
func moduli() []*big.Int {
	var list []*big.Int
	for _, hex := range []string{
		"3",
		"400000000000000000002bec12be2262d39bcf14d",
		"40000000000000000000000069a779cac1dabc6788f7474f",
		"800000000000000000000000000000006759213af182e987d3e17714907d470d",
		"3fffffffffffffffffffffffffffffffffffffffffffffffffffffba3175458009a8c0a724f02f81aa8a1fcbaf80d90c7a95110504cf",
		"ffffffffffffffff", "10000000000000001",
	} {
		n, ok := new(big.Int).SetString(hex, 16)
		if !ok {
			panic("internal error: bad hex")
		}
		list = append(list, n)
	}
	return append(list, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 447), big.NewInt(1)))
}

func operands(n *big.Int) []*big.Int {
	list := []*big.Int{new(big.Int), big.NewInt(1), new(big.Int).Sub(n, big.NewInt(1)), new(big.Int).Rsh(n, 1)}
	source := rand.New(rand.NewSource(1))
	for range 30 {
		list = append(list, new(big.Int).Rand(source, n))
	}
	return list
}

func littleEndian(x *big.Int, size int) []byte {
	octets := x.FillBytes(make([]byte, size))
	slices.Reverse(octets)
	return octets
}

func scalar(t *testing.T, m *modn.Modulus, x *big.Int) (s modn.Scalar) {
	t.Helper()
	require.True(t, m.SetOctets(&s, littleEndian(x, m.Size())))
	return s
}

func TestArithmetic(t *testing.T) {
	for _, n := range moduli() {
		m := modn.New(n)
		require.Equal(t, n.BitLen(), m.BitLen())
		for _, x := range operands(n) {
			sx := scalar(t, m, x)
			require.Equal(t, littleEndian(x, m.Size()), m.Octets(&sx))
			require.Equal(t, x.Sign() == 0, sx.IsZero() == 1)
			require.EqualValues(t, x.Bit(5), sx.Bit(5))
			for _, y := range operands(n) {
				sy := scalar(t, m, y)
				var z modn.Scalar
				m.Add(&z, &sx, &sy)
				sum := new(big.Int).Add(x, y)
				require.Equal(t, littleEndian(sum.Mod(sum, n), m.Size()), m.Octets(&z), "%x + %x mod %x", x, y, n)
				m.Mul(&z, &sx, &sy)
				product := new(big.Int).Mul(x, y)
				require.Equal(t, littleEndian(product.Mod(product, n), m.Size()), m.Octets(&z), "%x · %x mod %x", x, y, n)
				m.Mul(&sy, &sx, &sy)
				require.Equal(t, z, sy, "result over an operand")
			}
		}
	}
}

func TestOdd(t *testing.T) {
	for _, n := range moduli() {
		m := modn.New(n)
		for _, x := range operands(n) {
			s := scalar(t, m, x)
			m.Odd(&s, &s)
			want := x
			if x.Bit(0) == 0 {
				want = new(big.Int).Add(x, n)
			}
			got := new(big.Int)
			for i := range 448 {
				got.SetBit(got, i, uint(s.Bit(i)))
			}
			require.Zero(t, want.Cmp(got), "%x mod %x", x, n)
		}
	}
}

func TestSetWide(t *testing.T) {
	source := rand.New(rand.NewSource(2))
	for _, n := range moduli() {
		m := modn.New(n)
		for i := range 50 {
			var wide [64]byte
			source.Read(wide[:])
			switch i {
			case 0:
				clear(wide[:])
			case 1:
				copy(wide[:], bytes.Repeat([]byte{0xff}, len(wide)))
			case 2:
				clear(wide[copy(wide[:], littleEndian(n, m.Size())):])
			}
			falling := slices.Clone(wide[:])
			slices.Reverse(falling)
			want := new(big.Int).SetBytes(falling)
			z := modn.Scalar{42}
			m.SetWide(&z, &wide)
			require.Equal(t, littleEndian(want.Mod(want, n), m.Size()), m.Octets(&z), "%x mod %x", falling, n)
		}
	}
}

func TestSetTruncated(t *testing.T) {
	for _, n := range moduli() {
		m := modn.New(n)
		words := modn.Scalar{}
		for i := range words {
			words[i] = math.MaxUint64
		}
		var z modn.Scalar
		m.SetTruncated(&z, (*[7]uint64)(&words))
		want := new(big.Int).Lsh(big.NewInt(1), uint(n.BitLen()-1))
		require.Equal(t, littleEndian(want.Sub(want, big.NewInt(1)), m.Size()), m.Octets(&z))
	}
}

func TestAppendOctets(t *testing.T) {
	m := modn.New(moduli()[1])
	require.Equal(t, append([]byte{7}, m.Octets(&modn.Scalar{5})...), m.AppendOctets([]byte{7}, &modn.Scalar{5}))
}

func TestSetOctetsBounds(t *testing.T) {
	for _, n := range moduli() {
		m := modn.New(n)
		before := modn.Scalar{42}
		for reason, octets := range map[string][]byte{
			"n itself":          littleEndian(n, m.Size()),
			"all bits":          bytes.Repeat([]byte{0xff}, m.Size()),
			"an octet too much": append(make([]byte, m.Size()), 1),
			"far too long":      append(make([]byte, 1000), 1),
		} {
			z := before
			assert.False(t, m.SetOctets(&z, octets), reason)
			assert.Equal(t, before, z, "a refusal leaves the receiver")
		}
		var z modn.Scalar
		assert.True(t, m.SetOctets(&z, append([]byte{1}, make([]byte, 1000)...)), "zeros beyond the number")
		assert.Equal(t, modn.Scalar{1}, z)
		assert.True(t, m.SetOctets(&z, nil))
		assert.Equal(t, modn.Scalar{}, z)
	}
}

func TestNewRefuses(t *testing.T) {
	for reason, n := range map[string]*big.Int{
		"even":      big.NewInt(4),
		"zero":      new(big.Int),
		"negative":  big.NewInt(-3),
		"too large": new(big.Int).SetBit(big.NewInt(1), 447, 1),
	} {
		assert.Panics(t, func() { modn.New(n) }, reason)
	}
}
