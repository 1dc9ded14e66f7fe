// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/subtle"
	"errors"
)

// ErrUnwrap is the error for octets that are no key wrapped under this key. It
// comes alone.
var ErrUnwrap = errors.New("kalyna: wrapped key does not verify")

// ErrKeySize is the error for a key that cannot be wrapped because of its size.
var ErrKeySize = errors.New("kalyna: a key of this size cannot be wrapped")

// Wrap encrypts a key in the mode KW of the standard ("захист ключових даних")
// and returns one block more than the key has. The key is whole blocks, one or
// more, with the wrap up to 4096 octets, else the error is [ErrKeySize].
//
// As RFC 3394 does it with another cipher, halves of a block are encrypted by
// turns and numbered; but the redundancy is a block of zeros behind the key.
// That the key may need padding is not provided for here.
func Wrap(c *Cipher, key []byte) ([]byte, error) {
	size := c.blockSize
	if len(key) == 0 || len(key)%size != 0 || len(key)+size > maxWrapped {
		return nil, ErrKeySize
	}
	wrapped := append(make([]byte, 0, len(key)+size), key...)
	wrapped = append(wrapped, make([]byte, size)...)
	half := size / 2
	turns := wrapTurns(wrapped, half)
	var b [maxBlock]byte
	defer clear(b[:])
	for turn := 1; turn <= turns; turn++ {
		c.encrypt(b[:size], wrapped[:size])
		number(b[half:size], turn)
		// The second half goes first, all others move up, the first half goes
		// last.
		copy(wrapped[half:], wrapped[size:])
		copy(wrapped, b[half:size])
		copy(wrapped[len(wrapped)-half:], b[:half])
	}
	return wrapped, nil
}

// Unwrap returns the key that [Wrap] encrypted; anything else is [ErrUnwrap].
func Unwrap(c *Cipher, wrapped []byte) ([]byte, error) {
	size := c.blockSize
	if len(wrapped) < 2*size || len(wrapped) > maxWrapped || len(wrapped)%size != 0 {
		return nil, ErrUnwrap
	}
	key := append([]byte{}, wrapped...)
	half, end := size/2, len(key)-size
	var b [maxBlock]byte
	defer clear(b[:])
	for turn := wrapTurns(key, half); turn > 0; turn-- {
		copy(b[:], key[len(key)-half:])
		copy(b[half:], key[:half])
		number(b[half:size], turn)
		copy(key[size:], key[half:len(key)-half])
		c.decrypt(key[:size], b[:size])
	}
	if subtle.ConstantTimeCompare(key[end:], make([]byte, size)) != 1 {
		clear(key)
		return nil, ErrUnwrap
	}
	return key[:end:end], nil
}

// maxWrapped bounds the work, which grows by the square of the size.
const maxWrapped = 4096

// wrapTurns is how many encryptions a wrap takes.
func wrapTurns(wrapped []byte, half int) int { return 6 * (len(wrapped)/half - 1) }
