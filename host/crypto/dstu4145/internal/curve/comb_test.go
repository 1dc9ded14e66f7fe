// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145/internal/curve"
)

// TestLastAdditionDoubles multiplies by scalars that make the comb's last
// addition one of equals: those for which the sum before and the last entry,
// both made of ±2^i, differ by a multiple of n.
func TestLastAdditionDoubles(t *testing.T) {
	eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
		n, base := ref.params.N, ref.base(t, c)
		twiceN := new(big.Int).Lsh(n, 1)
		top := new(big.Int).Lsh(big.NewInt(1), uint(curve.Teeth*curve.Spacing*c.Windows()))
		met := false
		for multiple := new(big.Int).Set(n); !met && multiple.Cmp(top) < 0; multiple.Add(multiple, twiceN) {
			// The multiple is sum − entry, so the entry has the opposite signs.
			plus := new(big.Int).Add(multiple, top)
			entry := new(big.Int)
			for tooth := range curve.Teeth {
				i := curve.Spacing * (curve.Teeth*(c.Windows()-1) + tooth)
				power := new(big.Int).Lsh(big.NewInt(1), uint(i))
				if plus.Bit(i+1) == 1 {
					power.Neg(power)
				}
				entry.Add(entry, power)
			}
			k := new(big.Int).Lsh(entry, 1)
			k.Add(k, multiple) // sum + entry
			if k.Sign() < 0 || k.Cmp(twiceN) > 0 {
				continue // not what a scalar is recoded to
			}
			met = true
			k.Mod(k, n)
			s := scalar(t, c, k)
			require.Equal(t, ref.compress(ref.mul(k, base)), c.Compress(c.ScalarBaseMult(&s)), "k = %x", k)
		}
		require.True(t, met)
	})
}

// TestSumsMeetLast proves that only the last addition can be one of equals or
// of opposites, whatever the scalar: before it, their difference or sum, which
// is a sum of ±2^i over the bits i that either has, is no multiple of n. (Nor
// is it zero, as its least term stands alone.)
func TestSumsMeetLast(t *testing.T) {
	eachCurve(t, func(t *testing.T, c *curve.Curve, ref reference) {
		for column := range curve.Spacing {
			for table := range c.Windows() {
				if column > 0 || table < c.Windows()-1 {
					requireNoMultiple(t, ref.params.N, bitsInUse(c, column, table))
				}
			}
		}
	})
}

// bitsInUse returns the sum of the bits 2^i in the comb's sum and in the entry
// that is added to it, all divided by 2^column.
func bitsInUse(c *curve.Curve, column, table int) *big.Int {
	bits := new(big.Int)
	for row := range curve.Teeth * c.Windows() {
		for i := column; i < curve.Spacing; i++ {
			if i > column || row/curve.Teeth <= table {
				bits.SetBit(bits, curve.Spacing*row+i-column, 1)
			}
		}
	}
	return bits
}

// requireNoMultiple proves that no signs make the sum of ±2^i over the bits a
// multiple of n. Such a sum and the bits themselves add up to 2·2^i over those
// with a plus. The bits are odd, and so is the multiple.
func requireNoMultiple(t *testing.T, n, bits *big.Int) {
	t.Helper()
	require.EqualValues(t, 1, bits.Bit(0))
	twiceN, doubled := new(big.Int).Lsh(n, 1), new(big.Int).Lsh(bits, 1)
	plus := new(big.Int)
	for multiple := new(big.Int).Set(n); multiple.Cmp(bits) <= 0; multiple.Add(multiple, twiceN) {
		plus.Add(multiple, bits)
		if plus.AndNot(plus, doubled).Sign() == 0 {
			require.Fail(t, "a multiple of n", "%x", multiple)
		}
	}
}
