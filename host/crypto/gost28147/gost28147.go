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
// Time does not depend on keys or data: see package internal/gost. Many blocks at
// once, as in [NewCTR], the decrypter of [NewCFBDecrypter] and [NewECBDecrypter],
// are an order of magnitude faster than one after the other, as the encrypter of
// [NewCFBEncrypter] and [NewMAC] must have them.
//
// The modes here authenticate nothing: whoever can alter the ciphertext alters
// the plaintext, unless a MAC or a signature covers it.
package gost28147

import (
	"crypto/cipher"
	"encoding/binary"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
	"github.com/pidpys/pidpys/host/crypto/internal/gost"
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
// of the standard), a block at a time; [NewECBEncrypter] takes many. The key is
// [KeySize] octets, else the error is a [KeySizeError].
func NewCipher(key []byte, sbox *SBox) (cipher.Block, error) {
	e, err := newKeyed(key, sbox, gost.Encryption)
	if err != nil {
		return nil, err
	}
	d, err := newKeyed(key, sbox, gost.Decryption)
	return &block{e, d}, err
}

type block struct{ encryption, decryption keyed }

func (*block) BlockSize() int { return BlockSize }

func (b *block) Encrypt(dst, src []byte) { b.encryption.single(dst, src) }
func (b *block) Decrypt(dst, src []byte) { b.decryption.single(dst, src) }

func (b *block) Wipe() { *b = block{} }

// keyed is a key in the order of its use and the table it is used with: what all
// modes have in common.
type keyed struct {
	table    *gost.Table // nil after Wipe
	schedule gost.Schedule
}

func newKeyed(key []byte, sbox *SBox, order func(key *[8]uint32) gost.Schedule) (keyed, error) {
	if len(key) != KeySize {
		return keyed{}, KeySizeError(len(key))
	}
	var words [8]uint32
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(key[4*i:])
	}
	k := keyed{sbox.Table(), order(&words)}
	clear(words[:])
	return k, nil
}

func (k *keyed) Wipe() { *k = keyed{} }

// live returns the table, unless the key is wiped.
func (k *keyed) live() *gost.Table {
	if k.table == nil {
		panic("gost28147: used after Wipe")
	}
	return k.table
}

// blocks encrypts or decrypts whole blocks, each by itself.
func (k *keyed) blocks(dst, src []byte) { k.live().Crypt(&k.schedule, dst, src) }

// single is blocks for one of them, with the checks of [cipher.Block].
func (k *keyed) single(dst, src []byte) {
	if len(src) < BlockSize {
		panic("gost28147: input not full block")
	}
	if len(dst) < BlockSize {
		panic("gost28147: output not full block")
	}
	if alias.InexactOverlap(dst[:BlockSize], src[:BlockSize]) {
		panic("gost28147: invalid buffer overlap")
	}
	k.blocks(dst[:BlockSize], src[:BlockSize])
}
