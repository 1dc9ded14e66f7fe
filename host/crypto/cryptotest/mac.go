// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest

import (
	"bytes"
	"hash"
	"testing"
)

// TestMAC checks message authentication codes with a key of keySize octets as
// [TestHash] does, and that every bit of the key counts. newMAC must not keep the
// slice.
func TestMAC(t *testing.T, keySize int, newMAC func(key []byte) hash.Hash) {
	TestHash(t, func() hash.Hash { return newMAC(random(keySize)) })

	message := random(3 * newMAC(random(keySize)).BlockSize())
	sum := func(key []byte) []byte {
		h := newMAC(key)
		h.Write(message)
		return h.Sum(nil)
	}
	want := sum(random(keySize))

	t.Run("Key", func(t *testing.T) {
		for bit := range 8 * keySize {
			key := random(keySize)
			key[bit/8] ^= 1 << (bit % 8)
			if bytes.Equal(sum(key), want) {
				t.Errorf("bit %d of the key does not count", bit)
			}
		}
	})

	t.Run("CopiesKey", func(t *testing.T) {
		key := random(keySize)
		h := newMAC(key)
		clear(key)
		h.Write(message)
		if got := h.Sum(nil); !bytes.Equal(got, want) {
			t.Errorf("after the caller wiped the key: %x, want %x", got, want)
		}
		h.Reset()
		h.Write(message)
		if got := h.Sum(nil); !bytes.Equal(got, want) {
			t.Errorf("after Reset: %x, want %x", got, want)
		}
	})
}
