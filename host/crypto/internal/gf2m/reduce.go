// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

import "math/bits"

// reduce sets z to c modulo the field's polynomial.
//
// With c = low + x^m·high, and x^m = 1 + x^k[0] + …, it is low + high +
// x^k[0]·high + …, whose few bits from x^m up are folded the same way: they
// are fewer than 32 and shifted by at most 32, so they land in the first word.
//
// An integer product with a power of two is a shift into two words at once.
func (f *Field) reduce(z *Element, c *product) {
	n := f.used()
	var carry uint64
	upper, _ := bits.Mul64(c[n-1], f.down)
	for i := range n {
		next, lower := bits.Mul64(c[n+i], f.down)
		high := upper | lower
		upper = next

		h0, l0 := bits.Mul64(high, f.middle[0])
		h1, l1 := bits.Mul64(high, f.middle[1])
		h2, l2 := bits.Mul64(high, f.middle[2])
		z[i] = c[i] ^ high ^ l0 ^ l1 ^ l2 ^ carry
		carry = h0 ^ h1 ^ h2
	}
	last := z[n-1] ^ c[n-1]&^f.mask
	upper, _ = bits.Mul64(last, f.down)
	rest := upper | carry*f.down
	z[n-1] = last & f.mask
	z[0] ^= rest ^ rest*f.middle[0] ^ rest*f.middle[1] ^ rest*f.middle[2]
}
