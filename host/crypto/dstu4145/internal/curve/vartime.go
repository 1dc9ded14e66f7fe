// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import (
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// VarTimeDoubleScalarBaseMult returns the x coordinate of sP + rQ for the base
// point P, s ≠ 0, and false if that sum is the point at infinity. Its time
// depends on all its arguments, which must not be secret.
func (c *Curve) VarTimeDoubleScalarBaseMult(s, r *modn.Scalar, q *Point) (x gf2m.Element, ok bool) {
	t := c.comb()
	digits := t.recode(s)
	naf := newNAF(r)
	multiples := c.oddMultiples(q)

	// The doublings of rQ serve the comb's few columns too, which come last.
	var sum projective
	for i := c.Order.BitLen(); i >= 0; i-- {
		c.double(&sum)
		switch d := naf[i]; {
		case d > 0:
			c.addVarTime(&sum, &multiples[d/2])
		case d < 0:
			c.addVarTime(&sum, multiples[-d/2].Negate())
		}
		if i < t.spacing {
			for j := range t.tables {
				p := t.lookUpVarTime(&digits, j, i)
				c.addVarTime(&sum, &p)
			}
		}
	}
	if sum.z.IsZero() == 1 {
		return gf2m.Element{}, false
	}
	return c.normalize([]projective{sum})[0].x, true
}

// nafWidth is the width of the non-adjacent form: among so many neighbouring
// digits at most one is not zero, and that is odd and below 2^(nafWidth−1).
const nafWidth = 4

// A naf is a signed-digit form of a scalar, least significant digit first. It
// is at most one digit longer than the scalar.
type naf [64 * len(modn.Scalar{})]int8

func newNAF(k *modn.Scalar) (digits naf) {
	carry := 0
	for i := 0; i < len(digits); {
		if int(k.Bit(i)) == carry {
			i++
			continue
		}
		window := carry
		for j := range min(nafWidth, len(digits)-i) {
			window += int(k.Bit(i+j)) << j
		}
		carry = window >> (nafWidth - 1)
		digits[i] = int8(window - carry<<nafWidth)
		i += nafWidth
	}
	return digits
}

// oddMultiples returns q, 3q, 5q and 7q.
func (c *Curve) oddMultiples(q *Point) []Point {
	var all [1 << (nafWidth - 1)]projective // all[i] = iq
	all[1].set(q)
	for i := 2; i < len(all); i++ {
		all[i] = all[i/2]
		c.double(&all[i])
		if i%2 == 1 {
			c.add(&all[i], q)
		}
	}
	return c.normalize([]projective{all[1], all[3], all[5], all[7]})
}
