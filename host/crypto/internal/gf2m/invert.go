// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

import "math/bits"

// Invert sets z = 1/x, and z = 0 if x is zero.
//
// It is the method of Itoh and Tsujii: 1/x = x^(2^m−2) = (x^(2^(m−1)−1))², and
// for b(i) = x^(2^i−1) there hold b(2i) = b(i)^(2^i)·b(i) and
// b(i+1) = b(i)²·x, so the exponent m−1 is built bit by bit.
func (f *Field) Invert(z, x *Element) {
	b, t := *x, Element{}
	target := uint(f.m - 1)
	for shift := bits.Len(target) - 2; shift >= 0; shift-- {
		prefix := int(target >> shift)
		f.SquareTimes(&t, &b, prefix/2)
		f.Mul(&b, &t, &b)
		if prefix%2 == 1 {
			f.Square(&t, &b)
			f.Mul(&b, &t, x)
		}
	}
	f.Square(z, &b)
}
