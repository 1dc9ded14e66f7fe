// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/dstu4145/internal/curve"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// A reference is a curve by the textbook: affine points, one formula for each
// case.
type reference struct {
	*gf2m.Field
	params dstu4145.Params
	b      gf2m.Element
}

type affine struct {
	x, y     gf2m.Element
	infinite bool
}

// eachCurve runs the test for every standard curve.
func eachCurve(t *testing.T, test func(t *testing.T, c *curve.Curve, ref reference)) {
	for _, standard := range dstu4145.Curves() {
		t.Run(standard.Name(), func(t *testing.T) {
			params := standard.Params()
			c := newCurve(t, params)
			ref := reference{Field: c.Field, params: params}
			require.True(t, c.Field.SetOctets(&ref.b, littleEndian(params.B, c.Field.Size())))
			test(t, c, ref)
		})
	}
}

func newCurve(t testing.TB, params dstu4145.Params) *curve.Curve {
	t.Helper()
	var k []uint
	for _, exponent := range params.K {
		k = append(k, uint(exponent))
	}
	field := gf2m.New(params.M, k...)
	c, err := curve.New(field, uint64(params.A), littleEndian(params.B, field.Size()), params.N, params.Generator)
	require.NoError(t, err)
	return c
}

func littleEndian(x *big.Int, size int) []byte {
	octets := x.FillBytes(make([]byte, size))
	slices.Reverse(octets)
	return octets
}

func scalar(t testing.TB, c *curve.Curve, k *big.Int) (s modn.Scalar) {
	t.Helper()
	require.True(t, c.Order.SetOctets(&s, littleEndian(k, c.Order.Size())))
	return s
}

// onCurve returns a point for x, and false if there is none.
func (r reference) onCurve(x gf2m.Element) (p affine, ok bool) {
	var right, z gf2m.Element
	r.Invert(&right, &x)
	r.Square(&right, &right)
	r.Mul(&right, &right, &r.b)
	gf2m.Add(&right, &right, &x)
	gf2m.AddBit(&right, &right, uint64(r.params.A))
	r.HalfTrace(&z, &right)
	p.x = x
	r.Mul(&p.y, &x, &z)
	return p, r.holds(p)
}

// holds tells whether y² + xy = x³ + ax² + b.
func (r reference) holds(p affine) bool {
	var left, right gf2m.Element
	gf2m.Add(&left, &p.x, &p.y)
	r.Mul(&left, &left, &p.y) // (y + x)·y
	right = p.x
	gf2m.AddBit(&right, &right, uint64(r.params.A))
	r.Mul(&right, &right, &p.x)
	r.Mul(&right, &right, &p.x) // (x + a)·x²
	gf2m.Add(&right, &right, &r.b)
	return left == right
}

func (r reference) negate(p affine) affine {
	gf2m.Add(&p.y, &p.y, &p.x)
	return p
}

func (r reference) add(p, q affine) affine {
	var slope, d, x, y gf2m.Element
	switch {
	case p.infinite:
		return q
	case q.infinite:
		return p
	case p == r.negate(q):
		return affine{infinite: true}
	case p.x == q.x: // slope = x + y/x
		r.Invert(&slope, &p.x)
		r.Mul(&slope, &slope, &p.y)
		gf2m.Add(&slope, &slope, &p.x)
	default: // slope = (y(p) + y(q)) / (x(p) + x(q))
		gf2m.Add(&d, &p.x, &q.x)
		r.Invert(&d, &d)
		gf2m.Add(&slope, &p.y, &q.y)
		r.Mul(&slope, &slope, &d)
	}
	r.Square(&x, &slope) // slope² + slope + x(p) + x(q) + a
	gf2m.Add(&x, &x, &slope)
	gf2m.Add(&x, &x, &p.x)
	gf2m.Add(&x, &x, &q.x)
	gf2m.AddBit(&x, &x, uint64(r.params.A))
	gf2m.Add(&y, &p.x, &x) // slope·(x(p) + x) + x + y(p)
	r.Mul(&y, &y, &slope)
	gf2m.Add(&y, &y, &x)
	gf2m.Add(&y, &y, &p.y)
	return affine{x: x, y: y}
}

func (r reference) mul(k *big.Int, p affine) affine {
	sum := affine{infinite: true}
	for i := k.BitLen() - 1; i >= 0; i-- {
		sum = r.add(sum, sum)
		if k.Bit(i) == 1 {
			sum = r.add(sum, p)
		}
	}
	return sum
}

func (r reference) compress(p affine) []byte {
	var slope gf2m.Element
	r.Invert(&slope, &p.x)
	r.Mul(&slope, &slope, &p.y)
	octets := r.Octets(&p.x)
	octets[0] = octets[0]&^1 | byte(r.Trace(&slope))
	return octets
}

// base returns the base point.
func (r reference) base(t *testing.T, c *curve.Curve) affine {
	t.Helper()
	p, err := c.Expand(r.params.Generator)
	require.NoError(t, err)
	base, ok := r.onCurve(p.X())
	require.True(t, ok)
	if !slices.Equal(r.compress(base), r.params.Generator) {
		base = r.negate(base)
	}
	require.Equal(t, r.params.Generator, r.compress(base))
	return base
}
