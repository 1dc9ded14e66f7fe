// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

func newMAC(t *testing.T, key []byte) func() hash.Hash {
	return func() hash.Hash {
		h, err := gost28147.NewMAC(key, nil)
		require.NoError(t, err)
		return h
	}
}

// TestShortMAC holds what the standard does not define: no block for the empty
// message, one for up to 8 octets.
func TestShortMAC(t *testing.T) {
	mac := newMAC(t, unhex(t, sequence))
	require.Equal(t, make([]byte, 4), mac().Sum(nil))

	short, padded := mac(), mac()
	short.Write([]byte{1, 2, 3})
	padded.Write([]byte{1, 2, 3, 0, 0, 0, 0, 0})
	require.Equal(t, padded.Sum(nil), short.Sum(nil))
}
