// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import (
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
)

// ScalarMultX returns the x coordinate of kQ for k ≠ 0, or, with cofactor, of
// hkQ, h = 2 or 4 being the cofactor of the curve. It is the ladder of López
// and Dahab (Fast multiplication on elliptic curves over GF(2^m) without
// precomputation, 1999), which runs through all bits of n whatever k.
func (c *Curve) ScalarMultX(k *modn.Scalar, q *Point, cofactor bool) gf2m.Element {
	low := ladderPoint{x: gf2m.One}          // infinity
	high := ladderPoint{x: q.x, z: gf2m.One} // always low + q
	c.ladder(&low, &high, &q.x, k, c.Order.BitLen())
	if cofactor {
		for range 2 - c.a {
			c.ladderDouble(&low)
		}
	}
	var x gf2m.Element
	c.Field.Invert(&x, &low.z)
	c.Field.Mul(&x, &x, &low.x)
	low, high = ladderPoint{}, ladderPoint{}
	return x
}

// A ladderPoint is x = X/Z of a point, which is infinity if Z = 0.
type ladderPoint struct{ x, z gf2m.Element }

// ladder sets low to 2^n·low + k'·q, k' being the lowest n bits of k and q the
// difference of high and low, given the x coordinate of q. High is lost.
func (c *Curve) ladder(low, high *ladderPoint, x *gf2m.Element, k *modn.Scalar, n int) {
	if c.kernel.ladder(low, high, x, &c.rootB, k, n) {
		return
	}
	for i := n - 1; i >= 0; i-- {
		bit := k.Bit(i)
		gf2m.Swap(&low.x, &high.x, bit)
		gf2m.Swap(&low.z, &high.z, bit)
		c.ladderAdd(high, low, x)
		c.ladderDouble(low)
		gf2m.Swap(&low.x, &high.x, bit)
		gf2m.Swap(&low.z, &high.z, bit)
	}
}

// ladderAdd sets p = p + q given the x coordinate of p − q.
func (c *Curve) ladderAdd(p, q *ladderPoint, difference *gf2m.Element) {
	f := c.Field
	var u, v gf2m.Element
	f.Mul(&u, &p.x, &q.z)
	f.Mul(&v, &q.x, &p.z)
	gf2m.Add(&p.z, &u, &v)
	f.Square(&p.z, &p.z) // Z' = (X(p)Z(q) + X(q)Z(p))²
	f.Mul(&p.x, &p.z, difference)
	f.Mul(&u, &u, &v)
	gf2m.Add(&p.x, &p.x, &u) // X' = Z'·x(p−q) + X(p)Z(q)·X(q)Z(p)
}

// ladderDouble sets p = 2p.
func (c *Curve) ladderDouble(p *ladderPoint) {
	f := c.Field
	var zz gf2m.Element
	f.Square(&p.x, &p.x)
	f.Square(&zz, &p.z)
	f.Mul(&p.z, &p.x, &zz) // Z' = X²Z²
	f.Mul(&zz, &zz, &c.rootB)
	gf2m.Add(&p.x, &p.x, &zz)
	f.Square(&p.x, &p.x) // X' = X⁴ + bZ⁴ = (X² + √b·Z²)²
}
