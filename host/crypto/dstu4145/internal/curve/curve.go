// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package curve is the group of DSTU 4145-2002: points of prime order n on
//
//	y² + xy = x³ + ax² + b    over GF(2^m), m odd, a in {0, 1}.
//
// Octets and scalars go in, points and coordinates come out; a [Point] that
// exists is on its curve, of order n and not at infinity. Inside, a point is
// (x, λ) with λ = x + y/x, and projectively (X, Λ, Z) with x = X/Z, λ = Λ/Z:
// the lambda coordinates of Oliveira, López, Aranha and Rodríguez-Henríquez
// (Two is the fastest prime, 2014), which have the cheapest group law known
// for these curves. They leave out the point with x = 0, whose order is 2.
//
// Everything is constant-time with respect to scalars, and to points unless
// they are encoded ones, save for the functions named VarTime.
//
// Read group.go and comb.go first. The kernels, in assembly, do the same as the
// formulas in group.go and ladder.go, four products at once: see lanes_amd64.h,
// m257_amd64.h and double_amd64.h, in this order.
package curve

import (
	"errors"
	"math/big"
	"sync"

	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// A Curve is immutable once made.
type Curve struct {
	Field *gf2m.Field
	Order *modn.Modulus // n

	a     uint64
	rootB gf2m.Element      // √b
	base  func() *Multiples // of the base point

	kernel kernel
}

// A Point is a point of order n.
type Point struct {
	x, lambda gf2m.Element
}

// New returns the curve with the coefficients a and b, the latter as octets of
// the field, and a base point of order n in compressed form. It trusts, and
// does not prove, that n is prime and that the curve has 2n points if a is 1
// and 4n if a is 0, as all standard ones do (annex Г).
func New(field *gf2m.Field, a uint64, b []byte, n *big.Int, base []byte) (*Curve, error) {
	c := &Curve{Field: field, Order: modn.New(n), a: a}
	if !field.SetOctets(&c.rootB, b) {
		return nil, errors.New("the coefficient b is not in the field")
	}
	field.SquareTimes(&c.rootB, &c.rootB, field.Degree()-1)
	p, err := c.Expand(base)
	if err != nil {
		return nil, err
	}
	c.base = sync.OnceValue(func() *Multiples { return c.Precompute(p) })
	c.kernel = kernelFor(field, a)
	return c, nil
}

// X returns the point's x coordinate.
func (p *Point) X() gf2m.Element { return p.x }

// Negate returns −p.
func (p *Point) Negate() *Point {
	minus := *p
	gf2m.AddBit(&minus.lambda, &minus.lambda, 1)
	return &minus
}

// Equal returns 1 if p and q are the same point and 0 otherwise.
func (p *Point) Equal(q *Point) uint64 {
	return p.x.Equal(&q.x) & p.lambda.Equal(&q.lambda)
}
