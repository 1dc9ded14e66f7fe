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

// add sets p = p + q for p ≠ q and p not at infinity, in 8 multiplications. In
// both of these cases it leaves Z = 0, as it does, rightly, for p = −q.
func (c *Curve) add(p *projective, q *Point) {
	f := c.Field
	var xz, a, b, t, ax, ab gf2m.Element
	f.Mul(&a, &q.lambda, &p.z)
	gf2m.Add(&a, &a, &p.lambda) // A = Λ + λ(q)Z
	f.Mul(&xz, &q.x, &p.z)
	gf2m.Add(&b, &xz, &p.x)
	f.Square(&b, &b) // B = (X + x(q)Z)²
	f.Mul(&ab, &a, &b)
	f.Mul(&ax, &a, &xz)
	f.Mul(&t, &a, &p.x)
	f.Mul(&p.x, &t, &ax) // X' = A·X·A·x(q)Z
	gf2m.Add(&t, &p.lambda, &p.z)
	f.Mul(&t, &ab, &t)
	gf2m.Add(&ax, &ax, &b)
	f.Square(&ax, &ax)
	gf2m.Add(&p.lambda, &ax, &t) // Λ' = (A·x(q)Z + B)² + A·B·(Λ + Z)
	f.Mul(&p.z, &ab, &p.z)       // Z' = A·B·Z
}

// doubleTimes sets p = 2^n·p.
func (c *Curve) doubleTimes(p *projective, n int) {
	if c.kernel.doubleTimes(p, n) {
		return
	}
	for range n {
		c.double(p)
	}
}

// addAll adds the points, at least one, to p in turn, each as add does.
func (c *Curve) addAll(p *projective, points []Point) {
	if c.kernel.addAll(p, points) {
		return
	}
	for i := range points {
		c.add(p, &points[i])
	}
}

// addOrDouble sets p = p + q for p ≠ −q and p not at infinity, in 12
// multiplications.
func (c *Curve) addOrDouble(p *projective, q *Point) {
	var twice projective
	twice.set(q)
	c.doubleTimes(&twice, 1)
	c.addAll(p, []Point{*q})
	equal := p.z.IsZero()
	gf2m.Swap(&p.x, &twice.x, equal)
	gf2m.Swap(&p.lambda, &twice.lambda, equal)
	gf2m.Swap(&p.z, &twice.z, equal)
}

// addVarTime sets p = p + q in all cases, which its time depends on.
func (c *Curve) addVarTime(p *projective, q *Point) {
	if p.z.IsZero() == 1 {
		p.set(q)
		return
	}
	before := *p
	c.addAll(p, []Point{*q})
	if p.z.IsZero() == 0 {
		return
	}
	var lambda gf2m.Element
	c.Field.Mul(&lambda, &q.lambda, &before.z)
	if lambda == before.lambda { // p = q; or else p = −q, and the sum is right
		p.set(q)
		c.doubleTimes(p, 1)
	}
}

// normalize sets affine to the affine forms of points none of which is at
// infinity, with one inversion for all.
func (c *Curve) normalize(affine []Point, points []projective) {
	f := c.Field
	product := gf2m.One
	for i := range points {
		affine[i].x = product // of the z before this one
		f.Mul(&product, &product, &points[i].z)
	}
	f.Invert(&product, &product)
	for i := len(points) - 1; i >= 0; i-- {
		var inverse gf2m.Element
		f.Mul(&inverse, &product, &affine[i].x)
		f.Mul(&affine[i].x, &points[i].x, &inverse)
		f.Mul(&affine[i].lambda, &points[i].lambda, &inverse)
		f.Mul(&product, &product, &points[i].z)
	}
}

// affine sets q to the affine form of p, which is not at infinity.
func (c *Curve) affine(q *Point, p *projective) {
	var inverse gf2m.Element
	c.Field.Invert(&inverse, &p.z)
	c.Field.Mul(&q.x, &p.x, &inverse)
	c.Field.Mul(&q.lambda, &p.lambda, &inverse)
}

// affineX returns the x coordinate of p, which is not at infinity.
func (c *Curve) affineX(p *projective) (x gf2m.Element) {
	c.Field.Invert(&x, &p.z)
	c.Field.Mul(&x, &x, &p.x)
	return x
}
