// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest

import (
	"bytes"
	"crypto/cipher"
	"testing"
)

// aeadLengths are of texts and additional data: around the blocks of any cipher,
// and many of them.
var aeadLengths = []int{0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 300, 1021}

// TestAEAD checks authenticated encryption against the contract of [cipher.AEAD].
// Each call of newAEAD must return one with the same key. What fails to open must
// leave nothing of the plaintext in dst. With another nonce no message may open to
// its plaintext: that it is refused is not for all modes, for in Kalyna's GCM the
// code does not depend on the nonce. A nonce of a wrong size must panic in Seal; in
// Open, which may have got it from elsewhere, it may be refused instead.
func TestAEAD(t *testing.T, newAEAD func() cipher.AEAD) {
	aead := newAEAD()
	nonce := random(aead.NonceSize())
	text, data := random(100), random(50)
	sealed := aead.Seal(nil, nonce, text, data)

	t.Run("Inverse", func(t *testing.T) {
		for _, n := range aeadLengths {
			for _, m := range aeadLengths {
				text, data := random(n), random(m)
				sealed := aead.Seal(nil, nonce, text, data)
				if len(sealed) != n+aead.Overhead() {
					t.Fatalf("%d octets became %d, Overhead says %d more", n, len(sealed), aead.Overhead())
				}
				opened, err := newAEAD().Open(nil, nonce, sealed, data)
				if err != nil || !bytes.Equal(opened, text) {
					t.Fatalf("%d octets with %d of additional data do not survive: %v", n, m, err)
				}
			}
		}
	})

	t.Run("KeepsInput", func(t *testing.T) {
		ciphertext := bytes.Clone(sealed)
		aead.Open(nil, nonce, ciphertext, data)
		for what, same := range map[string]bool{
			"nonce": bytes.Equal(nonce, random(len(nonce))), "plaintext": bytes.Equal(text, random(len(text))),
			"additional data": bytes.Equal(data, random(len(data))), "ciphertext": bytes.Equal(ciphertext, sealed),
		} {
			if !same {
				t.Errorf("the %s changed", what)
			}
		}
	})

	t.Run("Appends", func(t *testing.T) {
		prefix := []byte("prefix")
		for _, room := range []int{0, 10, 1000} {
			dst := append(make([]byte, 0, len(prefix)+room), prefix...)
			if got := aead.Seal(dst, nonce, text, data); !bytes.Equal(got, append(bytes.Clone(prefix), sealed...)) {
				t.Errorf("Seal with room for %d octets: %x", room, got)
			}
			got, err := aead.Open(dst, nonce, sealed, data)
			if err != nil || !bytes.Equal(got, append(bytes.Clone(prefix), text...)) {
				t.Errorf("Open with room for %d octets: %x, %v", room, got, err)
			}
		}
	})

	t.Run("InPlace", func(t *testing.T) {
		for _, n := range aeadLengths {
			room := append(random(n), make([]byte, aead.Overhead())...)
			got := aead.Seal(room[:0], nonce, room[:n], data)
			if want := aead.Seal(nil, nonce, random(n), data); !bytes.Equal(got, want) {
				t.Fatalf("%d octets sealed in place: %x, want %x", n, got, want)
			}
			got, err := aead.Open(got[:0], nonce, got, data)
			if err != nil || !bytes.Equal(got, random(n)) {
				t.Fatalf("%d octets opened in place: %x, %v", n, got, err)
			}
		}
	})

	t.Run("Refuses", func(t *testing.T) {
		for bit := range 8 * len(nonce) {
			other := bytes.Clone(nonce)
			other[bit/8] ^= 1 << (bit % 8)
			if got, err := aead.Open(nil, other, sealed, data); err == nil && bytes.Equal(got, text) {
				t.Fatalf("opens with bit %d of the nonce changed", bit)
			}
		}
		for what, part := range map[string][]byte{"ciphertext": sealed, "additional data": data} {
			for bit := range 8 * len(part) {
				part[bit/8] ^= 1 << (bit % 8)
				dst := make([]byte, len(text))
				got, err := aead.Open(dst[:0], nonce, sealed, data)
				part[bit/8] ^= 1 << (bit % 8)
				if err == nil || got != nil {
					t.Fatalf("opens with bit %d of the %s changed", bit, what)
				}
				if !bytes.Equal(dst, make([]byte, len(dst))) {
					t.Fatalf("left %x in dst after it had refused", dst)
				}
			}
		}
		for n := range sealed {
			if _, err := aead.Open(nil, nonce, sealed[:n], data); err == nil {
				t.Fatalf("opens cut to %d octets", n)
			}
		}
		if _, err := aead.Open(nil, nonce, append(bytes.Clone(sealed), 0), data); err == nil {
			t.Error("opens with an octet more")
		}
		if _, err := aead.Open(nil, nonce, sealed, append(bytes.Clone(data), 0)); err == nil {
			t.Error("opens with an octet more of additional data")
		}
	})

	t.Run("Panics", func(t *testing.T) {
		for _, n := range []int{0, len(nonce) - 1, len(nonce) + 1} {
			mustPanic(t, "a nonce of another size when sealing", func() { aead.Seal(nil, make([]byte, n), text, data) })
			func() {
				defer func() { recover() }()
				if _, err := aead.Open(nil, make([]byte, n), sealed, data); err == nil {
					t.Errorf("opens with a nonce of %d octets", n)
				}
			}()
		}
		room := make([]byte, 2*len(sealed))
		mustPanic(t, "dst one octet after the plaintext", func() { aead.Seal(room[1:1], nonce, room[:100], data) })
		mustPanic(t, "the plaintext one octet after dst", func() { aead.Seal(room[:0], nonce, room[1:100], data) })
		copy(room, sealed)
		mustPanic(t, "dst one octet after the ciphertext", func() { aead.Open(room[1:1], nonce, room[:len(sealed)], data) })
	})

	t.Run("NoAllocation", func(t *testing.T) {
		there, back := make([]byte, 0, len(sealed)), make([]byte, 0, len(text))
		if n := testing.AllocsPerRun(10, func() {
			aead.Seal(there, nonce, text, data)
			aead.Open(back, nonce, sealed, data)
		}); n > 0 {
			t.Errorf("Seal and Open allocate %v times", n)
		}
	})
}
