// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
)

// An RSA key of 512 bits has no room for a signature of SHA-512, so it is
// refused when it is opened rather than when it should sign.
func TestShortRSAKeyIsRefused(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(
		"MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEAz9uVDWZXaVI4qKcflfQauiTwtb5Sf2+V5Ns8NWBYVZWGMYR9sAck" +
			"01wC2PSRDaiZw1xlF6xK7iazjwAOk9VmMQIDAQABAkBqlPjgDxtBWTTOXivXE31k964qMzZQPCKLYFOGNyn0b7NxX0jReokKUy6g" +
			"VLoSIMLQVpRQoW+xKWLVBHk/iLgBAiEA9oh5uiOt5AA92l8QZHnLmEj8tdOPrk3TQqD/q0e+pbECIQDX1uldj7h+/Ohxz1TFfjrO" +
			"O0d6QFunvHstHKiuSbRogQIgZ5B/amWQqCY91Z132m2bzJZkqtF8G2IQLH5LyR0zhpECIQCadQYtWTMrVOs2vqsoZWvJt6wv9Sxh" +
			"/cScBN1FVCNRgQIhALVFvxPkX352GRzirMytf/HAMcZlQn0uRVB+cdMN0cso")
	require.NoError(t, err)
	_, err = parsePrivateKeyInfo(data)
	assert.ErrorIs(t, err, key.ErrUnsupported)
}

// Memory that a growing buffer leaves behind is not wiped, so none grows.
func TestSecretsDoNotMove(t *testing.T) {
	curves := dstu4145.Curves()
	largest := curves[len(curves)-1]
	k, err := dstu4145.GenerateKey(largest, nil, nil)
	require.NoError(t, err)
	info, err := marshalIITKey(k, k)
	require.NoError(t, err)
	assert.Equal(t, maxDSTUKey, cap(info), "of %d octets", len(info))

	for _, size := range []int{20, 300, maxPrivateKey} {
		der := build(t, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(0)
				b.AddASN1(asn1.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(make([]byte, size)) })
			})
		})
		info := asPrivateKeyInfo(der)
		assert.Greater(t, len(info), len(der))
		assert.Equal(t, infoOverhead+len(derNull)+len(der), cap(info), "of %d octets", len(info))
	}
}
