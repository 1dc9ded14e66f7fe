// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna

// state holds 8 or 16 columns of 8 octets. The octet of a column in row r is
// bits 8r…8r+7 of its word, so the standard's octet string is the words in
// little-endian order.
type state [16]uint64

// block is a state as octets; narrow states leave the second half unused.
type block [128]byte

// absorb compresses one block after the other into the n columns of h: h becomes
// T⊕(h⊕m) ⊕ T⁺(m) ⊕ h for a block m. Secret blocks pass in constant time.
func (h *state) absorb(blocks []byte, n int, secret bool) {
	switch {
	case h.absorbVectors(blocks, n):
	case secret:
		h.absorbSliced(blocks, n)
	default:
		h.absorbVarTime(blocks, n)
	}
}

// output is the transformation after the last block: h becomes T⊕(h) ⊕ h, which
// is what a block of zeros makes of it but for T⁺(0).
func (h *state) output(n int, secret bool) {
	var zeros block
	h.absorb(zeros[:8*n], n, secret)
	for c, column := range plusOfZero[n/8-1] {
		h[c] ^= column
	}
}

// plusOfZero is T⁺(0) of 8 and of 16 columns.
var plusOfZero = [2]state{newPlusOfZero(8), newPlusOfZero(16)}

func newPlusOfZero(n int) (q state) {
	var b block
	for r := range rounds(n) {
		b.addConstants(&q, n, r)
		q.round(&b, n)
	}
	return q
}

func rounds(n int) uint64 {
	if n == 8 {
		return 10
	}
	return 14
}

// xorConstant is the number that T⊕ adds to row 0 of column c in round r by
// exclusive or.
func xorConstant(c int, r uint64) uint64 { return uint64(c)<<4 ^ r }

// addConstant is the number that T⁺ adds to column c of n in round r modulo 2⁶⁴.
func addConstant(c, n int, r uint64) uint64 {
	return 0x00f0f0f0f0f0f0f3 + (uint64(n-1-c)<<4+r)<<56
}

// shift is by how many columns row r of n columns is shifted.
func shift(r, n int) int {
	if r == 7 && n == 16 {
		return 11
	}
	return r
}
