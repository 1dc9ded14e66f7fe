// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package round

// Affine is the matrix of bits by which VGF2P8AFFINEQB multiplies octets by x in
// GF(2⁸): bit i of a result is the parity of the operand and of octet 7−i of the
// matrix. So bit j of that octet is bit i of the product of x and of 2ʲ.
func Affine(x uint8) (matrix uint64) {
	for j := range 8 {
		y := multiply(x, 1<<j)
		for i := range 8 {
			matrix |= uint64(y>>i&1) << (8*(7-i) + j)
		}
	}
	return matrix
}
