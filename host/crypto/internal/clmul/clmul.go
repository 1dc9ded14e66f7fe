// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package clmul multiplies without carry: words are polynomials over GF(2). It is
// for processors, or builds, without an instruction for that.
package clmul

import "math/bits"

// maxWords holds the longest block of Kalyna, and more than any field of DSTU 4145 has.
const maxWords = 8

// AddProduct adds the product of x and y, of n ≤ 8 words each, to c, of at least 2n
// words.
//
// Let X stand for x^64, and let e[ij] = (x[i]+x[j])·(y[i]+y[j]) and
// d[i] = x[i]·y[i]. By Karatsuba's identity
//
//	x[i]·y[j] + x[j]·y[i] = e[ij] + d[i] + d[j],
//
// so column X^k is the sum of e[ij] over i+j = k, i < j, and of d[i] over every i
// that has a partner k−i within the words, which is a running sum.
//
// For two pairs of neighbours, i, i+1 and j, j+1, the same identity for the sums of
// both gives two of the e that share a column by one product w, of the sums of all four:
//
//	e[i,j+1] + e[i+1,j] = w + e[i,j] + e[i+1,j+1] + e[i,i+1] + e[j,j+1].
//
// That makes 3, 6, 9, 14, 18, 25 and 30 word products for 2 to 8 words.
func AddProduct(c, x, y []uint64) {
	n := len(x)
	var d, e [maxWords]double // e[i] is e[i,i+1], for even i
	var sum double
	for k := range n {
		d[k] = multiply(x[k], y[k])
		sum = sum.plus(d[k])
		sum.addTo(c, k)
	}
	for k := n; k < 2*n-1; k++ {
		sum = sum.plus(d[k-n])
		sum.addTo(c, k)
	}
	for j := 0; j+1 < n; j += 2 {
		x2, y2 := x[j]^x[j+1], y[j]^y[j+1]
		e[j] = multiply(x2, y2)
		e[j].addTo(c, 2*j+1)
		for i := 0; i < j; i += 2 {
			first := multiply(x[i]^x[j], y[i]^y[j])
			second := multiply(x[i+1]^x[j+1], y[i+1]^y[j+1])
			all := multiply(x[i]^x[i+1]^x2, y[i]^y[i+1]^y2)
			first.addTo(c, i+j)
			all.plus(first).plus(second).plus(e[i]).plus(e[j]).addTo(c, i+j+1)
			second.addTo(c, i+j+2)
		}
	}
	if last := n - 1; n%2 == 1 {
		for i := range last {
			multiply(x[i]^x[last], y[i]^y[last]).addTo(c, i+last)
		}
	}
}

// A double is the product of two words, of degree up to 126.
type double struct{ hi, lo uint64 }

func (d double) plus(e double) double { return double{d.hi ^ e.hi, d.lo ^ e.lo} }

// addTo adds d·X^at to c.
func (d double) addTo(c []uint64, at int) {
	c[at] ^= d.lo
	c[at+1] ^= d.hi
}

// Every fourth bit, starting with bit 0, 1, 2 and 3.
const (
	lane0 = 0x1111111111111111
	lane1 = lane0 << 1
	lane2 = lane0 << 2
	lane3 = lane0 << 3
)

// multiply multiplies two polynomials of degree below 64, in constant time.
//
// The integer product of two words that use every fourth bit only, at most 15
// bits in one of them, never carries from one used bit into the next: a count
// of 15 fits in four bits, and its lowest bit is the sum over GF(2). So 16
// integer products of such lanes make a carry-less one. The upper four bits of y, a
// sixteenth in each lane, are multiplied by themselves: in the product of four bits
// in a row with every fourth bit nothing is added at all. (Integer multiplication takes the
// same time for all operands on the processors Go's own cryptography relies on
// for that.)
func multiply(x, y uint64) double {
	x0, x1, x2, x3 := x&lane0, x&lane1, x&lane2, x&lane3
	top := y & (15 << 60)
	y ^= top
	y0, y1, y2, y3 := y&lane0, y&lane1, y&lane2, y&lane3
	hi, lo := sum4(x0, top, x1, top, x2, top, x3, top)
	h, l := sum4(x0, y0, x1, y3, x2, y2, x3, y1)
	hi, lo = hi^h&lane0, lo^l&lane0
	h, l = sum4(x0, y1, x1, y0, x2, y3, x3, y2)
	hi, lo = hi^h&lane1, lo^l&lane1
	h, l = sum4(x0, y2, x1, y1, x2, y0, x3, y3)
	hi, lo = hi^h&lane2, lo^l&lane2
	h, l = sum4(x0, y3, x1, y2, x2, y1, x3, y0)
	return double{hi ^ h&lane3, lo ^ l&lane3}
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
