// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"
)

// maxBlock is the size of the longest block in octets.
const maxBlock = 64

// NewCFBEncrypter returns the mode with feedback of the ciphertext ("гамування
// зі зворотним зв'язком за шифртекстом", CFB), encrypting, with q, the number of
// octets fed back at once, that of the block. The iv has the size of a block,
// and so chooses it; if there is none for these sizes, the error is a
// [SizeError].
func NewCFBEncrypter(key, iv []byte) (cipher.Stream, error) { return newCFB(key, iv, false) }

// NewCFBDecrypter returns the stream that undoes [NewCFBEncrypter] with the
// same key and iv.
func NewCFBDecrypter(key, iv []byte) (cipher.Stream, error) { return newCFB(key, iv, true) }

type cfb struct {
	schedule
	decrypts bool

	// register holds one block. Its first used octets are ciphertext, the
	// others gamma; full of ciphertext, it is encrypted to the next gamma.
	register [maxBlock]byte
	used     int
}

func newCFB(key, iv []byte, decrypts bool) (cipher.Stream, error) {
	k, err := newSchedule(key, len(iv))
	if err != nil {
		return nil, err
	}
	c := &cfb{schedule: k, decrypts: decrypts, used: len(iv)}
	copy(c.register[:], iv)
	return c, nil
}

func (c *cfb) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	var ciphertext [maxBlock]byte
	size := c.blockSize()
	for len(src) > 0 {
		if c.used == size {
			c.encrypt(c.register[:], c.register[:])
			c.used = 0
		}
		register := c.register[c.used:size]
		var n int
		if c.decrypts {
			copy(ciphertext[:], src)
			n = subtle.XORBytes(dst, src, register)
			copy(register, ciphertext[:n])
		} else {
			n = subtle.XORBytes(register, register, src)
			copy(dst, register[:n])
		}
		dst, src = dst[n:], src[n:]
		c.used += n
	}
}

func (c *cfb) Wipe() { *c = cfb{} }
