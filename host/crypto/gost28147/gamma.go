// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"crypto/cipher"
	"crypto/subtle"
	"encoding/binary"
	"math/bits"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
)

// The constants the gamma counter's halves grow by (section 3 of the
// standard): C2 modulo 2³², C1 modulo 2³²−1.
const (
	gammaC1 = 0x01010104
	gammaC2 = 0x01010101
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
	k, err := newKeyed(key, sbox)
	if err != nil {
		return nil, err
	}
	counter := k.encrypt(binary.LittleEndian.Uint64(iv))
	g := &gamma{sbox: k.sbox, keys: k.fourfold(), n3: uint32(counter), n4: uint32(counter >> 32)}
	g.used = len(g.stream)
	return g, nil
}

type gamma struct {
	sbox   *SBox // nil after Wipe
	keys   [8][4]uint32
	n3, n4 uint32 // the counter
	stream [4 * BlockSize]byte
	used   int // octets of stream given out
}

func (g *gamma) XORKeyStream(dst, src []byte) {
	checkStream(dst, src)
	for len(src) > 0 {
		if g.used == len(g.stream) {
			g.refill()
		}
		n := subtle.XORBytes(dst, src, g.stream[g.used:])
		dst, src = dst[n:], src[n:]
		g.used += n
	}
}

func (g *gamma) refill() {
	var blocks [4]uint64
	for i := range blocks {
		var carry uint32
		g.n3 += gammaC2
		g.n4, carry = bits.Add32(g.n4, gammaC1, 0)
		g.n4 += carry
		blocks[i] = uint64(g.n4)<<32 | uint64(g.n3)
	}
	g.sbox.EncryptFour(&g.keys, &blocks)
	for i, block := range blocks {
		binary.LittleEndian.PutUint64(g.stream[BlockSize*i:], block)
	}
	g.used = 0
}

func (g *gamma) Wipe() { *g = gamma{used: len(g.stream)} }

// checkStream panics where [cipher.Stream] says an XORKeyStream must.
func checkStream(dst, src []byte) {
	if len(dst) < len(src) {
		panic("gost28147: output smaller than input")
	}
	if alias.InexactOverlap(dst[:len(src)], src) {
		panic("gost28147: invalid buffer overlap")
	}
}
