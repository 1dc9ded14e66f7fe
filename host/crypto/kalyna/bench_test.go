// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"crypto/cipher"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

// bulk is the size the figures of all peers are measured over.
const bulk = 1 << 20

func BenchmarkKalyna(b *testing.B) {
	buffer := make([]byte, bulk)
	for _, mode := range []struct {
		figure     string
		block, key int
		newStream  func(key, iv []byte) (cipher.Stream, error)
	}{
		{"kalyna128_ctr", 16, 16, kalyna.NewCTR},
		{"kalyna256_ctr", 32, 32, kalyna.NewCTR},
		{"kalyna256_cfb_enc", 32, 32, kalyna.NewCFBEncrypter},
		{"kalyna256_cfb_dec", 32, 32, kalyna.NewCFBDecrypter},
		{"kalyna512_ctr", 64, 64, kalyna.NewCTR},
	} {
		b.Run(mode.figure, func(b *testing.B) {
			stream, err := mode.newStream(make([]byte, mode.key), make([]byte, mode.block))
			require.NoError(b, err)
			b.SetBytes(bulk)
			for b.Loop() {
				stream.XORKeyStream(buffer, buffer)
			}
		})
	}
}
