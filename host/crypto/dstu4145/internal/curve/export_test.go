// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import "github.com/pidpys/pidpys/host/crypto/internal/gf2m"

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
	return &c.normalize([]projective{sum})[0]
}

// The shape of the comb.
const (
	Teeth  = teeth
	Tables = tables
)

// Spacing returns how far a row's bits lie apart.
func (c *Curve) Spacing() int { return c.comb().spacing }

// NAF returns the signed digits of k, least significant first.
var NAF = newNAF
