// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import (
	"math/bits"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// Why verification is one multiplication of Q by all of r, and one of P.
//
// Half the doublings could be had by splitting r into a fraction v/u of two
// numbers of half its length, and many verifications could share theirs, if the
// signature gave the point R = eP: then one would ask whether u·sP + v·Q − u·R
// is infinity. But r is h·x(R) without its uppermost bit or, as for m = 257, two:
// so there are two or four candidates for x(R), some of which are on the curve, and
// two points for each of those. The second that is tried costs the doublings that
// the first has saved; a batch of k signatures would have to find one combination
// among 2^k and more.
//
// Halving points in place of doubling them takes a half-trace, a square root and
// a multiplication, one after the other; a doubling takes two multiplications one
// after the other, which is less where a multiplication takes few nanoseconds.

// VarTimeDoubleScalarBaseMult returns the x coordinate of sP + rQ for the base
// point P, and false if that sum is the point at infinity. Its time depends on
// all its arguments, which must not be secret.
//
// Additions that meet equal or opposite points, which nobody sees who does not
// look for them, leave Z = 0, and so do all doublings and additions after
// them. Then, at the end, the sum is made once more, with care.
func (c *Curve) VarTimeDoubleScalarBaseMult(s, r *modn.Scalar, q *Point) (x gf2m.Element, ok bool) {
	naf := newNAF(r)
	top := c.Order.BitLen()
	for top > spacing && naf[top] == 0 {
		top--
	}
	multiples := c.oddMultiples(q)
	m := c.base()
	digits := m.recode(c.Order, s)

	// The doublings of rQ serve the comb's few columns too, which come last.
	var sum projective
	var points column
	if naf[top] != 0 {
		points[0] = multiples.times(naf[top])
		sum.set(&points[0])
	}
	due := 0 // doublings
	for i := top - 1; i >= 0; i-- {
		due++
		if naf[i] == 0 && i >= spacing {
			continue
		}
		c.doubleTimes(&sum, due)
		due = 0
		if naf[i] != 0 {
			points[0] = multiples.times(naf[i])
			c.addAll(&sum, points[:1])
		}
		if i < spacing {
			c.addAll(&sum, c.lookUpVarTime(&points, m, &digits, i))
		}
	}
	if sum.z.IsZero() == 1 {
		return c.carefulSumX(s, r, q)
	}
	return c.affineX(&sum), true
}

// VarTimeDoubleScalarBaseMultKept is [Curve.VarTimeDoubleScalarBaseMult] for a
// point Q that has been given to [Curve.Precompute].
func (c *Curve) VarTimeDoubleScalarBaseMultKept(s, r *modn.Scalar, q *Multiples) (x gf2m.Element, ok bool) {
	m := c.base()
	ofS, ofR := m.recode(c.Order, s), q.recode(c.Order, r)
	var sum projective
	var points column
	for i := spacing - 1; i >= 0; i-- {
		picked := c.lookUpVarTime(&points, m, &ofS, i)
		if i == spacing-1 {
			sum.set(&picked[0])
			picked = picked[1:]
		} else {
			c.doubleTimes(&sum, 1)
		}
		c.addAll(&sum, picked)
		c.addAll(&sum, c.lookUpVarTime(&points, q, &ofR, i))
	}
	if sum.z.IsZero() == 1 {
		return c.carefulSumX(s, r, &q.point)
	}
	return c.affineX(&sum), true
}

// carefulSumX is VarTimeDoubleScalarBaseMult for whatever its arguments.
func (c *Curve) carefulSumX(s, r *modn.Scalar, q *Point) (x gf2m.Element, ok bool) {
	var sum projective
	for i := c.Order.BitLen() - 1; i >= 0; i-- {
		c.doubleTimes(&sum, 1)
		if s.Bit(i) == 1 {
			c.addVarTime(&sum, &c.base().point)
		}
		if r.Bit(i) == 1 {
			c.addVarTime(&sum, q)
		}
	}
	if sum.z.IsZero() == 1 {
		return gf2m.Element{}, false
	}
	return c.affineX(&sum), true
}

// nafWidth is the width of the non-adjacent form: among so many neighbouring
// digits at most one is not zero, and that is odd and below 2^(nafWidth−1).
//
// A width of 5 would save a sixth of the additions, and spend as much on four more
// multiples.
const nafWidth = 4

// A naf is a signed-digit form of a scalar, least significant digit first. It
// is at most one digit longer than the scalar.
type naf [64 * len(modn.Scalar{})]int8

func newNAF(k *modn.Scalar) (digits naf) {
	var words recoding // with zeros above k
	copy(words[:], k[:])
	var carry uint64
	for i := 0; i < len(digits); {
		next := words[i/64]>>(i%64) | words[i/64+1]<<(64-i%64)
		if same := bits.TrailingZeros64(next ^ -carry); same > 0 {
			i += same
			continue
		}
		digit := next&(1<<nafWidth-1) + carry
		carry = digit >> (nafWidth - 1)
		digits[i] = int8(digit - carry<<nafWidth)
		i += nafWidth
	}
	return digits
}

// oddMultiples are q, 3q, 5q … of a point q, as many as a naf has positive digits.
type oddMultiples [1 << (nafWidth - 2)]Point

func (c *Curve) oddMultiples(q *Point) (odd oddMultiples) {
	var all [2 * len(odd)]projective // i·q
	all[1].set(q)
	for i := 2; i < len(all); i++ {
		all[i] = all[i/2]
		c.doubleTimes(&all[i], 1)
		if i%2 == 1 {
			c.addAll(&all[i], []Point{*q})
		}
	}
	var sums [len(odd)]projective
	for i := range sums {
		sums[i] = all[2*i+1]
	}
	c.normalize(odd[:], sums[:])
	return odd
}

// times returns dq.
func (o *oddMultiples) times(d int8) Point {
	if d > 0 {
		return o[d/2]
	}
	return *o[-d/2].Negate()
}
