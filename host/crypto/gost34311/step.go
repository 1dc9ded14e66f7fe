// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost34311

import "github.com/pidpys/pidpys/host/crypto/gost28147"

// word256 is a 256-bit word of the standard, least significant part first.
type word256 [4]uint64

// step is the step hash function χ (section 5 of ГОСТ Р 34.11-94): h becomes
// χ(m, h).
func (h *word256) step(sbox *gost28147.SBox, m *word256) {
	var keys [8][4]uint32
	deriveKeys(&keys, h, m)
	s := [4]uint64(*h)
	sbox.EncryptFour(&keys, &s)
	h.mix(word256(s), m)
}

// deriveKeys makes the four keys (section 5.1): of the sums of U and V, which
// start as h and m and then go through A and A² once a key. C₃ is the only
// constant that is not zero.
func deriveKeys(keys *[8][4]uint32, h, m *word256) {
	u0, u1, u2, u3 := h[0], h[1], h[2], h[3]
	v0, v1, v2, v3 := m[0], m[1], m[2], m[3]
	permute(keys, 0, u0^v0, u1^v1, u2^v2, u3^v3)
	for i := 1; i < 4; i++ {
		u0, u1, u2, u3 = u1, u2, u3, u0^u1
		if i == 2 {
			u0 ^= 0xff00ff00ff00ff00
			u1 ^= 0x00ff00ff00ff00ff
			u2 ^= 0xff0000ff00ffff00
			u3 ^= 0xff00ffff000000ff
		}
		v0, v1, v2, v3 = v2, v3, v0^v1, v1^v2
		permute(keys, i, u0^v0, u1^v1, u2^v2, u3^v3)
	}
}

// permute makes key i by the octet permutation P: word j of the key is made of
// octet j of each of the four parts w. It transposes a matrix of octets: pairs
// of octets, then pairs of pairs, for words j and j+4 at once.
func permute(keys *[8][4]uint32, i int, w0, w1, w2, w3 uint64) {
	const octets, pairs = 0x00ff00ff00ff00ff, 0x0000ffff0000ffff
	even01, odd01 := w0&octets|w1&octets<<8, w0>>8&octets|w1&^octets
	even23, odd23 := w2&octets|w3&octets<<8, w2>>8&octets|w3&^octets
	k0, k2 := even01&pairs|even23&pairs<<16, even01>>16&pairs|even23&^pairs
	k1, k3 := odd01&pairs|odd23&pairs<<16, odd01>>16&pairs|odd23&^pairs
	keys[0][i], keys[1][i], keys[2][i], keys[3][i] = uint32(k0), uint32(k1), uint32(k2), uint32(k3)
	keys[4][i], keys[5][i], keys[6][i], keys[7][i] = uint32(k0>>32), uint32(k1>>32), uint32(k2>>32), uint32(k3>>32)
}

// mix is the mixing transformation (section 5.3):
// h becomes ψ⁶¹(h ⊕ ψ(m ⊕ ψ¹²(s))).
func (h *word256) mix(s word256, m *word256) {
	a, b, c, d := s[0], s[1], s[2], s[3]
	for range 3 {
		a, b, c, d = b, c, d, psi4(a, b, d)
	}
	a, b, c, d = psi(a^m[0], b^m[1], c^m[2], d^m[3])
	a, b, c, d = psi(a^h[0], b^h[1], c^h[2], d^h[3])
	for range 15 {
		a, b, c, d = b, c, d, psi4(a, b, d)
	}
	*h = word256{a, b, c, d}
}

// psi is ψ: the sixteen 16-bit parts y₁…y₁₆ of a word move down by one, and
// y₁⊕y₂⊕y₃⊕y₄⊕y₁₃⊕y₁₆ comes in at the top.
func psi(a, b, c, d uint64) (uint64, uint64, uint64, uint64) {
	top := a ^ a>>16 ^ a>>32 ^ a>>48 ^ d ^ d>>48
	return a>>16 | b<<48, b>>16 | c<<48, c>>16 | d<<48, d>>16 | top<<48
}

// psi4 returns the part of a word that comes in at the top by ψ⁴. Each of its
// 16-bit parts sums the next ones of a, b and d and the one made before it:
// of the latter, the sum runs through the result.
func psi4(a, b, d uint64) uint64 {
	t := a ^ (a>>16 | b<<48) ^ (a>>32 | b<<32) ^ (a>>48 | b<<16) ^ d ^ d>>48
	t ^= t << 16
	return t ^ t<<32
}
