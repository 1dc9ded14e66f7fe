// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"
)

// NewCFBEncrypter returns the mode with feedback of the ciphertext ("гамування
// зі зворотним зв'язком за шифртекстом"), encrypting, with q, the number of
// octets fed back at once, that of the block. The iv is as long as a block, else
// the error is [ErrIVSize].
//
// A pair of key and iv must not encrypt two messages: where they first differ, in
// a block, the sum of both plaintexts shows.
func NewCFBEncrypter(c *Cipher, iv []byte) (cipher.Stream, error) { return newCFB(c, iv, false) }

// NewCFBDecrypter returns the stream that undoes [NewCFBEncrypter] with the
// same iv.
func NewCFBDecrypter(c *Cipher, iv []byte) (cipher.Stream, error) { return newCFB(c, iv, true) }

type cfb struct {
	c        *Cipher // nil after Wipe
	decrypts bool

	// The first used octets of the register are ciphertext, the others gamma;
	// full of ciphertext, it is encrypted to the next gamma.
	register [maxBlock]byte
	used     int
}

func newCFB(c *Cipher, iv []byte, decrypts bool) (*cfb, error) {
	if len(iv) != c.blockSize {
		return nil, ErrIVSize
	}
	s := &cfb{c: c, decrypts: decrypts, used: len(iv)}
	copy(s.register[:], iv)
	return s, nil
}

func (s *cfb) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	size := s.c.blockSize
	for len(src) > 0 {
		if s.used == size && s.decrypts && len(src) > size {
			n := s.decryptBulk(dst, src)
			dst, src = dst[n:], src[n:]
			continue
		}
		if s.used == size {
			s.c.encrypt(s.register[:size], s.register[:size])
			s.used = 0
		}
		n := s.partly(dst, src, s.register[s.used:size])
		dst, src = dst[n:], src[n:]
		s.used += n
	}
}

// partly uses up gamma, and leaves ciphertext in its place.
func (s *cfb) partly(dst, src, gamma []byte) int {
	if !s.decrypts {
		n := subtle.XORBytes(gamma, gamma, src)
		return copy(dst, gamma[:n])
	}
	var ciphertext [maxBlock]byte
	n := copy(ciphertext[:len(gamma)], src)
	subtle.XORBytes(dst, src, gamma)
	return copy(gamma, ciphertext[:n])
}

// decryptBulk decrypts whole blocks: all ciphertext is there to be encrypted at
// once. The register is full of ciphertext before and after.
func (s *cfb) decryptBulk(dst, src []byte) int {
	var gamma [bulk]byte
	size := s.c.blockSize
	n := min(len(src), len(gamma)) &^ (size - 1)
	copy(gamma[:size], s.register[:])
	copy(gamma[size:n], src)
	copy(s.register[:], src[n-size:n])
	s.c.encrypt(gamma[:n], gamma[:n])
	subtle.XORBytes(dst, src[:n], gamma[:n])
	clear(gamma[:])
	return n
}

func (s *cfb) Wipe() { *s = cfb{} }
