// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"bytes"
	"crypto/subtle"
	"slices"
)

// ContentKeySize is the size in octets of both keys, the initial vector, the
// block and the code of [WrapContentKey].
const ContentKeySize = 32

// contentKeyIV is the initial vector of the outer encryption.
var contentKeyIV = []byte{
	0x69, 0x73, 0x27, 0x1d, 0x6e, 0x61, 0x1d, 0x06, 0x61, 0x67, 0x15, 0x04, 0x6c, 0x65, 0x50, 0x4c,
	0x20, 0x20, 0x00, 0x4f, 0x6d, 0x68, 0x01, 0x1f, 0x65, 0x61, 0x0c, 0x0c, 0x73, 0x73, 0x47, 0x14,
}

// WrapContentKey encrypts the content key cek under the key kek by the key wrap
// 1.2.804.2.1.1.1.1.1.3.11 of Ukrainian envelopes, which is not the mode KW of
// the standard, and returns 96 octets. Both keys are 32 octets; iv is as long,
// fresh and random for each wrap; else the error is a [SizeError], [ErrKeySize]
// or [ErrIVSize].
//
// The CMAC of cek is put behind it, both are encrypted by CFB under iv, all
// octets with those of iv first are reversed and encrypted by CFB again: what
// the wrap of GOST 28147 does, on blocks of 32 octets. This was learnt from, and
// agrees with, the UAPKI library, whose authors name order 687 of the
// administration of Держспецзв'язку of 27 October 2020 as its source; the order
// itself was not at hand.
func WrapContentKey(kek, cek, iv []byte) ([]byte, error) {
	if len(cek) != ContentKeySize {
		return nil, ErrKeySize
	}
	if len(iv) != ContentKeySize {
		return nil, ErrIVSize
	}
	c, err := newContentCipher(kek)
	if err != nil {
		return nil, err
	}
	defer c.Wipe()
	wrapped := slices.Concat(iv, cek, make([]byte, ContentKeySize))
	c.contentCode(wrapped[2*ContentKeySize:], cek)
	if err := c.cfbOnce(iv, wrapped[ContentKeySize:], false); err != nil {
		return nil, err
	}
	slices.Reverse(wrapped)
	return wrapped, c.cfbOnce(contentKeyIV, wrapped, false)
}

// UnwrapContentKey returns the content key that [WrapContentKey] encrypted
// under kek; anything else is [ErrUnwrap]. A kek that is not of 32 octets is a
// [SizeError].
func UnwrapContentKey(kek, wrapped []byte) ([]byte, error) {
	c, err := newContentCipher(kek)
	if err != nil {
		return nil, err
	}
	defer c.Wipe()
	if len(wrapped) != 3*ContentKeySize {
		return nil, ErrUnwrap
	}
	plain := bytes.Clone(wrapped)
	defer clear(plain)
	if err := c.cfbOnce(contentKeyIV, plain, true); err != nil {
		return nil, err
	}
	slices.Reverse(plain)
	iv, rest := plain[:ContentKeySize], plain[ContentKeySize:]
	if err := c.cfbOnce(iv, rest, true); err != nil {
		return nil, err
	}
	cek := rest[:ContentKeySize]
	var code [ContentKeySize]byte
	c.contentCode(code[:], cek)
	if subtle.ConstantTimeCompare(code[:], rest[ContentKeySize:]) != 1 {
		return nil, ErrUnwrap
	}
	return bytes.Clone(cek), nil
}

// newContentCipher is the cipher of both directions.
func newContentCipher(kek []byte) (*Cipher, error) {
	if len(kek) != ContentKeySize {
		return nil, SizeError{len(kek), ContentKeySize}
	}
	return NewCipher(kek, ContentKeySize)
}

// contentCode sets code, which has room for them, to all octets of the CMAC of a
// key.
func (c *Cipher) contentCode(code, key []byte) {
	mac := cmac{c: c, size: ContentKeySize}
	mac.Write(key)
	mac.Sum(code[:0])
	mac.Wipe()
}

// cfbOnce encrypts or decrypts in place by a stream that is wiped at once.
func (c *Cipher) cfbOnce(iv, data []byte, decrypts bool) error {
	stream, err := newCFB(c, iv, decrypts)
	if err != nil {
		return err
	}
	stream.XORKeyStream(data, data)
	stream.Wipe()
	return nil
}
