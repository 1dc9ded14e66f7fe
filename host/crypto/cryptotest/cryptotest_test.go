// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
)

// The standard library keeps its own promises; checks it fails are wrong.
func TestStandardLibrary(t *testing.T) {
	t.Run("SHA-256", func(t *testing.T) { cryptotest.TestHash(t, sha256.New) })
	t.Run("SHA-512", func(t *testing.T) { cryptotest.TestHash(t, sha512.New) })

	block, err := aes.NewCipher(make([]byte, 16))
	require.NoError(t, err)
	t.Run("AES", func(t *testing.T) { cryptotest.TestBlock(t, block) })

	t.Run("AES-GCM", func(t *testing.T) {
		cryptotest.TestAEAD(t, func() cipher.AEAD { return must(cipher.NewGCM(block)) })
	})
	t.Run("HMAC", func(t *testing.T) {
		cryptotest.TestMAC(t, 32, func(key []byte) hash.Hash { return hmac.New(sha256.New, key) })
	})
	counter := func() cipher.Stream { return cipher.NewCTR(block, make([]byte, aes.BlockSize)) }
	t.Run("AES-CTR", func(t *testing.T) { cryptotest.TestStream(t, counter, counter) })
}
