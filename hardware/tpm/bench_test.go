// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// The figures are of swtpm, which computes at the machine's speed. A chip takes a
// tenth of a second and more for each step.

// BenchmarkOpen looks at the count, and tries a PIN.
func BenchmarkOpen(b *testing.B) {
	s := newSource(b, tpm.Socket(swtpm.New(b).Path))
	ref := generate(b, s, key.ECDSAP256)
	for b.Loop() {
		store, err := s.Open(b.Context(), ref, &person{pin: pin})
		require.NoError(b, err)
		require.NoError(b, store.Close())
	}
}

// BenchmarkSign makes one signature at a time, with all that is loaded for it.
func BenchmarkSign(b *testing.B) {
	for _, kind := range []key.Kind{key.ECDSAP256, key.RSA2048} {
		b.Run(string(kind), func(b *testing.B) {
			s := newSource(b, tpm.Socket(swtpm.New(b).Path))
			store := open(b, s, generate(b, s, kind))
			for b.Loop() {
				require.NoError(b, sign(b, store))
			}
		})
	}
}

// BenchmarkBatch signs many documents in one go; ns/op is of one signature.
func BenchmarkBatch(b *testing.B) {
	s := newSource(b, tpm.Socket(swtpm.New(b).Path))
	keys, err := open(b, s, generate(b, s, key.ECDSAP256)).Keys(b.Context())
	require.NoError(b, err)
	digests := make([]key.Digest, b.N)
	for i := range digests {
		digests[i] = digest(keys[0], "document")
	}
	b.ResetTimer()
	results, err := keys[0].Sign(b.Context(), digests)
	b.StopTimer()
	require.NoError(b, err)
	for _, r := range results {
		require.NoError(b, r.Err)
	}
}

// BenchmarkUnseal opens a sealed Key-6.dat; what takes long is the file's own
// derivation of keys.
func BenchmarkUnseal(b *testing.B) {
	s := newSource(b, tpm.Socket(swtpm.New(b).Path))
	ref := sealBy(b, s, key6)
	for b.Loop() {
		store, err := s.Open(b.Context(), ref, &person{pin: pin})
		require.NoError(b, err)
		require.NoError(b, store.Close())
	}
}

// BenchmarkList is a look, as it is taken again and again while a person chooses.
func BenchmarkList(b *testing.B) {
	s := newSource(b, tpm.Socket(swtpm.New(b).Path))
	seal(b, s)
	generate(b, s, key.ECDSAP256)
	for b.Loop() {
		_, err := s.List(b.Context())
		require.NoError(b, err)
	}
}
