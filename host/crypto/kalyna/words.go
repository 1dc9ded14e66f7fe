// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import "encoding/binary"

// load and store take octets in order for little-endian words in order, as the
// standard does with the columns of a block and with numbers and polynomials.
func load(words []uint64, octets []byte) {
	for i := range words {
		words[i] = binary.LittleEndian.Uint64(octets[8*i:])
	}
}

func store(octets []byte, words []uint64) {
	for i, word := range words {
		binary.LittleEndian.PutUint64(octets[8*i:], word)
	}
}

// number adds a number, written as octets from the lowest, by exclusive or.
func number(octets []byte, n int) {
	for i := range octets {
		octets[i] ^= byte(uint64(n) >> (8 * i))
	}
}
