// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package round holds what a round of the hash Kupyna (ДСТУ 7564:2014) and one
// of the cipher Kalyna (ДСТУ 7624:2014) share: the substitutions, and the matrix
// that they multiply columns of eight octets by.
//
// [Substitute] and [Mix] take constant time. The table [Mixed] is faster and is
// looked up at places that data tell: it is for data that need not stay secret.
package round

import "math/bits"

// Mixed[r][x] is what octet x in row r adds to its column: substituted by
// Pi[r%4] and multiplied by the matrix, which is a circulant, so that a row's
// words are those of row 0 rotated. Nobody writes to it.
var Mixed = func() (t [8][256]uint64) {
	for r := range t {
		for x, y := range Pi[r%4] {
			t[r][x] = bits.RotateLeft64(Column(y, &matrix), 8*r)
		}
	}
	return t
}()

// matrix is the first column of the matrix.
var matrix = [8]uint8{0x01, 0x04, 0x07, 0x06, 0x08, 0x01, 0x05, 0x01}

// Column multiplies each octet of a column by y in GF(2⁸) modulo x⁸+x⁴+x³+x²+1.
// Row r is at bit 8r.
func Column(y uint8, column *[8]uint8) (product uint64) {
	for r, x := range column {
		product |= uint64(multiply(x, y)) << (8 * r)
	}
	return product
}

func multiply(x, y uint8) (product uint8) {
	for ; x > 0; x >>= 1 {
		product ^= y * (x & 1)
		y = y<<1 ^ y>>7*0x1d
	}
	return product
}
