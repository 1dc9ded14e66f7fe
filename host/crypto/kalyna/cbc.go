// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"
)

// NewCBCEncrypter returns the mode of chained blocks ("зчеплення шифроблоків"),
// encrypting. It pads nothing. The iv is as long as a block, else the error is
// [ErrIVSize]; it must be one that nobody could foresee.
func NewCBCEncrypter(c *Cipher, iv []byte) (cipher.BlockMode, error) { return newCBC(c, iv, false) }

// NewCBCDecrypter returns what undoes [NewCBCEncrypter] with the same iv.
func NewCBCDecrypter(c *Cipher, iv []byte) (cipher.BlockMode, error) { return newCBC(c, iv, true) }

type cbc struct {
	c        *Cipher // nil after Wipe
	decrypts bool
	last     [maxBlock]byte // ciphertext
}

func newCBC(c *Cipher, iv []byte, decrypts bool) (cipher.BlockMode, error) {
	if len(iv) != c.blockSize {
		return nil, ErrIVSize
	}
	s := &cbc{c: c, decrypts: decrypts}
	copy(s.last[:], iv)
	return s, nil
}

func (s *cbc) BlockSize() int { return s.c.blockSize }

func (s *cbc) CryptBlocks(dst, src []byte) {
	s.c.checkBlocks(dst, src)
	for len(src) > 0 {
		var n int
		if s.decrypts {
			n = s.decryptBulk(dst, src)
		} else {
			n = s.encryptBlock(dst, src)
		}
		dst, src = dst[n:], src[n:]
	}
}

func (s *cbc) encryptBlock(dst, src []byte) int {
	last := s.last[:s.c.blockSize]
	subtle.XORBytes(last, last, src)
	s.c.encrypt(last, last)
	return copy(dst, last)
}

// decryptBulk decrypts many blocks at once, as they do not wait for each other.
func (s *cbc) decryptBulk(dst, src []byte) int {
	var before, plain [bulk]byte
	n := min(len(src), bulk)
	size := s.c.blockSize
	copy(before[:size], s.last[:])
	copy(before[size:n], src)
	copy(s.last[:size], src[n-size:])
	s.c.decrypt(plain[:n], src[:n])
	subtle.XORBytes(dst, plain[:n], before[:n])
	clear(plain[:])
	return n
}

func (s *cbc) Wipe() { *s = cbc{} }
