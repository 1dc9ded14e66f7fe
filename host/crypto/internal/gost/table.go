// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package gost computes the rounds of ГОСТ 28147-89 and the step function of
// ГОСТ 34.311-95 that is made of them, for packages gost28147 and gost34311,
// which know what modes and messages are.
//
// Nothing here branches on, or looks into memory at a place that depends on, a
// key, a block or a message. The substitution is done by shuffles of vector
// registers where the processor has them, and else by evaluating it as a
// polynomial; the table itself is public.
package gost

import "math/bits"

const (
	// BlockSize is the size of a block of the cipher in octets.
	BlockSize = 8

	// Many is how many octets [Table.Crypt] does best at a time: enough for what
	// surrounds it not to matter, few enough for the nearest cache.
	Many = 2048
)

// A Table is a substitution table in the forms the rounds use it in.
type Table struct {
	// low[16·i+x] is what the low nibble x of octet i of a word becomes, and
	// high[16·i+x] what the high nibble becomes, in its place in the octet.
	low, high [64]byte

	// low0 and high0 are the same, each row with its first entry added to all, and
	// zero is what those add up to: what the word 0 becomes, rotated by 11 bits.
	low0, high0 [64]byte
	zero        [4]uint32

	// sliced[i] is for octet i of a word, rotated by 11 bits: what its low nibble
	// becomes in the next octet, and its high nibble in the next and in the one
	// after it; the index for a high nibble has its highest bit flipped.
	sliced [4][3][16]byte

	// normal is the algebraic normal form of all eight rows at once, for two
	// words: see [Table.round].
	normal [16]uint64
}

// NewTable returns the forms of a table of eight rows, the first of which acts
// on the least significant nibble.
func NewTable(rows *[8][16]byte) *Table {
	t := new(Table)
	var zero uint32
	for i := range 4 {
		for x := range 16 {
			t.low[16*i+x] = rows[2*i][x]
			t.high[16*i+x] = rows[2*i+1][x] << 4
			t.sliced[i][0][x] = rows[2*i][x] << 3
			t.sliced[i][1][x^8] = rows[2*i+1][x] << 7
			t.sliced[i][2][x^8] = rows[2*i+1][x] >> 1
			t.low0[16*i+x] = t.low[16*i+x] ^ t.low[16*i]
			t.high0[16*i+x] = t.high[16*i+x] ^ t.high[16*i]
		}
		zero |= uint32(t.low[16*i]|t.high[16*i]) << (8 * i)
	}
	for i := range t.zero {
		t.zero[i] = bits.RotateLeft32(zero, 11)
	}
	for x := range t.normal {
		for i, row := range rows {
			t.normal[x] |= uint64(row[x]) << (4 * i)
		}
		t.normal[x] |= t.normal[x] << 32
	}
	// The Möbius transform makes coefficients of values.
	for step := 1; step < 16; step *= 2 {
		for x := range t.normal {
			if x&step != 0 {
				t.normal[x] ^= t.normal[x-step]
			}
		}
	}
	return t
}
