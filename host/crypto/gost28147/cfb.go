// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"crypto/cipher"
	"crypto/subtle"

	"github.com/pidpys/pidpys/host/crypto/internal/gost"
)

// NewCFBEncrypter returns the gamma mode with feedback ("гамування зі
// зворотним зв'язком", section 4 of the standard; 64-bit CFB), encrypting.
// The sizes of key and iv must be [KeySize] and [BlockSize], else the error is
// a [KeySizeError] or an [IVSizeError].
//
// A pair of key and iv must not encrypt two messages: where they first differ, in
// a block, the sum of both plaintexts shows.
func NewCFBEncrypter(key, iv []byte, sbox *SBox) (cipher.Stream, error) {
	c, err := newCFB(key, iv, sbox)
	if err != nil {
		return nil, err
	}
	return &cfbEncrypter{c}, nil
}

// NewCFBDecrypter returns the stream that undoes [NewCFBEncrypter] with the
// same key, iv and table.
func NewCFBDecrypter(key, iv []byte, sbox *SBox) (cipher.Stream, error) {
	c, err := newCFB(key, iv, sbox)
	if err != nil {
		return nil, err
	}
	return &cfbDecrypter{cfb: c}, nil
}

type cfb struct {
	keyed

	// register holds one block. Its first used octets are ciphertext, the
	// others gamma; full of ciphertext, it is encrypted to the next gamma.
	register [BlockSize]byte
	used     int
}

func newCFB(key, iv []byte, sbox *SBox) (cfb, error) {
	if len(iv) != BlockSize {
		return cfb{}, IVSizeError(len(iv))
	}
	k, err := newKeyed(key, sbox, gost.Encryption)
	return cfb{keyed: k, register: [BlockSize]byte(iv), used: BlockSize}, err
}

// refill turns a register full of ciphertext into gamma.
func (c *cfb) refill() {
	if c.used == BlockSize {
		c.blocks(c.register[:], c.register[:])
		c.used = 0
	}
}

func (c *cfb) Wipe() { *c = cfb{used: BlockSize} }

type cfbEncrypter struct{ cfb }

func (c *cfbEncrypter) XORKeyStream(dst, src []byte) {
	checkRoom(dst, src)
	for len(src) > 0 {
		if whole := len(src) &^ (BlockSize - 1); whole > 0 && c.used == BlockSize {
			c.live().Feedback(&c.schedule, &c.register, dst[:whole], src[:whole])
			dst, src = dst[whole:], src[whole:]
			continue
		}
		c.refill()
		c.register[c.used] ^= src[0]
		dst[0] = c.register[c.used]
		dst, src = dst[1:], src[1:]
		c.used++
	}
}

type cfbDecrypter struct {
	cfb
	gamma [gost.Many]byte
}

func (c *cfbDecrypter) XORKeyStream(dst, src []byte) {
	checkRoom(dst, src)
	for len(src) > 0 {
		if whole := len(src) &^ (BlockSize - 1); whole > 0 && c.used == BlockSize {
			n := min(whole, len(c.gamma))
			c.wholeBlocks(dst[:n], src[:n])
			dst, src = dst[n:], src[n:]
			continue
		}
		c.refill()
		ciphertext := src[0]
		dst[0] = ciphertext ^ c.register[c.used]
		c.register[c.used] = ciphertext
		dst, src = dst[1:], src[1:]
		c.used++
	}
}

// wholeBlocks decrypts up to [gost.Many] octets at once, for only decryption
// knows all the ciphertext that is encrypted to gamma.
func (c *cfbDecrypter) wholeBlocks(dst, src []byte) {
	last := len(src) - BlockSize
	gamma := c.gamma[:len(src)]
	copy(gamma, c.register[:])
	copy(gamma[BlockSize:], src[:last])
	copy(c.register[:], src[last:])
	c.blocks(gamma, gamma)
	subtle.XORBytes(dst, src, gamma)
}

func (c *cfbDecrypter) Wipe() { *c = cfbDecrypter{cfb: cfb{used: BlockSize}} }
