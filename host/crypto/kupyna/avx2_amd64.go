// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kupyna

//go:noescape
func absorb8AVX2(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)

//go:noescape
func absorb16AVX2(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)

// A register is one as octets.
type register [32]uint8

// rowVectors are the constants of the assembly for a state of one width.
type rowVectors struct {
	indexBits, eighthBits, reduction register

	split, sort     register // for the way from columns to rows
	unsort, unsplit register // for the way back
	shift           [4]register

	xor [14]register    // the numbers that T⊕ adds to rows 0 and 4 in each round
	add [14][4]register // those that T⁺ adds to all rows
}

var rows8, rows16 = newRowVectors(8), newRowVectors(16)

func newRowVectors(n int) (v rowVectors) {
	for i := range 32 {
		v.indexBits[i], v.eighthBits[i], v.reduction[i] = 0x8f, 0x80, 0x1d
	}
	for lane := 0; lane < 32; lane += 16 {
		for i := range 16 {
			// Two columns become four pairs of rows, and eight of them two rows.
			c, r := i/8, i%8
			place := r%4*4 + r/4*2 + c
			v.split[lane+place], v.unsplit[lane+i] = uint8(i), uint8(place)
			r, c = i/8, i%8
			place = c/2*4 + r*2 + c%2
			v.sort[lane+i], v.unsort[lane+place] = uint8(place), uint8(i)
		}
	}
	for t := range 4 {
		for i := range 32 {
			r, c := t+i/n%2*4, i%n
			v.shift[t][i] = uint8(i&^(n-1)+(c-shift(r, n))&(n-1)) & 15
			for round := range rounds(n) {
				if t == 0 && r == 0 && i < 16 {
					v.xor[round][i] = uint8(xorConstant(c, round))
				}
				if n == 16 || i >= 16 {
					v.add[round][t][i] = uint8(addConstant(c, n, round) >> (8 * r))
				}
			}
		}
	}
	return v
}
