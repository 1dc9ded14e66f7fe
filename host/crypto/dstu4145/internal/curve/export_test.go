// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import (
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// Infinity stands for a sum that has no affine form.
var Infinity = &Point{}

// Sum returns p + q by the group law, p being infinity or given with the
// projective coordinate z ≠ 0.
func (c *Curve) Sum(p *Point, z gf2m.Element, q *Point) *Point {
	var sum projective
	if p != Infinity {
		c.Field.Mul(&sum.x, &p.x, &z)
		c.Field.Mul(&sum.lambda, &p.lambda, &z)
		sum.z = z
	}
	c.addVarTime(&sum, q)
	if sum.z.IsZero() == 1 {
		return Infinity
	}
	q = new(Point)
	c.affine(q, &sum)
	return q
}

// The shape of the comb.
const (
	Teeth   = teeth
	Spacing = spacing
)

// Windows returns the number of the comb's tables.
func (c *Curve) Windows() int { return len(c.base().tables) }

// NAF returns the signed digits of k, least significant first.
var NAF = newNAF

// Entries is the number of points in a table.
const Entries = entries

// Pick makes a table of the points and picks those with the given indices, for
// window j.
func (c *Curve) Pick(points *[Entries]Point, j int, index *[Spacing]uint64) (picked [Spacing]Point) {
	var t table
	t.fill(points)
	var columns [spacing]column
	if !t.pickFast(&columns, j, index, c.words()) {
		t.pick(&columns, j, index, c.words())
	}
	for i := range picked {
		picked[i] = columns[i][j]
	}
	return picked
}

// Projective is X, Λ and Z.
type Projective [3]gf2m.Element

// NewPoint returns the point (x, λ), on the curve or not.
func NewPoint(x, lambda gf2m.Element) Point { return Point{x, lambda} }

func (p Projective) inside() projective { return projective{p[0], p[1], p[2]} }

func (p *projective) outside() Projective { return Projective{p.x, p.lambda, p.z} }

// Double returns 2^n·p.
func (c *Curve) Double(p Projective, n int) Projective {
	sum := p.inside()
	c.doubleTimes(&sum, n)
	return sum.outside()
}

// DoubleByFormulas is Double without kernels.
func (c *Curve) DoubleByFormulas(p Projective, n int) Projective {
	return c.withoutKernels().Double(p, n)
}

// Add returns the sum of p and the points.
func (c *Curve) Add(p Projective, points []Point) Projective {
	sum := p.inside()
	c.addAll(&sum, points)
	return sum.outside()
}

// AddByFormulas is Add without kernels.
func (c *Curve) AddByFormulas(p Projective, points []Point) Projective {
	return c.withoutKernels().Add(p, points)
}

// Ladder returns X and Z after n steps of the ladder.
func (c *Curve) Ladder(low, high [2]gf2m.Element, x gf2m.Element, k *modn.Scalar, n int) [2]gf2m.Element {
	l, h := ladderPoint{low[0], low[1]}, ladderPoint{high[0], high[1]}
	c.ladder(&l, &h, &x, k, n)
	return [2]gf2m.Element{l.x, l.z}
}

// LadderByFormulas is Ladder without kernels.
func (c *Curve) LadderByFormulas(low, high [2]gf2m.Element, x gf2m.Element, k *modn.Scalar, n int) [2]gf2m.Element {
	return c.withoutKernels().Ladder(low, high, x, k, n)
}

func (c *Curve) withoutKernels() *Curve {
	without := *c
	without.kernel = noKernel
	return &without
}

// LookUp looks up the points of the comb for k.
func (c *Curve) LookUp(k *modn.Scalar) {
	digits := c.base().recode(c.Order, k)
	var points [spacing]column
	c.lookUp(&points, c.base(), &digits)
}
