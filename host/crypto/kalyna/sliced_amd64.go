// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !purego

package kalyna

// batchSize is how many octets the assembly encrypts at once.
const batchSize = 256

// A slicedSchedule is the round keys as the assembly wants them: those that are
// added to columns, as often as there is room in a register; and those that are
// added to rows, for a batch, between two that are zero. The order of fields is
// known to the assembly.
type slicedSchedule struct {
	first, last [8]uint64
	rows        [maxRounds + 1]slicedKey
}

// A slicedKey has a row of 32 columns in four words.
type slicedKey [4][2][4]uint64

func (s *slicedSchedule) prepare(k *schedule, n int) {
	var columns [8]uint64
	for r := range k.rounds + 1 {
		for c := range columns {
			columns[c] = k.keys[r][c%n]
		}
		switch r {
		case 0:
			s.first = columns
		case k.rounds:
			s.last = columns
		default:
			s.rows[r].slice(&columns)
		}
	}
	clear(columns[:])
}

// slice puts row r of the columns, which repeat, where a sliced batch has it.
func (k *slicedKey) slice(columns *[8]uint64) {
	for r := range 8 {
		var row uint64
		for c, column := range columns {
			row |= column >> (8 * r) & 0xff << (8 * c)
		}
		k[r%4][r/4] = [4]uint64{row, row, row, row}
	}
}

// A slicing is the indices that move octets between and in registers. The order
// of fields is known to the assembly.
type slicing struct {
	rows, columns [4][64]uint8 // slice a batch, and undo it
	shift, across [4][64]uint8 // shift rows, and exchange the halves as well
	unshift       [4][64]uint8
}

// slicings are those for blocks of 2, 4 and 8 columns.
var slicings = [...]slicing{2: newSlicing(2), 4: newSlicing(4), 8: newSlicing(8)}

// newSlicing finds the indices. A step of slicing takes 64 octets from two
// registers of 64: column c has its row r at octet 8c+r of the batch. After the
// first step, each half of the columns is in two registers, one with rows 0, 4, 1
// and 5 and one with the others, 16 octets of each; undoing it, each half of the
// rows is in two registers, one for each half of the columns.
func newSlicing(n int) (s slicing) {
	for i := range 64 {
		quarter, sixteenth := i/16, i%16
		row := quarter%2*4 + quarter/2
		s.rows[0][i] = uint8(8*sixteenth + row)
		s.rows[1][i] = uint8(8*sixteenth + row + 2)
		half, c := i/32, i%32
		s.rows[2][i] = uint8(c/16*64 + half*16 + c%16)
		s.rows[3][i] = s.rows[2][i] + 32

		s.columns[0][i] = uint8(quarter/2*64 + quarter%2*32 + sixteenth)
		s.columns[1][i] = s.columns[0][i] + 16
		c, row = i/8, i%8
		s.columns[2][i] = uint8(row%4/2*64 + row%2*32 + row/4*16 + c)
		s.columns[3][i] = s.columns[2][i] + 8

		half, c = i/32, i%32
		for k := range 4 {
			steps := (4*half + k) * n / 8
			block, column := c/n*n, c%n
			s.shift[k][i] = uint8(32*half + block + (column-steps+n)%n)
			s.unshift[k][i] = uint8(32*half + block + (column+steps)%n)
			s.across[k][i^32] = s.shift[k][i]
		}
	}
	return s
}
