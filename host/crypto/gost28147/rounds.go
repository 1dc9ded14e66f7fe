// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

// The order in which the rounds use the eight words of the key: three times
// forwards and once backwards to encrypt, the reverse to decrypt (section 2
// of the standard), twice forwards for the MAC (section 5).
var (
	encryptOrder = [32]uint8{
		0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
		0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1, 0,
	}
	decryptOrder = [32]uint8{
		0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1, 0,
		7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0,
	}
	macOrder = encryptOrder[:16]
)

// substitute applies the table to the nibbles of x and rotates by 11 bits.
func (s *SBox) substitute(x uint32) uint32 {
	return s.octets[0][uint8(x)] ^ s.octets[1][uint8(x>>8)] ^ s.octets[2][uint8(x>>16)] ^ s.octets[3][uint8(x>>24)]
}

// rounds runs an even number of rounds over the halves N1 and N2 of a block
// and returns what these registers then hold. The standard's last round of 32
// does not swap the halves, so a block is encrypted or decrypted to N2 ‖ N1;
// a MAC goes on with N1 ‖ N2.
func (s *SBox) rounds(key *[8]uint32, order []uint8, n1, n2 uint32) (uint32, uint32) {
	for ; len(order) >= 2; order = order[2:] {
		n2 ^= s.substitute(n1 + key[order[0]&7])
		n1 ^= s.substitute(n2 + key[order[1]&7])
	}
	return n1, n2
}

// EncryptFour encrypts four blocks, each under a key of its own, in place and
// about twice as fast as one after the other. Keys are words and blocks double
// words, both little-endian in the standard's octets. ГОСТ 34.311 is built
// from this step. A nil table panics.
func (s *SBox) EncryptFour(keys *[4][8]uint32, blocks *[4]uint64) {
	a1, b1, c1, d1 := uint32(blocks[0]), uint32(blocks[1]), uint32(blocks[2]), uint32(blocks[3])
	a2, b2, c2, d2 := uint32(blocks[0]>>32), uint32(blocks[1]>>32), uint32(blocks[2]>>32), uint32(blocks[3]>>32)
	for order := encryptOrder[:]; len(order) >= 2; order = order[2:] {
		i, j := order[0]&7, order[1]&7
		a2 ^= s.substitute(a1 + keys[0][i])
		b2 ^= s.substitute(b1 + keys[1][i])
		c2 ^= s.substitute(c1 + keys[2][i])
		d2 ^= s.substitute(d1 + keys[3][i])
		a1 ^= s.substitute(a2 + keys[0][j])
		b1 ^= s.substitute(b2 + keys[1][j])
		c1 ^= s.substitute(c2 + keys[2][j])
		d1 ^= s.substitute(d2 + keys[3][j])
	}
	*blocks = [4]uint64{
		uint64(a1)<<32 | uint64(a2), uint64(b1)<<32 | uint64(b2),
		uint64(c1)<<32 | uint64(c2), uint64(d1)<<32 | uint64(d2),
	}
}
