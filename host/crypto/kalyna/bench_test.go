// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"crypto/cipher"
	"fmt"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

// bulk is the size the figures of all peers are measured over.
const (
	bulk   = 1 << 20
	maxTag = 64
)

func BenchmarkKalyna(b *testing.B) {
	buffer := make([]byte, bulk+maxTag)
	for _, size := range sizes {
		c := newCipher(b, make([]byte, size[1]), size[0])
		iv := make([]byte, size[0])
		figure := func(mode string, f func()) {
			b.Run(fmt.Sprintf("kalyna%d_%d_%s", 8*size[0], 8*size[1], mode), func(b *testing.B) {
				b.SetBytes(bulk)
				for b.Loop() {
					f()
				}
			})
		}
		stream := func(mode string, s cipher.Stream, err error) {
			require.NoError(b, err)
			figure(mode, func() { s.XORKeyStream(buffer[:bulk], buffer[:bulk]) })
		}
		seal := func(mode string, a cipher.AEAD, err error) {
			require.NoError(b, err)
			figure(mode, func() { a.Seal(buffer[:0], iv, buffer[:bulk], nil) })
		}
		code := func(mode string, h hash.Hash, err error) {
			require.NoError(b, err)
			figure(mode, func() { h.Write(buffer[:bulk]) })
		}
		figure("ecb", func() { c.EncryptBlocks(buffer[:bulk], buffer[:bulk]) })
		figure("ecb_dec", func() { c.DecryptBlocks(buffer[:bulk], buffer[:bulk]) })
		s, err := kalyna.NewCTR(c, iv)
		stream("ctr", s, err)
		s, err = kalyna.NewCFBEncrypter(c, iv)
		stream("cfb_enc", s, err)
		s, err = kalyna.NewCFBDecrypter(c, iv)
		stream("cfb_dec", s, err)
		m, err := kalyna.NewCMAC(c, len(iv))
		code("cmac", m, err)
		m, err = kalyna.NewGMAC(c, len(iv))
		code("gmac", m, err)
		a, err := kalyna.NewGCM(c, len(iv))
		seal("gcm", a, err)
		a, err = kalyna.NewCCM(c, len(iv), 4)
		seal("ccm", a, err)
		figure("xts", func() { kalyna.NewXTS(c).Encrypt(buffer[:bulk], buffer[:bulk], iv) })
	}
}

// BenchmarkNewCipher is what each new key costs.
func BenchmarkNewCipher(b *testing.B) {
	for _, size := range sizes {
		key := make([]byte, size[1])
		b.Run(fmt.Sprintf("kalyna%d_%d_key", 8*size[0], 8*size[1]), func(b *testing.B) {
			for b.Loop() {
				kalyna.NewCipher(key, size[0])
			}
		})
	}
}
