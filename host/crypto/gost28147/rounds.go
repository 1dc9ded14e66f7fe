// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

// How many of their rounds use the words 0…7 of the key in this order, again
// and again; the rounds after them use 7…0 (sections 2 and 5 of the standard).
const (
	encryptForward = 24 // of 32
	decryptForward = 8  // of 32
	macForward     = 16 // all
)

// mirror is 7, which turns a word's index r into 7−r by exclusive or, in the
// rounds that use the key backwards, else 0.
func mirror(round, forward uint) uint {
	if round < forward {
		return 0
	}
	return 7
}

// substitute applies the table to the nibbles of x and rotates by 11 bits.
func (s *SBox) substitute(x uint32) uint32 {
	return s.octets[0][uint8(x)] ^ s.octets[1][uint8(x>>8)] ^ s.octets[2][uint8(x>>16)] ^ s.octets[3][uint8(x>>24)]
}

// rounds runs n rounds over the halves N1 and N2 of a block and returns what
// these registers then hold; n is even. The last of 32 rounds does not swap
// the halves, so a block is encrypted or decrypted to N2 ‖ N1; a MAC goes on
// with N1 ‖ N2.
func (s *SBox) rounds(key *[8]uint32, n, forward uint, n1, n2 uint32) (uint32, uint32) {
	for r := uint(0); r < n; r += 2 {
		m := mirror(r, forward)
		n2 ^= s.substitute(n1 + key[(r^m)&7])
		n1 ^= s.substitute(n2 + key[((r+1)^m)&7])
	}
	return n1, n2
}

// EncryptFour encrypts four blocks, each under a key of its own, in place and
// about twice as fast as one after the other: keys[j][i] is word j of the key
// of blocks[i]. Words and blocks are little-endian in the standard's octets.
// ГОСТ 34.311 is built from this step. A nil table panics.
func (s *SBox) EncryptFour(keys *[8][4]uint32, blocks *[4]uint64) {
	a1, b1, c1, d1 := uint32(blocks[0]), uint32(blocks[1]), uint32(blocks[2]), uint32(blocks[3])
	a2, b2, c2, d2 := uint32(blocks[0]>>32), uint32(blocks[1]>>32), uint32(blocks[2]>>32), uint32(blocks[3]>>32)
	for r := uint(0); r < 32; r += 2 {
		m := mirror(r, encryptForward)
		k := &keys[(r^m)&7]
		a2 ^= s.substitute(a1 + k[0])
		b2 ^= s.substitute(b1 + k[1])
		c2 ^= s.substitute(c1 + k[2])
		d2 ^= s.substitute(d1 + k[3])
		k = &keys[((r+1)^m)&7]
		a1 ^= s.substitute(a2 + k[0])
		b1 ^= s.substitute(b2 + k[1])
		c1 ^= s.substitute(c2 + k[2])
		d1 ^= s.substitute(d2 + k[3])
	}
	*blocks = [4]uint64{
		uint64(a1)<<32 | uint64(a2), uint64(b1)<<32 | uint64(b2),
		uint64(c1)<<32 | uint64(c2), uint64(d1)<<32 | uint64(d2),
	}
}
