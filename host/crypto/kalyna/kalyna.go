// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package kalyna implements the block cipher of ДСТУ 7624:2014 "Калина" with
// all five sizes of its blocks and keys, its modes CFB, CTR and KW, and the key
// wrap used in Ukrainian envelopes. The CBC mode is [cipher.NewCBCEncrypter]
// over a block of this package. The cipher is as its designers describe it in
// "A New Encryption Standard of Ukraine: The Kalyna Block Cipher" (IACR ePrint
// 2015/650); the text of the standard was not at hand.
//
//	block, octets   key, octets
//	16              16, 32
//	32              32, 64
//	64              64
//
// Every block and stream made by this package is a [Wiper]; call Wipe when the
// key is no longer needed.
//
// The rounds look up tables at places that depend on key and data, so code
// that shares a processor's cache may learn about both. The project uses the
// cipher for the content and the content keys of envelopes; it takes no part in
// making a signature. CFB, CTR and CBC authenticate nothing: whoever can alter
// the ciphertext alters the plaintext, unless a signature covers it.
package kalyna

import (
	"crypto/cipher"
	"encoding/binary"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
)

// SizeError is the error for a key and a block, or an initial vector in its
// place, whose sizes in octets are none of the standard's.
type SizeError struct{ Key, Block int }

func (e SizeError) Error() string {
	return fmt.Sprintf("kalyna: key of %d octets with blocks of %d", e.Key, e.Block)
}

// A Wiper can overwrite the key and state it holds. Afterwards it panics
// rather than process anything with the all-zero key.
type Wiper interface{ Wipe() }

// NewCipher returns the cipher for single blocks of blockSize octets (ECB). The
// sizes must be of the five of the standard, else the error is a [SizeError].
func NewCipher(key []byte, blockSize int) (cipher.Block, error) {
	k, err := newSchedule(key, blockSize)
	if err != nil {
		return nil, err
	}
	return &block{k, k.inverse()}, nil
}

type block struct{ forward, backward schedule }

func (b *block) BlockSize() int { return b.forward.blockSize() }

func (b *block) Encrypt(dst, src []byte) {
	b.check(dst, src)
	b.forward.encrypt(dst, src)
}

func (b *block) Decrypt(dst, src []byte) {
	b.check(dst, src)
	b.backward.decrypt(dst, src)
}

// check panics where [cipher.Block] says that its methods must.
func (b *block) check(dst, src []byte) {
	size := b.BlockSize()
	if len(src) < size {
		panic("kalyna: input not full block")
	}
	if len(dst) < size {
		panic("kalyna: output not full block")
	}
	if alias.InexactOverlap(dst[:size], src[:size]) {
		panic("kalyna: invalid buffer overlap")
	}
}

func (b *block) Wipe() { *b = block{} }

// load and store give the columns of a block: its octets are little-endian
// words.
func (s *state) load(src []byte, columns int) {
	for c := range columns {
		s[c] = binary.LittleEndian.Uint64(src[8*c:])
	}
}

func (s *state) store(dst []byte, columns int) {
	for c := range columns {
		binary.LittleEndian.PutUint64(dst[8*c:], s[c])
	}
}
