// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package gost28147 implements the block cipher of ГОСТ 28147-89 (in Ukraine
// ДСТУ ГОСТ 28147:2009): the simple replacement of single blocks, the gamma
// and gamma-with-feedback modes, the 32-bit message authentication code, and
// the key wrap used in Ukrainian envelopes.
//
// The standard leaves the substitution table (ДКЕ, "long-term key element")
// to the application. Two tables are met in Ukraine, [DefaultSBox] and
// [ExampleSBox]; others are made by [NewSBox]. Wherever this package takes a
// *SBox, nil stands for [DefaultSBox].
//
// Every block, stream and hash made by this package is a [Wiper]; call Wipe
// when the key is no longer needed.
//
// The rounds look up tables at places that depend on key and data, so code
// that shares a processor's cache may learn about both. The project uses the
// cipher to open key containers and envelopes; it takes no part in making a
// signature. The modes here authenticate nothing: whoever can alter the
// ciphertext alters the plaintext, unless a MAC or a signature covers it.
package gost28147

import (
	"crypto/cipher"
	"encoding/binary"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
)

const (
	// BlockSize is the size of a block in octets; the initial vectors
	// ("синхропосилка") of the stream modes have the same size.
	BlockSize = 8

	// KeySize is the size of a key in octets.
	KeySize = 32
)

// KeySizeError is the error for a key that is not [KeySize] octets; its value
// is the size that was given.
type KeySizeError int

func (n KeySizeError) Error() string {
	return fmt.Sprintf("gost28147: key of %d octets, want %d", int(n), KeySize)
}

// IVSizeError is the error for an initial vector that is not [BlockSize]
// octets; its value is the size that was given.
type IVSizeError int

func (n IVSizeError) Error() string {
	return fmt.Sprintf("gost28147: initial vector of %d octets, want %d", int(n), BlockSize)
}

// A Wiper can overwrite the key and state it holds. Afterwards it panics
// rather than process anything with the all-zero key.
type Wiper interface{ Wipe() }

// NewCipher returns the cipher in the simple replacement mode (ECB; section 2
// of the standard). The key is [KeySize] octets, else the error is a
// [KeySizeError].
func NewCipher(key []byte, sbox *SBox) (cipher.Block, error) {
	k, err := newKeyed(key, sbox)
	if err != nil {
		return nil, err
	}
	return &block{k}, nil
}

type block struct{ keyed }

func (*block) BlockSize() int { return BlockSize }

func (b *block) Encrypt(dst, src []byte) { b.crypt(dst, src, encryptForward) }
func (b *block) Decrypt(dst, src []byte) { b.crypt(dst, src, decryptForward) }

func (b *block) crypt(dst, src []byte, forward uint) {
	if len(src) < BlockSize {
		panic("gost28147: input not full block")
	}
	if len(dst) < BlockSize {
		panic("gost28147: output not full block")
	}
	if alias.InexactOverlap(dst[:BlockSize], src[:BlockSize]) {
		panic("gost28147: invalid buffer overlap")
	}
	n1, n2 := b.sbox.rounds(&b.key, 32, forward, binary.LittleEndian.Uint32(src), binary.LittleEndian.Uint32(src[4:]))
	binary.LittleEndian.PutUint32(dst, n2)
	binary.LittleEndian.PutUint32(dst[4:], n1)
}

// keyed is a key and the table it is used with: what all modes have in common.
type keyed struct {
	sbox *SBox // nil after Wipe
	key  [8]uint32
}

func newKeyed(key []byte, sbox *SBox) (keyed, error) {
	if len(key) != KeySize {
		return keyed{}, KeySizeError(len(key))
	}
	k := keyed{sbox: sbox.orDefault()}
	for i := range k.key {
		k.key[i] = binary.LittleEndian.Uint32(key[4*i:])
	}
	return k, nil
}

func (k *keyed) Wipe() { *k = keyed{} }

// fourfold returns the key for four blocks at once.
func (k *keyed) fourfold() (keys [8][4]uint32) {
	for i, word := range k.key {
		keys[i] = [4]uint32{word, word, word, word}
	}
	return keys
}

// encrypt returns the encrypted block; blocks are little-endian words here.
func (k *keyed) encrypt(block uint64) uint64 {
	n1, n2 := k.sbox.rounds(&k.key, 32, encryptForward, uint32(block), uint32(block>>32))
	return uint64(n1)<<32 | uint64(n2)
}
