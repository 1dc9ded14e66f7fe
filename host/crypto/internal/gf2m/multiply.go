// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

import "github.com/pidpys/pidpys/host/crypto/internal/clmul"

// A product is an unreduced polynomial of degree up to 2m−2.
type product [2 * maxWords]uint64

// Mul sets z = x·y.
func (f *Field) Mul(z, x, y *Element) {
	if useCarryless {
		multiply(z, x, y, f)
		return
	}
	var c product
	n := f.used()
	if f.shape == shape257 {
		n--
		addScaled(&c, n, y, x[n], n)
		addScaled(&c, n, x, y[n], n)
		c[2*n] ^= x[n] & y[n]
	}
	clmul.AddProduct(c[:], x[:n], y[:n])
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
