// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"crypto/cipher"

	"github.com/pidpys/pidpys/host/crypto/internal/gost"
)

// NewECBEncrypter returns the simple replacement mode (section 2 of the
// standard) for many blocks. Equal blocks stay equal, so it suits nothing but
// keys and formats that ask for it. The key is [KeySize] octets, else the error
// is a [KeySizeError].
func NewECBEncrypter(key []byte, sbox *SBox) (cipher.BlockMode, error) {
	k, err := newKeyed(key, sbox, gost.Encryption)
	if err != nil {
		return nil, err
	}
	return &ecb{k}, nil
}

// NewECBDecrypter returns what undoes [NewECBEncrypter] with the same key and
// table.
func NewECBDecrypter(key []byte, sbox *SBox) (cipher.BlockMode, error) {
	k, err := newKeyed(key, sbox, gost.Decryption)
	if err != nil {
		return nil, err
	}
	return &ecb{k}, nil
}

type ecb struct{ keyed }

func (*ecb) BlockSize() int { return BlockSize }

func (e *ecb) CryptBlocks(dst, src []byte) {
	checkRoom(dst, src)
	if len(src)%BlockSize != 0 {
		panic("gost28147: input not full blocks")
	}
	e.blocks(dst[:len(src)], src)
}
