// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost

// A Schedule is the words of a key in the order in which 32 rounds use them;
// the MAC uses the first 16.
type Schedule [32]uint32

// Encryption returns the schedule for encrypting: the words forwards three
// times, then backwards (section 1 of ГОСТ 28147-89).
func Encryption(key *[8]uint32) (s Schedule) {
	for i, word := range key {
		s[i], s[8+i], s[16+i], s[31-i] = word, word, word, word
	}
	return s
}

// Decryption returns the schedule for decrypting: that for encrypting backwards.
func Decryption(key *[8]uint32) (s Schedule) {
	for i, word := range key {
		s[i], s[15-i], s[23-i], s[31-i] = word, word, word, word
	}
	return s
}

// round is the round function for two words, each in its half: it adds the
// words k of the keys modulo 2³², substitutes, and rotates by 11 bits.
//
// The table is used as a polynomial: a bit of what a nibble becomes is the sum
// modulo 2 of a coefficient for each of the sixteen products of the nibble's
// bits. The coefficients of one product, for all 64 bits, are a word of
// t.normal. Each bit of a nibble is spread over the whole nibble, so that it
// multiplies the coefficients of all its four bits; Horner's rule does the rest.
func (t *Table) round(x, k uint64) uint64 {
	const (
		top    = 0x80000000_80000000 // where no carry may leave
		lowest = 0x11111111_11111111 // bits of nibbles
	)
	x = (x&^top + k&^top) ^ (x^k)&top
	b0, b1, b2, b3 := x&lowest, x>>1&lowest, x>>2&lowest, x>>3&lowest
	b0, b1, b2, b3 = b0<<4-b0, b1<<4-b1, b2<<4-b2, b3<<4-b3
	c := &t.normal
	x = c[0] ^ b0&c[1] ^ b1&(c[2]^b0&c[3]) ^ b2&(c[4]^b0&c[5]^b1&(c[6]^b0&c[7])) ^
		b3&(c[8]^b0&c[9]^b1&(c[10]^b0&c[11])^b2&(c[12]^b0&c[13]^b1&(c[14]^b0&c[15])))
	return x<<11&0xfffff800_fffff800 | x>>21&0x000007ff_000007ff
}

// rounds runs a round for each word of k over the halves N1 and N2 of a block,
// an even number, and returns what these registers then hold.
func (t *Table) rounds(k []uint32, n1, n2 uint64) (uint64, uint64) {
	for ; len(k) >= 2; k = k[2:] {
		n2 ^= t.round(n1, uint64(k[0]))
		n1 ^= t.round(n2, uint64(k[1]))
	}
	return n1 & (1<<32 - 1), n2 & (1<<32 - 1)
}

// A fourfold is schedules for four blocks at once: in entry r the words of round
// r for blocks 0 and 1, in the low and the high half of a word, and for 2 and 3.
type fourfold [32][2]uint64

// repeated returns the schedule of four blocks under the same key.
func (s *Schedule) repeated() (k fourfold) {
	for r, word := range s {
		double := uint64(word)<<32 | uint64(word)
		k[r] = [2]uint64{double, double}
	}
	return k
}

// crypt encrypts or decrypts four blocks in place.
func (k *fourfold) crypt(t *Table, blocks *word) {
	const half = 1<<32 - 1
	b := blocks
	a1, a2 := b[0]&half|b[1]<<32, b[0]>>32|b[1]&^half
	c1, c2 := b[2]&half|b[3]<<32, b[2]>>32|b[3]&^half
	for r := 0; r < len(k); r += 2 {
		a2 ^= t.round(a1, k[r][0])
		c2 ^= t.round(c1, k[r][1])
		a1 ^= t.round(a2, k[r+1][0])
		c1 ^= t.round(c2, k[r+1][1])
	}
	// The last round does not swap the halves.
	*b = word{a2&half | a1<<32, a2>>32 | a1&^half, c2&half | c1<<32, c2>>32 | c1&^half}
}
