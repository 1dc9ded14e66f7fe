// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package round

import "math/bits"

// Mix multiplies a column by the matrix, in constant time.
func Mix(column uint64) uint64 {
	x1 := column
	x2 := double(x1)
	x4 := double(x2)
	x8 := double(x4)
	return x1 ^ up(x4, 1) ^ up(x1^x2^x4, 2) ^ up(x2^x4, 3) ^ up(x8, 4) ^ up(x1, 5) ^ up(x1^x4, 6) ^ up(x1, 7)
}

// Unmix undoes [Mix], in constant time as well. A circulant is a polynomial C in
// the shift z up by one row, where z⁸ = 1, and so C⁸, in which squares add up as
// the sums do, is the 8th power of the sum of the coefficients, the number 9⁸.
// Therefore the inverse of C is C·C²·C⁴ divided by 9⁸, that is, multiplied by 2;
// and the square and the 4th power have few coefficients:
//
//	C² = 9² + 5²z² + 2²z⁴ + 7²z⁶    C⁴ = 0b⁴ + 2⁴z⁴
func Unmix(column uint64) uint64 {
	x := Mix(column)
	x4 := double(double(x))
	x10 := double(double(x4))
	x40 := double(double(x10))
	x ^= x40 ^ up(x^x10, 2) ^ up(x4, 4) ^ up(x^x4^x10, 6)

	// 2·0b⁴ = a5 and 2·2⁴ = 20.
	x4 = double(double(x))
	x20 := double(double(double(x4)))
	x80 := double(double(x20))
	return x ^ x4 ^ x20 ^ x80 ^ up(x20, 4)
}

// up moves octets up by some rows, the last ones to the first.
func up(x uint64, rows int) uint64 { return bits.RotateLeft64(x, 8*rows) }

// double multiplies each octet by x in GF(2⁸) modulo x⁸+x⁴+x³+x²+1.
func double(x uint64) uint64 {
	return x&(0x7f*everyOctet)<<1 ^ x>>7&everyOctet*0x1d
}
