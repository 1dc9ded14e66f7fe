// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/internal/impl"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// bulk is the size the figures of all peers are measured over.
const bulk = 1 << 20

func BenchmarkKupyna(b *testing.B) {
	kmac, err := kupyna.NewKMAC256(make([]byte, kupyna.Size256))
	require.NoError(b, err)
	for _, function := range []struct {
		figure string
		hash   hash.Hash
	}{
		{"kupyna256", kupyna.New256()},
		{"kupyna512", kupyna.New512()},
		{"kmac256", kmac},
	} {
		for _, way := range ways() {
			b.Run(function.figure+"/"+way, func(b *testing.B) {
				defer impl.Restrict("kupyna", way)()
				buffer := make([]byte, bulk)
				b.SetBytes(bulk)
				for b.Loop() {
					function.hash.Write(buffer)
				}
			})
		}
	}
}
