// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kupyna

import (
	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/internal/round"
)

// useNEON starts true: Go has no arm64 without it.
var useNEON = true

func init() { impl.Register("kupyna", "NEON", &useNEON) }

// absorbVectors is absorb in constant time.
func (h *state) absorbVectors(blocks []byte, n int) bool {
	count := len(blocks) / (8 * n)
	switch {
	case useNEON && n == 8:
		absorb8NEON(h, &blocks[0], count, &round.Pi, &rows8)
	case useNEON:
		absorb16NEON(h, &blocks[0], count, &round.Pi, &rows16)
	default:
		return false
	}
	return true
}

//go:noescape
func absorb8NEON(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)

//go:noescape
func absorb16NEON(h *state, blocks *byte, count int, pi *[4][256]uint8, v *rowVectors)

// A register is one as octets.
type register [16]uint8

// rowVectors are the constants of the assembly for a state of one width.
type rowVectors struct {
	reduction [2]register    // twice the same: what doubling adds for no overflow and for one
	rows      [4]register    // which of the octets of eight columns are in rows t and t+4
	columns   [4]register    // which of the octets of eight rows are in columns 2j and 2j+1
	shift     [2][4]register // of the registers for each t
	xor       [14]register   // the numbers that T⊕ adds to row 0 in each round
	add       [14][8]register
}

var rows8, rows16 = newRowVectors(8), newRowVectors(16)

func newRowVectors(n int) (v rowVectors) {
	for i := range v.reduction {
		v.reduction[i][1] = 0x1d
	}
	for t := range 4 {
		for i := range 16 {
			v.rows[t][i] = uint8(i%8*8 + t + i/8*4)
			c, r := 2*t+i/8, i%8
			v.columns[t][i] = uint8(r%4*16 + r/4*8 + c)
			for part := range 2 {
				r, c := t+part*4, i
				if n == 8 {
					r, c = t+i/8*4, i%8
				}
				v.shift[part][t][i] = uint8(i - c + (c-shift(r, n))&(n-1))
				for round := range rounds(n) {
					if r == 0 && part == 0 {
						v.xor[round][i] = uint8(xorConstant(c, round))
					}
					if n == 8 {
						v.add[round][t][i] = uint8(addConstant(c, n, round) >> (8 * r))
					} else {
						v.add[round][r][i] = uint8(addConstant(c, n, round) >> (8 * r))
					}
				}
			}
		}
	}
	return v
}
