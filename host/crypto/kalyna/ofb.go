// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"
)

// NewOFB returns the mode with feedback of the gamma ("гамування зі зворотним
// зв'язком за шифргамою"): the gamma is the iv encrypted again and again.
// Encryption and decryption are the same. The iv is as long as a block, else the
// error is [ErrIVSize].
//
// A pair of key and iv must never encrypt two messages.
func NewOFB(c *Cipher, iv []byte) (cipher.Stream, error) {
	if len(iv) != c.blockSize {
		return nil, ErrIVSize
	}
	s := &ofb{c: c, used: len(iv)}
	copy(s.gamma[:], iv)
	return s, nil
}

type ofb struct {
	c     *Cipher // nil after Wipe
	gamma [maxBlock]byte
	used  int
}

func (s *ofb) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	gamma := s.gamma[:s.c.blockSize]
	for len(src) > 0 {
		if s.used == len(gamma) {
			s.c.encrypt(gamma, gamma)
			s.used = 0
		}
		n := subtle.XORBytes(dst, src, gamma[s.used:])
		dst, src = dst[n:], src[n:]
		s.used += n
	}
}

func (s *ofb) Wipe() { *s = ofb{} }
