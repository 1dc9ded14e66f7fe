// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"hash"
	"testing"

	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// bulk is the size the figures of all peers are measured over.
const bulk = 1 << 20

func BenchmarkKupyna(b *testing.B) {
	for _, function := range []struct {
		figure string
		new    func() hash.Hash
	}{
		{"kupyna256", kupyna.New256},
		{"kupyna512", kupyna.New512},
	} {
		b.Run(function.figure, func(b *testing.B) {
			h, buffer := function.new(), make([]byte, bulk)
			b.SetBytes(bulk)
			for b.Loop() {
				h.Write(buffer)
			}
		})
	}
}
