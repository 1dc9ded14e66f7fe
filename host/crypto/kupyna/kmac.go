// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna

import (
	"fmt"
	"hash"
)

// KeySizeError is the error for a key that is not as long as the code; its value
// is the size of the key in octets.
type KeySizeError int

func (e KeySizeError) Error() string {
	return fmt.Sprintf("kupyna: a key of %d octets for a code of another size", int(e))
}

// A Wiper can overwrite what it holds. Every code of this package is a Wiper; it
// panics when it is used after Wipe rather than make a code without a key.
type Wiper interface{ Wipe() }

// NewKMAC256 returns the message authentication code of 256 bits under a key of
// as many, else the error is a [KeySizeError]. Like the others it is also a
// [hash.Cloner] and a [Wiper]. Compare codes with [crypto/hmac.Equal].
func NewKMAC256(key []byte) (hash.Hash, error) { return newKMAC(key, Size256) }

// NewKMAC384 returns the message authentication code of 384 bits under a key of
// as many.
func NewKMAC384(key []byte) (hash.Hash, error) { return newKMAC(key, Size384) }

// NewKMAC512 returns the message authentication code of 512 bits under a key of
// as many.
func NewKMAC512(key []byte) (hash.Hash, error) { return newKMAC(key, Size512) }

// A kmac is the hash of the padded key, the padded message and the inverted key.
type kmac struct {
	hash     digest        // of the message, with the state of key and message
	keyed    state         // the state that the padded key, one block, leaves
	inverted [Size512]byte // the inverted key
	wiped    bool
}

func newKMAC(key []byte, size int) (hash.Hash, error) {
	if len(key) != size {
		return nil, KeySizeError(len(key))
	}
	k := &kmac{hash: digest{size: size, secret: true}}
	k.hash.Reset()
	k.hash.Write(key)
	k.hash.pad(uint64(size))
	k.keyed = k.hash.h
	for i, x := range key {
		k.inverted[i] = ^x
	}
	k.Reset()
	return k, nil
}

func (k *kmac) Size() int      { return k.hash.Size() }
func (k *kmac) BlockSize() int { return k.hash.BlockSize() }

func (k *kmac) Reset() {
	k.mustHaveKey()
	k.hash.Reset()
	k.hash.h = k.keyed
}

func (k *kmac) Write(p []byte) (int, error) {
	k.mustHaveKey()
	return k.hash.Write(p)
}

func (k *kmac) Sum(b []byte) []byte {
	k.mustHaveKey()
	final := k.hash
	final.pad(final.length)
	size := uint64(final.BlockSize())
	blocks := 1 + (final.length+1+12+size-1)/size // of the key and of the message
	copy(final.pending[:], k.inverted[:final.size])
	final.length = blocks*size + uint64(final.size)
	final.finish()
	b = final.value(b)
	final.Reset()
	return b
}

func (k *kmac) Clone() (hash.Cloner, error) {
	k.mustHaveKey()
	clone := *k
	return &clone, nil
}

func (k *kmac) Wipe() { *k = kmac{hash: digest{size: k.hash.size}, wiped: true} }

func (k *kmac) mustHaveKey() {
	if k.wiped {
		panic("kupyna: use of a wiped code")
	}
}
