// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost

import (
	"encoding/binary"
	"math/bits"
)

// StepSize is the size of a block of ГОСТ 34.311 in octets.
const StepSize = 32

// A State is the state of a hash: the chaining value and the sum of the blocks
// modulo 2²⁵⁶, each least significant octet first.
type State struct{ H, Sum [StepSize]byte }

// A word is a word of ГОСТ 34.311, of 256 bits, least significant part first; for
// the cipher it is four blocks.
type word [4]uint64

func load(octets []byte) word {
	return word{
		binary.LittleEndian.Uint64(octets), binary.LittleEndian.Uint64(octets[8:]),
		binary.LittleEndian.Uint64(octets[16:]), binary.LittleEndian.Uint64(octets[24:]),
	}
}

func (w *word) store(octets *[StepSize]byte) {
	for i, part := range w {
		binary.LittleEndian.PutUint64(octets[8*i:], part)
	}
}

// Absorb adds whole blocks to the sum and puts them through the step function.
func (t *Table) Absorb(s *State, blocks []byte) { t.absorb(s, blocks) }

// absorbPortable is [Table.Absorb] for every processor.
func (t *Table) absorbPortable(s *State, blocks []byte) {
	var keys fourfold
	h, sum := load(s.H[:]), load(s.Sum[:])
	for ; len(blocks) >= StepSize; blocks = blocks[StepSize:] {
		m := load(blocks)
		sum.add(&m)
		keys.derive(&h, &m)
		encrypted := h
		keys.crypt(t, &encrypted)
		h.mix(&m, &encrypted)
	}
	h.store(&s.H)
	sum.store(&s.Sum)
	clear(keys[:])
}

// add adds modulo 2²⁵⁶.
func (w *word) add(x *word) {
	var carry uint64
	for i := range w {
		w[i], carry = bits.Add64(w[i], x[i], carry)
	}
}

// A step is the function χ (section 5 of ГОСТ Р 34.11-94): four keys are made of
// the chaining value h and the block m, the four parts of h are encrypted, each
// under its own key, and the result is mixed with h and m.

// derive makes the keys (section 5.1) by P of the sums of U and V, which
// start as h and m and then go through A and A² once a key. C₃, added for the
// third key, is the only constant that is not zero.
func (k *fourfold) derive(h, m *word) {
	u0, u1, u2, u3 := h[0], h[1], h[2], h[3]
	v0, v1, v2, v3 := m[0], m[1], m[2], m[3]
	for pair := range 2 {
		w0, w1, w2, w3 := transpose(u0^v0, u1^v1, u2^v2, u3^v3)
		u0, u1, u2, u3 = u1, u2, u3, u0^u1
		v0, v1, v2, v3 = v2, v3, v0^v1, v1^v2
		x0, x1, x2, x3 := transpose(u0^v0, u1^v1, u2^v2, u3^v3)
		u0, u1, u2, u3 = u1^0xff00ff00ff00ff00, u2^0x00ff00ff00ff00ff, u3^0xff0000ff00ffff00, u0^u1^0xff00ffff000000ff
		v0, v1, v2, v3 = v2, v3, v0^v1, v1^v2

		const half = 1<<32 - 1
		k[0][pair], k[4][pair] = w0&half|x0<<32, w0>>32|x0&^half
		k[1][pair], k[5][pair] = w1&half|x1<<32, w1>>32|x1&^half
		k[2][pair], k[6][pair] = w2&half|x2<<32, w2>>32|x2&^half
		k[3][pair], k[7][pair] = w3&half|x3<<32, w3>>32|x3&^half
	}
	copy(k[8:], k[:8])
	copy(k[16:], k[:8])
	for j := range 8 {
		k[31-j] = k[j]
	}
}

// transpose is the octet permutation P but for the order of the key's words:
// word j is made of octet j of each of the four parts, and here words j and j+4
// are the halves of part j. It exchanges octets, then pairs of them.
func transpose(w0, w1, w2, w3 uint64) (k0, k1, k2, k3 uint64) {
	const octets, pairs = 0x00ff00ff00ff00ff, 0x0000ffff0000ffff
	even01, odd01 := w0&octets|w1&octets<<8, w0>>8&octets|w1&^octets
	even23, odd23 := w2&octets|w3&octets<<8, w2>>8&octets|w3&^octets
	return even01&pairs | even23&pairs<<16, odd01&pairs | odd23&pairs<<16,
		even01>>16&pairs | even23&^pairs, odd01>>16&pairs | odd23&^pairs
}

// mix is the mixing transformation (section 5.3) that ends a step: h becomes
// ψ⁶¹(h ⊕ ψ(m ⊕ ψ¹²(encrypted))).
func (h *word) mix(m, encrypted *word) {
	a, b, c, d := encrypted[0], encrypted[1], encrypted[2], encrypted[3]
	for range 3 {
		a, b, c, d = b, c, d, psi4(a, b, d)
	}
	a, b, c, d = psi(a^m[0], b^m[1], c^m[2], d^m[3])
	a, b, c, d = psi(a^h[0], b^h[1], c^h[2], d^h[3])
	for range 15 {
		a, b, c, d = b, c, d, psi4(a, b, d)
	}
	*h = word{a, b, c, d}
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
