// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"crypto/cipher"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

// bulk is the size the figures of all peers are measured over.
const bulk = 1 << 20

func BenchmarkGOST28147(b *testing.B) {
	key, iv, buffer := make([]byte, gost28147.KeySize), make([]byte, gost28147.BlockSize), make([]byte, bulk)
	for _, mode := range []struct {
		figure    string
		newStream func(key, iv []byte, sbox *gost28147.SBox) (cipher.Stream, error)
	}{
		{"gost28147_ctr", gost28147.NewCTR},
		{"gost28147_cfb_enc", gost28147.NewCFBEncrypter},
		{"gost28147_cfb_dec", gost28147.NewCFBDecrypter},
	} {
		b.Run(mode.figure, func(b *testing.B) {
			stream, err := mode.newStream(key, iv, nil)
			require.NoError(b, err)
			b.SetBytes(bulk)
			for b.Loop() {
				stream.XORKeyStream(buffer, buffer)
			}
		})
	}
	b.Run("gost28147_ecb", func(b *testing.B) {
		encrypter, err := gost28147.NewECBEncrypter(key, nil)
		require.NoError(b, err)
		b.SetBytes(bulk)
		for b.Loop() {
			encrypter.CryptBlocks(buffer, buffer)
		}
	})
	b.Run("gost28147_mac", func(b *testing.B) {
		mac, err := gost28147.NewMAC(key, nil)
		require.NoError(b, err)
		b.SetBytes(bulk)
		for b.Loop() {
			mac.Write(buffer)
		}
	})
}
