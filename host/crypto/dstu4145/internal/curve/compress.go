// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import (
	"errors"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
)

// Why octets are not a point.
var (
	errElement  = errors.New("not a field element of this curve")
	errNotOn    = errors.New("not on the curve")
	errSmall    = errors.New("the point of order 2")
	errSubgroup = errors.New("not of the base point's order")
)

// Compress returns the octets of x, least significant first, with the trace of
// y/x in place of the lowest bit (section 6.9): the trace of x is that of a
// for every point of odd order, so the bit is not missed.
func (c *Curve) Compress(p *Point) []byte {
	var slope gf2m.Element
	gf2m.Add(&slope, &p.lambda, &p.x)
	octets := c.Field.Octets(&p.x)
	octets[0] = octets[0]&^1 | byte(c.Field.Trace(&slope))
	return octets
}

// Expand is the inverse of Compress (section 6.10), and refuses octets that
// are not a point of order n (section 10.1). Its time depends on the octets.
func (c *Curve) Expand(octets []byte) (*Point, error) {
	var x gf2m.Element
	if !c.Field.SetOctets(&x, octets) {
		return nil, errElement
	}
	trace := x.Bit(0)
	gf2m.AddBit(&x, &x, trace)
	gf2m.AddBit(&x, &x, c.Field.Trace(&x)^c.a)
	if x.IsZero() == 1 {
		return nil, errSmall
	}

	// With z = y/x the equation of the curve is z² + z = x + a + b/x².
	var right, z gf2m.Element
	c.Field.Invert(&right, &x)
	c.Field.Mul(&right, &right, &c.rootB)
	c.Field.Square(&right, &right)
	gf2m.Add(&right, &right, &x)
	gf2m.AddBit(&right, &right, c.a)
	if c.Field.Trace(&right) != 0 {
		return nil, errNotOn
	}
	c.Field.HalfTrace(&z, &right)
	gf2m.AddBit(&z, &z, c.Field.Trace(&z)^trace)

	p := &Point{x: x}
	gf2m.Add(&p.lambda, &x, &z)
	if !c.hasOddOrder(p) {
		return nil, errSubgroup
	}
	return p, nil
}

// hasOddOrder tells whether p, whose x has the trace of a, is of order n.
//
// A point is the double of another just if the trace of its x is that of a
// (Knudsen, Elliptic scalar multiplication using point halving, 1999). The
// group is cyclic, of 2n points if a = 1: there the doubles are the points of
// odd order. It has 4n points if a = 0: there those are the doubles of
// doubles, and p is one if either half h of it is a double (the other half is
// h plus the point of order 2, itself a double). As p = 2h,
//
//	x(p) = λ(h)² + λ(h) + a,    x(h)² = y(p) + (λ(h) + 1)·x(p),
//
// and with y(p) = (λ(p) + x(p))·x(p) the latter is x(p)·(λ(p) + x(p) + λ(h) + 1).
func (c *Curve) hasOddOrder(p *Point) bool {
	if c.a == 1 {
		return true
	}
	var half, square gf2m.Element
	c.Field.HalfTrace(&half, &p.x)
	gf2m.Add(&square, &p.lambda, &p.x)
	gf2m.Add(&square, &square, &half)
	gf2m.AddBit(&square, &square, 1)
	c.Field.Mul(&square, &square, &p.x)
	return c.Field.Trace(&square) == 0 // the trace of a square is that of its root
}
