// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package cryptotest checks that an algorithm keeps the promises of the
// standard library's interfaces [hash.Hash], [cipher.Block], [cipher.Stream] and
// [cipher.AEAD], and goes through the implementations that packages have. It knows
// no vectors: a package tests these itself. Its own tests run all algorithms ten
// thousand times and compare with Bouncy Castle.
package cryptotest

import (
	"bytes"
	"encoding"
	"hash"
	"math/rand/v2"
	"testing"
)

// TestHash checks hashes against the contract of [hash.Hash] and, where they
// have the methods, of [hash.Cloner] and of marshaling. Each call of newHash
// must return an equal hash in its start state.
func TestHash(t *testing.T, newHash func() hash.Hash) {
	message := random(3 * newHash().BlockSize())
	digest := func(p []byte) []byte {
		h := newHash()
		h.Write(p)
		return h.Sum(nil)
	}

	t.Run("Size", func(t *testing.T) {
		if got, want := len(digest(message)), newHash().Size(); got != want {
			t.Errorf("Sum gives %d octets, Size says %d", got, want)
		}
		if newHash().BlockSize() < 1 {
			t.Error("BlockSize is not positive")
		}
	})

	t.Run("WriteReportsAll", func(t *testing.T) {
		for n := range len(message) {
			if got, err := newHash().Write(message[:n]); got != n || err != nil {
				t.Errorf("Write of %d octets returns %d, %v", n, got, err)
			}
		}
	})

	t.Run("SplitWrites", func(t *testing.T) {
		for step := 1; step <= len(message); step++ {
			h := newHash()
			for rest := message; len(rest) > 0; {
				n := min(step, len(rest))
				h.Write(rest[:n])
				rest = rest[n:]
			}
			if got, want := h.Sum(nil), digest(message); !bytes.Equal(got, want) {
				t.Fatalf("written by %d octets: %x, at once: %x", step, got, want)
			}
		}
	})

	t.Run("SumKeepsState", func(t *testing.T) {
		h := newHash()
		for n := range len(message) {
			if got, want := h.Sum(nil), digest(message[:n]); !bytes.Equal(got, want) {
				t.Fatalf("after %d octets and as many sums: %x, want %x", n, got, want)
			}
			h.Write(message[n : n+1])
		}
	})

	t.Run("SumAppends", func(t *testing.T) {
		h := newHash()
		h.Write(message)
		want := append([]byte("prefix"), digest(message)...)
		if got := h.Sum([]byte("prefix")); !bytes.Equal(got, want) {
			t.Errorf("Sum after a prefix: %x, want %x", got, want)
		}
		room := make([]byte, 6, 6+h.Size())
		copy(room, "prefix")
		if got := h.Sum(room); !bytes.Equal(got, want) || &got[0] != &room[0] {
			t.Errorf("Sum into spare capacity: %x, want %x in place", got, want)
		}
	})

	t.Run("Reset", func(t *testing.T) {
		h := newHash()
		for n := range len(message) {
			h.Reset()
			h.Write(message[:n])
			if got, want := h.Sum(nil), digest(message[:n]); !bytes.Equal(got, want) {
				t.Fatalf("after Reset: %x, want %x", got, want)
			}
		}
	})

	t.Run("KeepsInput", func(t *testing.T) {
		before := bytes.Clone(message)
		digest(message)
		if !bytes.Equal(message, before) {
			t.Error("Write or Sum changed the message")
		}
	})

	t.Run("NoAllocation", func(t *testing.T) {
		h, sum := newHash(), make([]byte, 0, newHash().Size())
		if n := testing.AllocsPerRun(10, func() {
			h.Reset()
			h.Write(message)
			h.Sum(sum)
		}); n > 0 {
			t.Errorf("Reset, Write and Sum allocate %v times", n)
		}
	})

	copies := map[string]func(*testing.T, hash.Hash) hash.Hash{}
	if _, ok := newHash().(hash.Cloner); ok {
		copies["Clone"] = func(t *testing.T, h hash.Hash) hash.Hash {
			c, err := h.(hash.Cloner).Clone()
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
	}
	if _, ok := newHash().(encoding.BinaryMarshaler); ok {
		copies["Marshal"] = func(t *testing.T, h hash.Hash) hash.Hash {
			state, err := h.(encoding.BinaryMarshaler).MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			c := newHash()
			c.Write(message[:1])
			if err := c.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
				t.Fatal(err)
			}
			return c
		}
	}
	for name, duplicate := range copies {
		t.Run(name, func(t *testing.T) {
			for n := range len(message) {
				h := newHash()
				h.Write(message[:n])
				c := duplicate(t, h)
				h.Write([]byte("the original goes elsewhere"))
				c.Write(message[n:])
				if got, want := c.Sum(nil), digest(message); !bytes.Equal(got, want) {
					t.Fatalf("copied after %d octets: %x, want %x", n, got, want)
				}
			}
		})
	}

	if _, ok := newHash().(encoding.BinaryUnmarshaler); ok {
		t.Run("UnmarshalRefuses", func(t *testing.T) {
			state, err := newHash().(encoding.BinaryMarshaler).MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			foreign := bytes.Clone(state)
			foreign[0] ^= 1
			for name, bad := range map[string][]byte{
				"empty":              nil,
				"truncated":          state[:len(state)-1],
				"longer":             append(bytes.Clone(state), 0),
				"of another package": foreign,
			} {
				h := newHash()
				h.Write(message)
				if h.(encoding.BinaryUnmarshaler).UnmarshalBinary(bad) == nil {
					t.Errorf("a state that is %s is accepted", name)
				}
				if got, want := h.Sum(nil), digest(message); !bytes.Equal(got, want) {
					t.Errorf("a refused state (%s) changed the hash", name)
				}
			}
		})
	}
}

// random returns n octets, the same in every run.
func random(n int) []byte {
	p := make([]byte, n)
	rand.NewChaCha8([32]byte{}).Read(p)
	return p
}

func mustPanic(t *testing.T, when string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if recover() == nil {
			t.Errorf("no panic for %s", when)
		}
	}()
	f()
}
