// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kupyna

import "github.com/pidpys/pidpys/host/crypto/internal/round"

//go:noescape
func absorb8VBMI(h *state, blocks *byte, count int, pi *[4][256]uint8, v *columnVectors)

//go:noescape
func absorb16VBMI(h *state, blocks *byte, count int, pi *[4][256]uint8, v *columnVectors)

// columnVectors are the constants of the assembly for a state of one width.
type columnVectors struct {
	rows          [2][4][64]uint8 // see source; for each register and k
	xor, add      [15][16]uint64  // the numbers that T⊕ and T⁺ add in each round, then none
	by4, by6, by8 uint64          // the matrices of products
	eighth        uint64          // the matrix that fills an octet with its eighth bit
}

var columns8, columns16 = newColumnVectors(8), newColumnVectors(16)

func newColumnVectors(n int) (v columnVectors) {
	for register := range 2 {
		for k := range 4 {
			for i := range 64 {
				v.rows[register][k][i] = source((i+k)%8, i/8, register, n)
			}
		}
	}
	for r := range rounds(n) {
		for c := range n {
			v.xor[r][c] = xorConstant(c, r)
			v.add[r][c] = addConstant(c, n, r)
		}
	}
	v.by4, v.by6, v.by8 = round.Affine(4), round.Affine(6), round.Affine(8)
	v.eighth = 0x8080808080808080
	return v
}

// source is where the assembly has the octet that the shift brings to row r of
// column c of a register: its number in the two registers with the substituted
// octets, the first of which has rows 0, 1, 4 and 5 of both, and the second the
// other rows. The rows of the second register have moved up by two.
func source(r, c, register, n int) uint8 {
	if n == 16 {
		c = (c + 8*register - shift(r, n)) & 15
		c, register = c%8, c/8
	} else {
		c = (c - shift(r, n)) & 7
	}
	place := 8*c + (r+2*register)%8
	if r&2 != 0 {
		place += 64
	}
	return uint8(place)
}
