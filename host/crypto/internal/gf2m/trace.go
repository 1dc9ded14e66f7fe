// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

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
	sum := *x
	for range (f.m - 1) / 2 {
		f.SquareTimes(&sum, &sum, 2)
		Add(&sum, &sum, x)
	}
	*z = sum
}
