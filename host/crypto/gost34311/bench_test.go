// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost34311_test

import (
	"crypto/pbkdf2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/gost34311"
)

// bulk is the size the figures of all peers are measured over.
const bulk = 1 << 20

func BenchmarkGOST34311(b *testing.B) {
	b.Run("gost34311", func(b *testing.B) {
		h, buffer := gost34311.New(nil), make([]byte, bulk)
		b.SetBytes(bulk)
		for b.Loop() {
			h.Write(buffer)
		}
	})
	b.Run("gost34311_pbkdf2_10000", func(b *testing.B) {
		for b.Loop() {
			_, err := pbkdf2.Key(newDefault, "password", make([]byte, 32), 10000, 32)
			require.NoError(b, err)
		}
	})
}
