// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// raw is what a token decrypts without looking at it.
func raw(k *rsa.PrivateKey, ciphertext []byte) []byte {
	m := new(big.Int).Exp(new(big.Int).SetBytes(ciphertext), k.D, k.N)
	return m.FillBytes(make([]byte, k.Size()))
}

func TestOAEP(t *testing.T) {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	for name, o := range map[string]*rsa.OAEPOptions{
		"SHA-1":                {Hash: crypto.SHA1},
		"SHA-256":              {Hash: crypto.SHA256},
		"SHA-512":              {Hash: crypto.SHA512},
		"two hashes":           {Hash: crypto.SHA256, MGFHash: crypto.SHA1},
		"SHA-256 with a label": {Hash: crypto.SHA256, Label: []byte("label")},
	} {
		t.Run(name, func(t *testing.T) {
			for _, text := range []string{"", "a content key", "\x00\x01\x00"} {
				encrypted, err := rsa.EncryptOAEPWithOptions(rand.Reader, &k.PublicKey, []byte(text), o)
				require.NoError(t, err)
				padded := raw(k, encrypted)
				plain, err := oaepDecode(padded, o)
				require.NoError(t, err)
				assert.Equal(t, text, string(plain))
				assert.Equal(t, make([]byte, len(padded)), padded, "wiped")

				_, err = oaepDecode(raw(k, encrypted), &rsa.OAEPOptions{Hash: o.Hash, MGFHash: o.MGFHash, Label: []byte("another")})
				assert.ErrorIs(t, err, rsa.ErrDecryption)
			}
		})
	}
}

func TestOAEPDamaged(t *testing.T) {
	o := &rsa.OAEPOptions{Hash: crypto.SHA256}
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	// block pads what stands after the hash of the label.
	block := func(first byte, rest []byte) []byte {
		padded := make([]byte, k.Size())
		padded[0] = first
		seed, block := padded[1:33], padded[33:]
		copy(block, crypto.SHA256.New().Sum(nil))
		copy(block[32:], rest)
		mask(block, seed, o.Hash)
		mask(seed, block, o.Hash)
		return padded
	}
	plain, err := oaepDecode(block(0, []byte{0, 0, 1}), o)
	require.NoError(t, err)
	assert.Len(t, plain, k.Size()-33-32-3)
	for name, padded := range map[string][]byte{
		"the first octet is not 0": block(1, []byte{1}),
		"no 1 before the text":     block(0, nil),
		"another octet before it":  block(0, []byte{0, 2, 1}),
		"too short":                make([]byte, 65),
		"nothing":                  nil,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := oaepDecode(padded, o)
			assert.ErrorIs(t, err, rsa.ErrDecryption)
		})
	}
}
