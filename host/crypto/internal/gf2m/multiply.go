// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

import "math/bits"

// A product is an unreduced polynomial of degree up to 2m−2.
type product [2 * maxWords]uint64

// Mul sets z = x·y.
func (f *Field) Mul(z, x, y *Element) {
	var c product
	n := f.used()
	if f.m%64 == 1 {
		// The last word of GF(2^257) is a single bit: as a word like the
		// others it would cost half as much again.
		n--
		addScaled(&c, n, y, x[n], n)
		addScaled(&c, n, x, y[n], n)
		c[2*n] ^= x[n] & y[n]
	}
	addProduct(&c, x, y, n)
	f.reduce(z, &c)
}

// addScaled adds bit·x·X^at to c, where X stands for x^64 and x is taken with
// its first n words.
func addScaled(c *product, at int, x *Element, bit uint64, n int) {
	mask := -bit
	for i := range n & maxWords {
		c[at+i] ^= x[i] & mask
	}
}

// addProduct adds the product of the first n words of x and y to c.
//
// Let X stand for x^64 and d[i] = x[i]·y[i]. By Karatsuba's identity
//
//	x[i]·y[j] + x[j]·y[i] = (x[i]+x[j])·(y[i]+y[j]) + d[i] + d[j],
//
// so column X^k is the sum of (x[i]+x[j])·(y[i]+y[j]) over i+j = k, i < j, and
// of d[i] over every i that has a partner k−i within the words, which is a
// running sum. That takes n(n+1)/2 word products instead of n².
func addProduct(c *product, x, y *Element, n int) {
	n &= maxWords
	var dHi, dLo Element
	var hi, lo uint64
	for k := range n {
		dHi[k], dLo[k] = mulWords(x[k], y[k])
		hi ^= dHi[k]
		lo ^= dLo[k]
		c[k] ^= lo
		c[k+1] ^= hi
	}
	for k := n; k < 2*n-1; k++ {
		hi ^= dHi[k-n]
		lo ^= dLo[k-n]
		c[k] ^= lo
		c[k+1] ^= hi
	}
	for j := 1; j < n; j++ {
		for i := range j {
			hi, lo := mulWords(x[i]^x[j], y[i]^y[j])
			c[i+j] ^= lo
			c[i+j+1] ^= hi
		}
	}
}

// Every fourth bit, starting with bit 0, 1, 2 and 3.
const (
	lane0 = 0x1111111111111111
	lane1 = lane0 << 1
	lane2 = lane0 << 2
	lane3 = lane0 << 3
)

// mulWords multiplies two polynomials of degree below 64.
//
// The integer product of two words that use every fourth bit only, at most 15
// bits in one of them, never carries from one used bit into the next: a count
// of 15 fits in four bits, and its lowest bit is the sum over GF(2). So 16
// integer products of such lanes make a carry-less one. (Integer
// multiplication takes the same time for all operands on the processors Go's
// own cryptography relies on for that.) The upper four bits of y, which would
// be a sixteenth in their lanes, are multiplied by shifting.
func mulWords(x, y uint64) (hi, lo uint64) {
	top := y >> 60
	y &= 1<<60 - 1
	x0, x1, x2, x3 := x&lane0, x&lane1, x&lane2, x&lane3
	y0, y1, y2, y3 := y&lane0, y&lane1, y&lane2, y&lane3

	h, l := sum4(x0, y0, x1, y3, x2, y2, x3, y1)
	hi, lo = h&lane0, l&lane0
	h, l = sum4(x0, y1, x1, y0, x2, y3, x3, y2)
	hi, lo = hi|h&lane1, lo|l&lane1
	h, l = sum4(x0, y2, x1, y1, x2, y0, x3, y3)
	hi, lo = hi|h&lane2, lo|l&lane2
	h, l = sum4(x0, y3, x1, y2, x2, y1, x3, y0)
	hi, lo = hi|h&lane3, lo|l&lane3

	bit0, bit1, bit2, bit3 := -(top & 1), -(top >> 1 & 1), -(top >> 2 & 1), -(top >> 3)
	hi ^= x>>4&bit0 ^ x>>3&bit1 ^ x>>2&bit2 ^ x>>1&bit3
	lo ^= x<<60&bit0 ^ x<<61&bit1 ^ x<<62&bit2 ^ x<<63&bit3
	return hi, lo
}

// sum4 adds, without carry, the integer products a·b, c·d, e·f and g·h.
func sum4(a, b, c, d, e, f, g, h uint64) (hi, lo uint64) {
	hi, lo = bits.Mul64(a, b)
	u, v := bits.Mul64(c, d)
	hi, lo = hi^u, lo^v
	u, v = bits.Mul64(e, f)
	hi, lo = hi^u, lo^v
	u, v = bits.Mul64(g, h)
	return hi ^ u, lo ^ v
}
