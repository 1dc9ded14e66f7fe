// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/internal/impl"
)

// most is more octets than any implementation takes at a time.
const most = 1000

// A sample is random input of everything here.
type sample struct {
	table    *Table
	schedule Schedule
	state    State
	register [BlockSize]byte
	text     []byte
}

func newSample(r *rand.Rand, size int) (s sample) {
	var rows [8][16]byte
	for i := range rows {
		for j, v := range r.Perm(16) {
			rows[i][j] = byte(v)
		}
	}
	s.table = NewTable(&rows)
	var key [8]uint32
	for i := range key {
		key[i] = r.Uint32()
	}
	s.schedule = Encryption(&key)
	s.text = make([]byte, size)
	for _, p := range [][]byte{s.state.H[:], s.state.Sum[:], s.register[:], s.text} {
		for i := range p {
			p[i] = byte(r.Uint32())
		}
	}
	return s
}

// TestPortable compares the polynomial with the rows it is made of.
func TestPortable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		var rows [8][16]byte
		for i := range rows {
			for j, v := range r.Perm(16) {
				rows[i][j] = byte(v)
			}
		}
		substitute := func(x uint32) (y uint32) {
			for i, row := range rows {
				y |= uint32(row[x>>(4*i)&15]) << (4 * i)
			}
			return y<<11 | y>>21
		}
		x, k := r.Uint64(), r.Uint64()
		got := NewTable(&rows).round(x, k)
		require.Equal(t, substitute(uint32(x)+uint32(k)), uint32(got))
		require.Equal(t, substitute(uint32(x>>32)+uint32(k>>32)), uint32(got>>32))
	}
}

// TestEveryWay compares each implementation with the portable one, for all
// numbers of blocks.
func TestEveryWay(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		for n := 0; n <= most; n += BlockSize {
			s := newSample(r, n)
			want, got := make([]byte, n), make([]byte, n)
			s.table.cryptPortable(&s.schedule, want, s.text)
			s.table.Crypt(&s.schedule, got, s.text)
			require.Equal(t, want, got, "Crypt")
			copy(got, s.text)
			s.table.Crypt(&s.schedule, got, got)
			require.Equal(t, want, got, "Crypt in place")

			register := s.register
			s.table.feedbackPortable(&s.schedule, &register, want, s.text)
			other := s.register
			s.table.Feedback(&s.schedule, &other, got, s.text)
			require.Equal(t, want, got, "Feedback")
			require.Equal(t, register, other, "Feedback")
			other = s.register
			copy(got, s.text)
			s.table.Feedback(&s.schedule, &other, got, got)
			require.Equal(t, want, got, "Feedback in place")
			require.Equal(t, register, other, "Feedback in place")

			register, other = s.register, s.register
			s.table.authenticatePortable(&s.schedule, &register, s.text)
			s.table.Authenticate(&s.schedule, &other, s.text)
			require.Equal(t, register, other, "Authenticate")

			register = s.register
			countPortable(&register, want)
			Count(&register, got)
			require.Equal(t, want, got, "Count")
			require.Equal(t, want[max(0, n-BlockSize):], register[:min(n, BlockSize)], "Count")

			portable, best := s.state, s.state
			whole := s.text[:n/StepSize*StepSize]
			s.table.absorbPortable(&portable, whole)
			s.table.Absorb(&best, whole)
			require.Equal(t, portable, best, "Absorb")
		}
	})
}

// TestNothingBeside: no implementation writes beyond dst.
func TestNothingBeside(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		for n := 0; n <= most; n += BlockSize {
			s := newSample(r, n)
			around := newSample(r, n+2*most).text
			dst := append([]byte(nil), around...)
			s.table.Crypt(&s.schedule, dst[most:most+n], s.text)
			s.table.Feedback(&s.schedule, &s.register, dst[most:most+n], s.text)
			require.Equal(t, around[:most], dst[:most])
			require.Equal(t, around[most+n:], dst[most+n:])
		}
	})
}

func TestNoAllocation(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		s := newSample(rand.New(rand.NewPCG(7, 8)), most&^(StepSize-1))
		require.Zero(t, testing.AllocsPerRun(10, func() {
			s.table.Crypt(&s.schedule, s.text, s.text)
			s.table.Feedback(&s.schedule, &s.register, s.text, s.text)
			s.table.Authenticate(&s.schedule, &s.register, s.text)
			s.table.Absorb(&s.state, s.text)
		}))
	})
}

// FuzzEveryWay gives all implementations the same table, key and text.
func FuzzEveryWay(f *testing.F) {
	f.Add(uint64(0), []byte("the key that encrypts other keys"), make([]byte, 256))
	f.Add(uint64(1), []byte{}, []byte("a text of three blocks !"))
	f.Fuzz(func(t *testing.T, seed uint64, key, text []byte) {
		var k [8]uint32
		for i, octet := range key {
			k[i/4%8] ^= uint32(octet) << (i % 4 * 8)
		}
		s := newSample(rand.New(rand.NewPCG(seed, 0)), len(text)&^(BlockSize-1))
		copy(s.text, text)
		encryption, decryption := Encryption(&k), Decryption(&k)
		all := func() (results [6][]byte) {
			for i := range results {
				results[i] = make([]byte, len(s.text))
			}
			register, state := s.register, s.state
			s.table.Crypt(&encryption, results[0], s.text)
			s.table.Crypt(&decryption, results[1], s.text)
			s.table.Feedback(&encryption, &register, results[2], s.text)
			s.table.Authenticate(&encryption, &register, s.text)
			Count(&register, results[3])
			s.table.Absorb(&state, s.text[:len(s.text)/StepSize*StepSize])
			results[4] = fmt.Append(nil, state)
			results[5] = register[:]
			return results
		}
		undo := impl.Restrict("gost", "portable")
		want := all()
		undo()
		for _, a := range impl.Alternatives() {
			undo := impl.Restrict("gost", a.Name)
			require.Equal(t, want, all(), a.Name)
			undo()
		}
		text = make([]byte, len(s.text))
		s.table.Crypt(&decryption, text, want[0])
		require.Equal(t, s.text, text)
	})
}
