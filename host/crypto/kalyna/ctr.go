// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"math/bits"
)

// bulk is how many octets the modes hand to the cipher at once.
const bulk = 2048

// NewCTR returns the counter mode ("гамування"): the encrypted iv starts a
// counter whose encrypted values are the gamma. Encryption and decryption are
// the same. The iv is as long as a block, else the error is [ErrIVSize].
//
// A pair of key and iv must never encrypt two messages.
func NewCTR(c *Cipher, iv []byte) (cipher.Stream, error) {
	if len(iv) != c.blockSize {
		return nil, ErrIVSize
	}
	s := new(ctr)
	s.start(c, iv)
	return s, nil
}

type ctr struct {
	c         *Cipher // nil after Wipe
	counter   state
	gamma     [bulk]byte
	used, end int // gamma[used:end] is still to be used
}

func (s *ctr) start(c *Cipher, iv []byte) {
	*s = ctr{c: c}
	c.encrypt(s.gamma[:len(iv)], iv)
	load(s.counter[:len(iv)/8], s.gamma[:])
}

func (s *ctr) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	for len(src) > 0 {
		if s.used == s.end {
			s.refill(len(src))
		}
		n := subtle.XORBytes(dst, src, s.gamma[s.used:s.end])
		dst, src = dst[n:], src[n:]
		s.used += n
	}
}

// refill makes gamma for so many octets, or as many as there is room for.
func (s *ctr) refill(octets int) {
	size := s.c.blockSize
	s.used, s.end = 0, min(octets+size-1, bulk)&^(size-1)
	gamma := s.gamma[:s.end]
	s.count(gamma)
	s.c.encrypt(gamma, gamma)
}

// count fills blocks with the next values of the counter, a little-endian number
// as long as a block. All its words take part whatever the carry is: it is secret.
func (s *ctr) count(blocks []byte) {
	words := s.c.blockSize / 8
	low, next := s.counter[0], s.counter[1]
	for ; len(blocks) >= 8*words; blocks = blocks[8*words:] {
		var carry uint64
		low, carry = bits.Add64(low, 1, 0)
		next, carry = bits.Add64(next, 0, carry)
		binary.LittleEndian.PutUint64(blocks, low)
		binary.LittleEndian.PutUint64(blocks[8:], next)
		for i := 2; i < words; i++ {
			s.counter[i], carry = bits.Add64(s.counter[i], 0, carry)
			binary.LittleEndian.PutUint64(blocks[8*i:], s.counter[i])
		}
	}
	s.counter[0], s.counter[1] = low, next
}

func (s *ctr) Wipe() { *s = ctr{} }
