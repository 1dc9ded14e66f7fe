// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
)

// ErrOpen is the error for octets that are not the encryption of anything under
// the key, nonce and additional data. It comes alone.
var ErrOpen = errors.New("kalyna: message does not authenticate")

// NewGCM returns the mode of selective gamma with an authentication code
// ("вибіркове гамування з прискореним виробленням імітовставки"). The code is of
// tagSize octets, from 8 up to those of a block, else the error is [ErrTagSize];
// the nonce is as long as a block.
//
// A pair of key and nonce must never encrypt two messages. Unlike in GCM over
// AES, the code does not depend on the nonce. What the standard says of
// incomplete blocks was not at hand: as newer versions of Bouncy Castle do, they
// are completed with zeros where the code is made.
func NewGCM(c *Cipher, tagSize int) (cipher.AEAD, error) {
	if tagSize < minTag || tagSize > c.blockSize {
		return nil, ErrTagSize
	}
	g := &gcm{c: c, tagSize: tagSize}
	g.hash.init(c)
	return g, nil
}

type gcm struct {
	c       *Cipher // nil after Wipe
	tagSize int
	hash    ghash // of nothing
}

func (g *gcm) NonceSize() int { return g.c.blockSize }
func (g *gcm) Overhead() int  { return g.tagSize }

func (g *gcm) Seal(dst, nonce, plaintext, additionalData []byte) []byte {
	if len(nonce) != g.c.blockSize {
		panic("kalyna: incorrect nonce length given to GCM")
	}
	ret, out := grow(dst, len(plaintext)+g.tagSize)
	if alias.InexactOverlap(out, plaintext) {
		panic("kalyna: invalid buffer overlap")
	}
	hash := g.hash
	hash.write(additionalData)
	g.c.xorGamma(out, plaintext, nonce)
	hash.write(out[:len(plaintext)])
	tag := hash.tag(g.c, uint64(len(additionalData)), uint64(len(plaintext)))
	copy(out[len(plaintext):], tag[:g.tagSize])
	hash.wipe()
	clear(tag[:])
	return ret
}

func (g *gcm) Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error) {
	if len(nonce) != g.c.blockSize || len(ciphertext) < g.tagSize {
		return nil, ErrOpen
	}
	size := len(ciphertext) - g.tagSize
	ciphertext, code := ciphertext[:size], ciphertext[size:]
	ret, out := grow(dst, size)
	if alias.InexactOverlap(out, ciphertext) {
		panic("kalyna: invalid buffer overlap")
	}
	hash := g.hash
	hash.write(additionalData)
	hash.write(ciphertext)
	tag := hash.tag(g.c, uint64(len(additionalData)), uint64(size))
	equal := subtle.ConstantTimeCompare(tag[:g.tagSize], code) == 1
	hash.wipe()
	clear(tag[:])
	if !equal {
		return nil, ErrOpen
	}
	g.c.xorGamma(out, ciphertext, nonce)
	return ret, nil
}

func (g *gcm) Wipe() { *g = gcm{} }

// xorGamma encrypts or decrypts src by [NewCTR].
func (c *Cipher) xorGamma(dst, src, nonce []byte) {
	var s ctr
	s.start(c, nonce)
	s.XORKeyStream(dst, src)
	s.Wipe()
}

// grow appends n octets to dst, and returns them besides.
func grow(dst []byte, n int) (all, appended []byte) {
	all = slices.Grow(dst, n)[:len(dst)+n]
	return all, all[len(dst):]
}
