// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"crypto/cipher"
	"crypto/subtle"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
	"github.com/pidpys/pidpys/host/crypto/internal/gost"
)

// NewCTR returns the gamma mode ("гамування", section 3 of the standard): the
// encrypted iv starts a counter whose encrypted values are the key stream.
// Encryption and decryption are the same. The sizes of key and iv must be
// [KeySize] and [BlockSize], else the error is a [KeySizeError] or an
// [IVSizeError].
//
// A pair of key and iv must never encrypt two messages.
func NewCTR(key, iv []byte, sbox *SBox) (cipher.Stream, error) {
	if len(iv) != BlockSize {
		return nil, IVSizeError(len(iv))
	}
	k, err := newKeyed(key, sbox, gost.Encryption)
	if err != nil {
		return nil, err
	}
	g := &gamma{keyed: k}
	g.blocks(g.counter[:], iv)
	return g, nil
}

type gamma struct {
	keyed
	counter [BlockSize]byte
	stream  [gost.Many]byte
	unused  []byte // the end of stream that is not given out
}

func (g *gamma) XORKeyStream(dst, src []byte) {
	checkRoom(dst, src)
	for len(src) > 0 {
		if len(g.unused) == 0 {
			g.refill(len(src))
		}
		n := subtle.XORBytes(dst, src, g.unused)
		dst, src, g.unused = dst[n:], src[n:], g.unused[n:]
	}
}

// refill makes a stream of at least so many octets, as far as there is room.
func (g *gamma) refill(atLeast int) {
	blocks := (min(atLeast, len(g.stream)) + BlockSize - 1) / BlockSize
	g.unused = g.stream[:BlockSize*blocks]
	gost.Count(&g.counter, g.unused)
	g.blocks(g.unused, g.unused)
}

func (g *gamma) Wipe() { *g = gamma{} }

// checkRoom panics where [cipher.Stream] and [cipher.BlockMode] say so.
func checkRoom(dst, src []byte) {
	if len(dst) < len(src) {
		panic("gost28147: output smaller than input")
	}
	if alias.InexactOverlap(dst[:len(src)], src) {
		panic("gost28147: invalid buffer overlap")
	}
}
