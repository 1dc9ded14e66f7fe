// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

// Square sets z = x². Squaring is linear: it puts a zero between the
// coefficients.
func (f *Field) Square(z, x *Element) {
	var c product
	for i := range f.used() {
		c[2*i] = spread(x[i] & (1<<32 - 1))
		c[2*i+1] = spread(x[i] >> 32)
	}
	f.reduce(z, &c)
}

// SquareTimes sets z = x^(2^n).
func (f *Field) SquareTimes(z, x *Element, n int) {
	*z = *x
	for range n {
		f.Square(z, z)
	}
}

// spread moves bit i of a 32-bit value to bit 2i.
func spread(w uint64) uint64 {
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}
