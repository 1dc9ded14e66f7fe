// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

import "math/bits"

// Trace returns Tr(x) = x + x² + x⁴ + … + x^(2^(m−1)), which is 0 or 1.
//
// The trace is linear, so it is the sum of the coefficients of those x^i whose
// trace is 1. By Newton's identities for a polynomial of odd degree m with
// middle exponents k < m/2, these are 1 and every x^(m−k) with k even.
func (f *Field) Trace(x *Element) uint64 {
	t := x[0] & 1
	for _, k := range f.k {
		if k%2 == 0 {
			t ^= x.Bit(f.m - int(k))
		}
	}
	return t
}

// HalfTrace sets z to the half-trace of x, the sum of x^(4^i) for i from 0 to
// (m−1)/2. It solves z² + z = x if Tr(x) = 0; z + 1 is the other solution, and
// as m is odd just one of them has trace 0.
func (f *Field) HalfTrace(z, x *Element) {
	if table := f.halves.ready(f.tabulateHalfTrace); table != nil {
		table.apply(f, z, x)
		return
	}
	f.halfTrace(z, x)
}

// halfTrace is HalfTrace without a table. For h(i), the sum of the first i terms, there
// hold h(2i) = h(i) + h(i)^(4^i) and h(i+1) = h(i)⁴ + x, so the number of terms is built
// bit by bit.
func (f *Field) halfTrace(z, x *Element) {
	h, t := *x, Element{}
	terms := uint(f.m+1) / 2
	for shift := bits.Len(terms) - 2; shift >= 0; shift-- {
		prefix := int(terms >> shift)
		f.SquareTimes(&t, &h, 2*(prefix/2))
		Add(&h, &t, &h)
		if prefix%2 == 1 {
			f.SquareTimes(&h, &h, 2)
			Add(&h, &h, x)
		}
	}
	*z = h
}

// tabulateHalfTrace makes the table for the half-trace H: as H(y² + y) = y + Tr(y), that of
// x^(2i) follows from that of x^i.
func (f *Field) tabulateHalfTrace() *images {
	return f.tabulate(func(t *images, i int) (z Element) {
		var power Element
		if i == 0 || i%2 == 1 {
			power[i/64] = 1 << (i % 64)
			f.halfTrace(&z, &power)
			return z
		}
		power[i/2/64] = 1 << (i / 2 % 64)
		z = t.image(i / 2)
		Add(&z, &z, &power)
		AddBit(&z, &z, f.Trace(&power))
		return z
	})
}
