// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A key without protection, whatever its file is called, asks for no password.
func TestPlainFiles(t *testing.T) {
	locked := open(t, interop.Read(t, "containers/pk8-jkurwa/STORE_A040.dat"), "password")
	for _, file := range []string{"Key40A0.cer", "Key40A0.pem"} {
		t.Run(file, func(t *testing.T) {
			data := interop.Read(t, "containers/pk8-jkurwa/"+file)
			assert.False(t, container.NeedsPassword(data))
			keys := keysOf(t, openWith(t, data, container.Passwords{}))
			require.Len(t, keys, 1)
			assert.True(t, pki.EqualPublicKeys(keysOf(t, locked)[0].Public(), keys[0].Public()))
			signs(t, keys[0])
		})
	}
}

// PrivatBank's layout: the certificates of all entries, of which the first is
// not the signing one, and two people who could sign.
func TestCertificatesOfJKS(t *testing.T) {
	data := interop.Read(t, "containers/jks-jdk-generated/jdk-two-aliases.jks")
	assert.Len(t, container.Certificates(data), 8)
	candidates := key.Choose(keysOf(t, open(t, data, "1111111111")), nil, nil)
	require.Len(t, candidates, 3)
	for i, usage := range []key.Usage{key.Sign, key.Agree, key.Sign} {
		require.NotNil(t, candidates[i].Certificate)
		assert.Equal(t, usage, candidates[i].Usage)
		assert.False(t, candidates[i].Selected, "who signs, the person says")
	}
}

func TestKeyIDs(t *testing.T) {
	for _, folder := range []struct{ key11, key6, password string }{
		{"key6-dps-director/Key-11.dat", "key6-dps-director/Key-6.dat", "tect4"},
		{"key6-iit-generated/store-ascii.Key-11.dat", "key6-iit-generated/store-ascii.Key-6.dat", "test123"},
		{"key6-iit-generated/store-cyrillic.Key-11.dat", "key6-iit-generated/store-cyrillic.Key-6.dat", cyrillic},
	} {
		t.Run(folder.key11, func(t *testing.T) {
			ids, ok := container.KeyIDs(interop.Read(t, "containers/"+folder.key11))
			require.True(t, ok)
			keys := keysOf(t, open(t, interop.Read(t, "containers/"+folder.key6), folder.password))
			require.Len(t, ids, len(keys))
			for i, k := range keys {
				assert.Equal(t, pki.KeyIDs(k.Public())[0], ids[i])
			}
		})
	}
	_, ok := container.KeyIDs(interop.Read(t, "containers/key6-dps-director/Key-6.dat"))
	assert.False(t, ok)
}

func TestNotKeys(t *testing.T) {
	for file, what := range map[string]string{
		"containers/key6-dps-director/8101899.cer":             key.WhatCertificate,
		"containers/key6-dps-director/Key-11.dat":              key.WhatKeyIDs,
		"containers/key6-iit-generated/store-ascii.Key-11.dat": key.WhatKeyIDs,
		"ca-registry/CACertificates-2026-06-16.p7b":            key.WhatChain,
		"signatures/iit_attached_cert.p7s":                     key.WhatSignature,
		"dps/STS_2023_1.pem":                                   key.WhatCertificate,
		"containers/pk8-jkurwa/SELF_SIGNED_ENC_40A0.cer":       key.WhatCertificate,
		"envelopes/iit_envelop_unsigned_to_director.p7e":       key.WhatEnvelope,
		"envelopes/jkurwa-enc_message.p7":                      key.WhatEnvelope,
	} {
		t.Run(file, func(t *testing.T) {
			data := interop.Read(t, file)
			_, err := container.Open(data, container.Passwords{File: []byte("password")})
			var notKey *key.NotKeyError
			require.True(t, errors.As(err, &notKey), "%v", err)
			assert.Equal(t, what, notKey.What)
			assert.ErrorAs(t, container.Check(data), &notKey, "known before a password is asked")
		})
	}
}
