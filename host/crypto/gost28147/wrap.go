// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"bytes"
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
)

// wrappedSize is the size of a wrapped key: iv, key and its MAC.
const wrappedSize = BlockSize + KeySize + macSize

// wrapIV is the initial vector of the outer encryption, the one of RFC 3217,
// section 3.1.
var wrapIV = []byte{0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05}

// ErrUnwrap is the error for octets that are no key wrapped under this key
// with this table. It comes alone or wrapped.
var ErrUnwrap = errors.New("gost28147: wrapped key does not verify")

// Wrap encrypts the content key cek under the key kek by the key wrap
// 1.2.804.2.1.1.1.1.1.1.5 and returns 44 octets. Both keys are [KeySize]
// octets; iv is [BlockSize] octets, fresh and random for each wrap; else the
// error is a [KeySizeError] or an [IVSizeError].
//
// The MAC of cek is put behind it, both are encrypted by CFB under iv, all
// octets are reversed and encrypted by CFB again, as RFC 3217 does it with
// other algorithms. This was learnt from and checked on envelopes made by
// other software, not on the text of a standard.
func Wrap(kek, cek, iv []byte, sbox *SBox) ([]byte, error) {
	if len(cek) != KeySize {
		return nil, KeySizeError(len(cek))
	}
	if len(iv) != BlockSize {
		return nil, IVSizeError(len(iv))
	}
	wrapped := slices.Concat(iv, cek, make([]byte, macSize))
	icv := wrapped[BlockSize+KeySize:]
	if err := keyMAC(icv, kek, cek, sbox); err != nil {
		return nil, err
	}
	if err := crypt(wrapped[BlockSize:], kek, iv, sbox, NewCFBEncrypter); err != nil {
		return nil, err
	}
	slices.Reverse(wrapped)
	return wrapped, crypt(wrapped, kek, wrapIV, sbox, NewCFBEncrypter)
}

// Unwrap returns the content key that [Wrap] encrypted under kek. If wrapped
// has another size or its MAC, compared in constant time, does not agree, the
// error wraps [ErrUnwrap].
func Unwrap(kek, wrapped []byte, sbox *SBox) ([]byte, error) {
	if len(wrapped) != wrappedSize {
		return nil, fmt.Errorf("%w: %d octets, want %d", ErrUnwrap, len(wrapped), wrappedSize)
	}
	plain := bytes.Clone(wrapped)
	if err := crypt(plain, kek, wrapIV, sbox, NewCFBDecrypter); err != nil {
		return nil, err
	}
	slices.Reverse(plain)
	if err := crypt(plain[BlockSize:], kek, plain[:BlockSize], sbox, NewCFBDecrypter); err != nil {
		return nil, err
	}
	cek, icv := plain[BlockSize:BlockSize+KeySize], plain[BlockSize+KeySize:]
	var want [macSize]byte
	if err := keyMAC(want[:], kek, cek, sbox); err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(icv, want[:]) != 1 {
		clear(plain)
		return nil, ErrUnwrap
	}
	clear(icv)
	return cek[:KeySize:KeySize], nil
}

// crypt puts octets through a stream in place.
func crypt(p, key, iv []byte, sbox *SBox, mode func(key, iv []byte, sbox *SBox) (cipher.Stream, error)) error {
	stream, err := mode(key, iv, sbox)
	if err != nil {
		return err
	}
	stream.XORKeyStream(p, p)
	stream.(Wiper).Wipe()
	return nil
}

// keyMAC puts the integrity check value of a key into icv.
func keyMAC(icv, kek, key []byte, sbox *SBox) error {
	m, err := NewMAC(kek, sbox)
	if err != nil {
		return err
	}
	m.Write(key)
	m.Sum(icv[:0])
	m.(Wiper).Wipe()
	return nil
}
