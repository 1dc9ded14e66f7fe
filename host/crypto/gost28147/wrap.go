// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"bytes"
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
	k, err := newKeyed(kek, sbox)
	if err != nil {
		return nil, err
	}
	inner, outer := cfbEncrypter{newCFB(k, iv)}, cfbEncrypter{newCFB(k, wrapIV)}
	wrapped := slices.Concat(iv, cek, keyMAC(k, cek))
	inner.XORKeyStream(wrapped[BlockSize:], wrapped[BlockSize:])
	slices.Reverse(wrapped)
	outer.XORKeyStream(wrapped, wrapped)
	k.Wipe()
	inner.Wipe()
	outer.Wipe()
	return wrapped, nil
}

// Unwrap returns the content key that [Wrap] encrypted under kek. If wrapped
// has another size or its MAC, compared in constant time, does not agree, the
// error wraps [ErrUnwrap].
func Unwrap(kek, wrapped []byte, sbox *SBox) ([]byte, error) {
	if len(wrapped) != wrappedSize {
		return nil, fmt.Errorf("%w: %d octets, want %d", ErrUnwrap, len(wrapped), wrappedSize)
	}
	k, err := newKeyed(kek, sbox)
	if err != nil {
		return nil, err
	}
	plain := bytes.Clone(wrapped)
	outer := cfbDecrypter{newCFB(k, wrapIV)}
	outer.XORKeyStream(plain, plain)
	slices.Reverse(plain)
	inner := cfbDecrypter{newCFB(k, plain[:BlockSize])}
	inner.XORKeyStream(plain[BlockSize:], plain[BlockSize:])

	cek, icv := plain[BlockSize:BlockSize+KeySize], plain[BlockSize+KeySize:]
	verified := subtle.ConstantTimeCompare(icv, keyMAC(k, cek)) == 1
	k.Wipe()
	inner.Wipe()
	outer.Wipe()
	if !verified {
		clear(plain)
		return nil, ErrUnwrap
	}
	clear(icv)
	return cek[:KeySize:KeySize], nil
}

// keyMAC returns the integrity check value of a key.
func keyMAC(k keyed, key []byte) []byte {
	m := mac{keyed: k}
	defer m.Wipe()
	m.Write(key)
	return m.Sum(nil)
}
