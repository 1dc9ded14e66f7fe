// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/subtle"
	"encoding/binary"
	"errors"
)

// ErrUnwrap is the error for octets that are no key wrapped under this key. It
// comes alone.
var ErrUnwrap = errors.New("kalyna: wrapped key does not verify")

// ErrKeySize is the error for a key that cannot be wrapped because of its size.
var ErrKeySize = errors.New("kalyna: a key of this size cannot be wrapped")

// Wrap encrypts a key under the key kek in the mode KW of the standard, with
// blocks of blockSize octets, and returns one block more than the key has. The
// key is whole blocks, one or more, with the wrap up to 4096 octets, else the
// error is [ErrKeySize]; if the standard has no such sizes of kek and block, it
// is a [SizeError].
//
// As RFC 3394 does it with another cipher, halves of a block are encrypted by
// turns and numbered; but the redundancy is a block of zeros behind the key.
// That the key may need padding is not provided for here.
func Wrap(kek, key []byte, blockSize int) ([]byte, error) {
	k, err := newSchedule(kek, blockSize)
	if err != nil {
		return nil, err
	}
	defer clear(k.keys[:])
	if len(key) == 0 || len(key)%blockSize != 0 || len(key)+blockSize > maxWrapped {
		return nil, ErrKeySize
	}
	wrapped := append(make([]byte, 0, len(key)+blockSize), key...)
	wrapped = append(wrapped, make([]byte, blockSize)...)
	half := blockSize / 2
	turns := wrapTurns(wrapped, half)
	var b [maxBlock]byte
	defer clear(b[:])
	for turn := 1; turn <= turns; turn++ {
		k.encrypt(b[:], wrapped)
		number(b[half:], turn)
		// The second half goes first, all others move up, the first half goes
		// last.
		copy(wrapped[half:], wrapped[blockSize:])
		copy(wrapped, b[half:blockSize])
		copy(wrapped[len(wrapped)-half:], b[:half])
	}
	return wrapped, nil
}

// Unwrap returns the key that [Wrap] encrypted under kek; anything else is
// [ErrUnwrap]. If the standard has no such sizes of kek and block, the error is
// a [SizeError].
func Unwrap(kek, wrapped []byte, blockSize int) ([]byte, error) {
	k, err := newSchedule(kek, blockSize)
	if err != nil {
		return nil, err
	}
	inv := k.inverse()
	defer clear(k.keys[:])
	defer clear(inv.keys[:])
	if len(wrapped) < 2*blockSize || len(wrapped) > maxWrapped || len(wrapped)%blockSize != 0 {
		return nil, ErrUnwrap
	}
	key := append([]byte{}, wrapped...)
	half, end := blockSize/2, len(key)-blockSize
	var b [maxBlock]byte
	defer clear(b[:])
	for turn := wrapTurns(key, half); turn > 0; turn-- {
		copy(b[:], key[len(key)-half:])
		copy(b[half:], key[:half])
		number(b[half:], turn)
		copy(key[blockSize:], key[half:len(key)-half])
		inv.decrypt(key, b[:])
	}
	if subtle.ConstantTimeCompare(key[end:], make([]byte, blockSize)) != 1 {
		clear(key)
		return nil, ErrUnwrap
	}
	return key[:end:end], nil
}

// maxWrapped bounds the work, which grows by the square of the size.
const maxWrapped = 4096

// wrapTurns is how many encryptions a wrap takes.
func wrapTurns(wrapped []byte, half int) int { return 6 * (len(wrapped)/half - 1) }

// number adds the number of a turn by exclusive or.
func number(half []byte, turn int) {
	binary.LittleEndian.PutUint32(half, binary.LittleEndian.Uint32(half)^uint32(turn))
}
