// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
)

func TestLockedKeysLieInTheStoreAndOpenByThemselves(t *testing.T) {
	password := []byte("ключі")
	entries := []Entry{
		{Key: testKey(t, 7), Alias: "директор", Certificates: []*x509.Certificate{selfSigned(t, 1), selfSigned(t, 2)}},
		{Key: testKey(t, 8), Alias: "печатка"},
	}
	file, err := MarshalJKS(entries, Passwords{File: []byte("сховище"), Keys: password}, JKSOptions{})
	require.NoError(t, err)
	keys, err := LockedKeys(append(file, "behind it"...))
	require.NoError(t, err)
	require.Len(t, keys, 2)
	for i, k := range keys {
		assert.Equal(t, entries[i].Alias, k.Alias)
		assert.Len(t, k.Certificates, len(entries[i].Certificates))
		store, err := Open(k.Info, Passwords{File: password})
		require.NoError(t, err)
		opened, err := store.Keys(t.Context())
		require.NoError(t, err)
		assert.True(t, entries[i].Key.Public().(*dstu4145.PublicKey).Equal(opened[0].Public()))
		require.NoError(t, store.Close())
		_, err = Open(k.Info, Passwords{File: []byte("сховище")})
		assert.Error(t, err)
	}
}

func TestLockedKeysOfJavaStoresAlone(t *testing.T) {
	iit := iitFile(t, make([]byte, 4), nil, make([]byte, 64))
	for why, test := range map[string]struct {
		file []byte
		want error
	}{
		"another format":    {iit, key.ErrNotContainer},
		"nothing":           {nil, key.ErrNotContainer},
		"a store cut":       {jksOf(t, func(*jksStore) {})[:200], key.ErrTruncated},
		"too many octets":   {make([]byte, MaxSize+1), key.ErrTooLarge},
		"a store of nobody": {[]byte(jksMagic + "\x00\x00\x00\x03"), key.ErrUnsupported},
	} {
		_, err := LockedKeys(test.file)
		assert.ErrorIs(t, err, test.want, why)
	}
	keys, err := LockedKeys(emptyJKS(t))
	require.NoError(t, err)
	assert.Empty(t, keys)
}
