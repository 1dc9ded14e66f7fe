// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest

import (
	"bytes"
	"crypto/cipher"
	"testing"
)

// streamLength is long enough for many blocks of any cipher, and odd.
const streamLength = 1021

// TestStream checks a pair of streams against the contract of
// [cipher.Stream]. Each call of encrypter and decrypter must return an equal
// stream in its start state; a stream that is its own inverse is given twice.
func TestStream(t *testing.T, encrypter, decrypter func() cipher.Stream) {
	t.Run("Inverse", func(t *testing.T) {
		for n := range streamLength {
			text := random(n)
			encrypter().XORKeyStream(text, text)
			decrypter().XORKeyStream(text, text)
			if !bytes.Equal(text, random(n)) {
				t.Fatalf("%d octets do not survive encryption and decryption", n)
			}
		}
	})
	t.Run("Encrypt", func(t *testing.T) { testStream(t, encrypter) })
	t.Run("Decrypt", func(t *testing.T) { testStream(t, decrypter) })
}

func testStream(t *testing.T, newStream func() cipher.Stream) {
	src := random(streamLength)
	want := make([]byte, streamLength)
	newStream().XORKeyStream(want, src)

	t.Run("KeepsSource", func(t *testing.T) {
		if !bytes.Equal(src, random(streamLength)) {
			t.Error("src changed")
		}
	})

	t.Run("InPlace", func(t *testing.T) {
		got := bytes.Clone(src)
		newStream().XORKeyStream(got, got)
		if !bytes.Equal(got, want) {
			t.Error("another result than into a separate buffer")
		}
	})

	t.Run("SplitCalls", func(t *testing.T) {
		for step := 1; step <= 200; step++ {
			stream, got := newStream(), make([]byte, streamLength)
			for at := 0; at < streamLength; at += step {
				stream.XORKeyStream(got[at:], src[at:min(at+step, streamLength)])
				stream.XORKeyStream(got[at:], nil)
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("another result in steps of %d octets", step)
			}
		}
	})

	t.Run("SourceLengthOnly", func(t *testing.T) {
		for n := range streamLength {
			got := random(streamLength)
			newStream().XORKeyStream(got, src[:n])
			if !bytes.Equal(got[:n], want[:n]) {
				t.Fatalf("%d octets: not the beginning of the whole result", n)
			}
			if !bytes.Equal(got[n:], random(streamLength)[n:]) {
				t.Fatalf("%d octets: wrote beyond them", n)
			}
		}
	})

	t.Run("Panics", func(t *testing.T) {
		for _, n := range []int{2, 7, 8, 9, 64, 300} {
			room := random(2 * n)
			mustPanic(t, "a short destination", func() { newStream().XORKeyStream(room[:n-1], src[:n]) })
			if !bytes.Equal(room, random(2*n)) {
				t.Errorf("wrote %d octets before the panic", n)
			}
			mustPanic(t, "dst one octet after src", func() { newStream().XORKeyStream(room[1:n+1], room[:n]) })
			mustPanic(t, "dst at the last octet of src", func() { newStream().XORKeyStream(room[n-1:], room[:n]) })
			mustPanic(t, "src at the last octet of dst", func() { newStream().XORKeyStream(room[:n], room[n-1:2*n-1]) })
		}
	})

	t.Run("NoAllocation", func(t *testing.T) {
		stream, dst := newStream(), make([]byte, streamLength)
		if n := testing.AllocsPerRun(10, func() { stream.XORKeyStream(dst, src) }); n > 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
