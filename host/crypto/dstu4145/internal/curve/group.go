// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package curve

import "github.com/pidpys/pidpys/host/crypto/internal/gf2m"

// A projective is a point (X, Λ, Z), or infinity if Z = 0. All arguments and
// results of the group law below are multiples of a point of odd order; other
// points have sums that lambda coordinates cannot express.
type projective struct {
	x, lambda, z gf2m.Element
}

func (p *projective) set(q *Point) {
	*p = projective{q.x, q.lambda, gf2m.One}
}

// double sets p = 2p, in 4 multiplications.
func (c *Curve) double(p *projective) {
	f := c.Field
	var lz, zz, t, xz gf2m.Element
	f.Mul(&xz, &p.x, &p.z)
	f.Mul(&lz, &p.lambda, &p.z)
	f.Square(&zz, &p.z)
	f.Square(&t, &p.lambda) // T = Λ² + ΛZ + aZ²
	gf2m.Add(&t, &t, &lz)
	if c.a == 1 {
		gf2m.Add(&t, &t, &zz)
	}

	f.Square(&p.x, &t)   // X' = T²
	f.Mul(&p.z, &t, &zz) // Z' = T·Z²
	f.Square(&xz, &xz)   // Λ' = (XZ)² + X' + T·ΛZ + Z'
	f.Mul(&lz, &t, &lz)
	gf2m.Add(&p.lambda, &xz, &p.x)
	gf2m.Add(&p.lambda, &p.lambda, &lz)
	gf2m.Add(&p.lambda, &p.lambda, &p.z)
}

// add sets p = p + q, in 8 multiplications.
//
// DANGER: the cases the formula does not cover, p = q and p at infinity, are
// told by a branch. A secret random scalar meets them with a chance of about
// 2^−m, so the branch gives nothing away.
func (c *Curve) add(p *projective, q *Point) {
	f := c.Field
	var xz, a, b, t, ax, ab, x3, z3 gf2m.Element
	f.Mul(&a, &q.lambda, &p.z)
	gf2m.Add(&a, &a, &p.lambda) // A = Λ + λ(q)Z
	f.Mul(&xz, &q.x, &p.z)
	gf2m.Add(&b, &xz, &p.x)
	f.Square(&b, &b) // B = (X + x(q)Z)²
	f.Mul(&ab, &a, &b)
	f.Mul(&z3, &ab, &p.z) // Z' = A·B·Z
	if z3.IsZero() == 1 {
		switch {
		case p.z.IsZero() == 1:
			p.set(q)
			return
		case a.IsZero() == 1:
			c.double(p)
			return
		}
	}

	f.Mul(&ax, &a, &xz)
	f.Mul(&t, &a, &p.x)
	f.Mul(&x3, &t, &ax) // X' = A·X·A·x(q)Z
	gf2m.Add(&t, &p.lambda, &p.z)
	f.Mul(&t, &ab, &t)
	gf2m.Add(&ax, &ax, &b)
	f.Square(&ax, &ax)
	gf2m.Add(&p.lambda, &ax, &t) // Λ' = (A·x(q)Z + B)² + A·B·(Λ + Z)
	p.x, p.z = x3, z3
}

// normalize returns the affine forms of points none of which is at infinity,
// with one inversion for all.
func (c *Curve) normalize(points []projective) []Point {
	f := c.Field
	products := make([]gf2m.Element, len(points)) // of the z before this one
	product := gf2m.One
	for i := range points {
		products[i] = product
		f.Mul(&product, &product, &points[i].z)
	}
	f.Invert(&product, &product)
	affine := make([]Point, len(points))
	for i := len(points) - 1; i >= 0; i-- {
		var inverse gf2m.Element
		f.Mul(&inverse, &product, &products[i])
		f.Mul(&affine[i].x, &points[i].x, &inverse)
		f.Mul(&affine[i].lambda, &points[i].lambda, &inverse)
		f.Mul(&product, &product, &points[i].z)
	}
	return affine
}
