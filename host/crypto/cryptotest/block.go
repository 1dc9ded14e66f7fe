// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest

import (
	"bytes"
	"crypto/cipher"
	"testing"
)

// TestBlock checks a cipher against the contract of [cipher.Block]. Both
// directions must panic on short and on partly overlapping buffers, as the
// standard library's ciphers do.
func TestBlock(t *testing.T, block cipher.Block) {
	t.Run("Inverse", func(t *testing.T) {
		text := random(block.BlockSize())
		for range 100 {
			there, back := make([]byte, len(text)), make([]byte, len(text))
			block.Encrypt(there, text)
			block.Decrypt(back, there)
			if !bytes.Equal(back, text) {
				t.Fatalf("decrypted to %x, want %x", back, text)
			}
			block.Decrypt(there, text)
			block.Encrypt(back, there)
			if !bytes.Equal(back, text) {
				t.Fatalf("encrypted to %x, want %x", back, text)
			}
			text = there
		}
	})
	t.Run("Encrypt", func(t *testing.T) { testDirection(t, block.BlockSize(), block.Encrypt) })
	t.Run("Decrypt", func(t *testing.T) { testDirection(t, block.BlockSize(), block.Decrypt) })
}

func testDirection(t *testing.T, size int, crypt func(dst, src []byte)) {
	src := random(size)
	want := make([]byte, size)
	crypt(want, src)

	t.Run("KeepsSource", func(t *testing.T) {
		if !bytes.Equal(src, random(size)) {
			t.Errorf("src changed to %x", src)
		}
	})

	t.Run("InPlace", func(t *testing.T) {
		got := bytes.Clone(src)
		crypt(got, got)
		if !bytes.Equal(got, want) {
			t.Errorf("%x, want %x", got, want)
		}
	})

	t.Run("OneBlockOnly", func(t *testing.T) {
		around := random(3 * size)
		got := bytes.Clone(around)
		crypt(got[size:], append(bytes.Clone(src), around...))
		if !bytes.Equal(got[size:2*size], want) {
			t.Errorf("%x, want %x", got[size:2*size], want)
		}
		if !bytes.Equal(got[:size], around[:size]) || !bytes.Equal(got[2*size:], around[2*size:]) {
			t.Error("wrote outside of the block")
		}
	})

	t.Run("Panics", func(t *testing.T) {
		room := make([]byte, 2*size)
		mustPanic(t, "a short source", func() { crypt(make([]byte, size), room[:size-1]) })
		mustPanic(t, "a short destination", func() { crypt(room[:size-1], make([]byte, size)) })
		mustPanic(t, "dst one octet after src", func() { crypt(room[1:], room[:size]) })
		mustPanic(t, "dst at the last octet of src", func() { crypt(room[size-1:], room[:size]) })
		mustPanic(t, "src at the last octet of dst", func() { crypt(room[:size], room[size-1:2*size-1]) })
	})

	t.Run("NoAllocation", func(t *testing.T) {
		dst := make([]byte, size)
		if n := testing.AllocsPerRun(10, func() { crypt(dst, src) }); n > 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
