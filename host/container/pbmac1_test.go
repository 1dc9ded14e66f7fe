// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// RFC 9579, appendix A.1, whose password is 1234.
func TestPBMAC1(t *testing.T) {
	file, err := os.ReadFile("testdata/rfc9579-a1.p12")
	require.NoError(t, err)
	store, err := Open(file, Passwords{File: []byte("1234")})
	require.NoError(t, err)
	defer store.Close()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.Len(t, keys, 1)
	assert.True(t, pki.SamePublicKey(keys[0].Certificates()[0], keys[0].Public()))

	_, err = Open(file, Passwords{File: []byte("12345")})
	assert.ErrorIs(t, err, key.ErrWrongPassword)
	file[len(file)-60] ^= 1 // in the MAC
	_, err = Open(file, Passwords{File: []byte("1234")})
	assert.ErrorIs(t, err, key.ErrDamaged)
}

// A key of the MAC that is not named, as in appendix A.6, or short enough to
// guess, or longer than anybody needs.
func TestPBMAC1Limits(t *testing.T) {
	parameters := func(keySize int64) []byte {
		kdf := build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1OctetString(make([]byte, 8))
				b.AddASN1Int64(1)
				if keySize != 0 {
					b.AddASN1Int64(keySize)
				}
			})
		})
		return build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				pki.AlgorithmIdentifier{OID: oidPBKDF2, Parameters: kdf}.AddTo(b)
				pki.AlgorithmIdentifier{OID: sha256Hashing.hmac, Parameters: derNull}.AddTo(b)
			})
		})
	}
	for size, want := range map[int64]error{0: key.ErrDamaged, 8: key.ErrDamaged, 20: nil, 32: nil, 1 << 20: key.ErrDamaged} {
		_, err := pbmac1(parameters(size))
		assert.ErrorIs(t, err, want, "%d octets", size)
	}
}
