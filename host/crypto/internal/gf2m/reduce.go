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
	if f.shape == shape257 {
		reduce257(z, c)
		return
	}
	n := f.used()
	var carry uint64
	upper, _ := bits.Mul64(c[n-1], f.down)
	for i := range n {
		next, lower := bits.Mul64(c[n+i], f.down)
		high := upper | lower
		upper = next

		h0, l0 := bits.Mul64(high, f.middle[0])
		sum := c[i] ^ high ^ l0 ^ carry
		carry = h0
		if len(f.k) > 1 {
			h1, l1 := bits.Mul64(high, f.middle[1])
			h2, l2 := bits.Mul64(high, f.middle[2])
			sum ^= l1 ^ l2
			carry ^= h1 ^ h2
		}
		z[i] = sum
	}
	last := z[n-1] ^ c[n-1]&^f.mask
	upper, _ = bits.Mul64(last, f.down)
	rest := upper | carry*f.down
	z[n-1] = last & f.mask
	z[0] ^= rest ^ rest*f.middle[0] ^ rest*f.middle[1] ^ rest*f.middle[2]
}

// reduce257 is reduce for x^257 + x^12 + 1, by shifts that the compiler knows.
func reduce257(z *Element, c *product) {
	high0 := c[4]>>1 | c[5]<<63
	high1 := c[5]>>1 | c[6]<<63
	high2 := c[6]>>1 | c[7]<<63
	high3 := c[7]>>1 | c[8]<<63
	rest := high3 >> 53
	z[0] = c[0] ^ high0 ^ high0<<12 ^ rest ^ rest<<12
	z[1] = c[1] ^ high1 ^ high1<<12 ^ high0>>52
	z[2] = c[2] ^ high2 ^ high2<<12 ^ high1>>52
	z[3] = c[3] ^ high3 ^ high3<<12 ^ high2>>52
	z[4] = (c[4] ^ high3>>52) & 1
}
