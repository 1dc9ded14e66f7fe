// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/subtle"
	"errors"
)

// ErrTextSize is the error for a text that is too short for its mode, or for
// which there is no room.
var ErrTextSize = errors.New("kalyna: the text does not have a size that this mode admits")

// XTS is the mode of indexed substitution ("індексована заміна") for data that
// take the same place before and after encryption, such as sectors of a disk. It
// has one key, unlike XTS of IEEE 1619.
type XTS struct{ c *Cipher }

// NewXTS returns the mode over c.
func NewXTS(c *Cipher) *XTS { return &XTS{c} }

// Encrypt encrypts src to dst, of at least a block, else the error is
// [ErrTextSize]. The iv, which tells one place from another and need not be
// secret, is as long as a block, else the error is [ErrIVSize]. An incomplete
// last block takes ("steals") the end of the ciphertext before it. Memory that dst
// and src share must begin at one octet, else Encrypt panics.
func (x *XTS) Encrypt(dst, src, iv []byte) error { return x.crypt(dst, src, iv, false) }

// Decrypt undoes [XTS.Encrypt] with the same iv.
func (x *XTS) Decrypt(dst, src, iv []byte) error { return x.crypt(dst, src, iv, true) }

func (x *XTS) crypt(dst, src, iv []byte, decrypts bool) error {
	size := x.c.blockSize
	if len(iv) != size {
		return ErrIVSize
	}
	if len(src) < size || len(dst) < len(src) {
		return ErrTextSize
	}
	checkStream(dst, src)
	dst = dst[:len(src)]
	rest := len(src) % size
	whole := len(src) - rest
	if rest > 0 {
		whole -= size
	}
	var first [maxBlock]byte
	var tweak element
	x.c.encrypt(first[:size], iv)
	load(tweak[:size/8], first[:])
	x.many(dst[:whole], src[:whole], &tweak, decrypts)
	if rest > 0 {
		x.steal(dst[whole:], src[whole:], &tweak, decrypts)
	}
	clear(first[:])
	clear(tweak[:])
	return nil
}

// many processes whole blocks. The tweak is doubled before each.
func (x *XTS) many(dst, src []byte, tweak *element, decrypts bool) {
	var tweaks [bulk]byte
	size := x.c.blockSize
	for len(src) > 0 {
		n := min(len(src), bulk)
		for at := 0; at < n; at += size {
			tweak.double(size / 8)
			store(tweaks[at:], tweak[:size/8])
		}
		subtle.XORBytes(dst, src[:n], tweaks[:n])
		if decrypts {
			x.c.decrypt(dst[:n], dst[:n])
		} else {
			x.c.encrypt(dst[:n], dst[:n])
		}
		subtle.XORBytes(dst, dst[:n], tweaks[:n])
		dst, src = dst[n:], src[n:]
	}
	clear(tweaks[:])
}

// steal processes a block and an incomplete one. Encryption goes on from the
// first to the second, whose missing end is that of the first's ciphertext, and
// puts the second's ciphertext first; so decryption begins with the second tweak.
func (x *XTS) steal(dst, src []byte, tweak *element, decrypts bool) {
	var block, last [maxBlock]byte
	size := x.c.blockSize
	rest := len(src) - size
	before, after := *tweak, *tweak
	if decrypts {
		before.double(size / 8)
	} else {
		after.double(size / 8)
	}
	x.many(block[:size], src[:size], &before, decrypts)
	copy(last[:], src[size:])
	copy(last[rest:size], block[rest:])
	copy(dst[size:], block[:rest])
	x.many(dst[:size], last[:size], &after, decrypts)
	clear(block[:])
	clear(last[:])
	clear(before[:])
	clear(after[:])
}
