// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import "github.com/pidpys/pidpys/host/crypto/internal/clmul"

// An element of GF(2ᵐ), where m is the size of a block in bits, is a polynomial
// with the coefficient of xⁱ as bit i of its words. The other words are zero.
type element [maxBlock / 8]uint64

// A modulus is xᵐ+xᵃ+xᵇ+xᶜ+1.
type modulus struct{ a, b, c uint }

// modulusOf is the one for blocks of 2, 4 or 8 words.
func modulusOf(words int) modulus {
	switch words {
	case 2:
		return modulus{7, 2, 1}
	case 4:
		return modulus{10, 5, 2}
	}
	return modulus{8, 5, 2}
}

// multiple is the product of a word and xᵃ+xᵇ+xᶜ+1.
func (m modulus) multiple(x uint64) (hi, lo uint64) {
	return x>>(64-m.a) ^ x>>(64-m.b) ^ x>>(64-m.c), x<<m.a ^ x<<m.b ^ x<<m.c ^ x
}

// double sets e to x·e.
func (e *element) double(words int) {
	carry := e[words-1] >> 63
	for i := words - 1; i > 0; i-- {
		e[i] = e[i]<<1 | e[i-1]>>63
	}
	_, lo := modulusOf(words).multiple(carry)
	e[0] = e[0]<<1 ^ lo
}

// multiply sets e to e·f.
func (e *element) multiply(f *element, words int) {
	var product [2 * len(element{})]uint64
	clmul.AddProduct(product[:2*words], e[:words], f[:words])
	// What is at xᵐ and above is multiplied by xᵃ+xᵇ+xᶜ+1 and added below, from
	// the top: the first step leaves a few bits above again, for the last one.
	m := modulusOf(words)
	for i := 2*words - 1; i >= words; i-- {
		hi, lo := m.multiple(product[i])
		product[i-words] ^= lo
		product[i-words+1] ^= hi
	}
	copy(e[:words], product[:])
	clear(product[:])
}
