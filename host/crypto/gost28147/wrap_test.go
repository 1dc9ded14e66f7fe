// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

// A wrap made by gost89.
const (
	kekHex     = "9c6e6852023b46f499f25b9b0eb7027387fdd5650f5d638ee5f99eb8dc781fde"
	cekHex     = "11080811020a0d0913040f020111190b04060c101d1c0a0911060e160b121419"
	wrapIVHex  = "09100509181c0515"
	wrappedHex = "e90fe95628e715f4d6f3d1151ded367250f7006648ffffde574a4ea38250c1c5a0fdff11f36d9186d3b27c60"
)

func TestWrap(t *testing.T) {
	kek, cek := unhex(t, kekHex), unhex(t, cekHex)
	wrapped, err := gost28147.Wrap(kek, cek, unhex(t, wrapIVHex), nil)
	require.NoError(t, err)
	require.Equal(t, unhex(t, wrappedHex), wrapped)
	require.Equal(t, unhex(t, kekHex), kek)
	require.Equal(t, unhex(t, cekHex), cek)

	unwrapped, err := gost28147.Unwrap(kek, wrapped, nil)
	require.NoError(t, err)
	require.Equal(t, cek, unwrapped)
	require.Equal(t, unhex(t, wrappedHex), wrapped)
}

func TestUnwrapRefused(t *testing.T) {
	kek, wrapped := unhex(t, kekHex), unhex(t, wrappedHex)

	_, err := gost28147.Unwrap(kek[1:], wrapped, nil)
	require.Equal(t, gost28147.KeySizeError(31), err)

	for i := range wrapped {
		altered := bytes.Clone(wrapped)
		altered[i] ^= 0x10
		_, err := gost28147.Unwrap(kek, altered, nil)
		require.ErrorIs(t, err, gost28147.ErrUnwrap, "octet %d altered", i)
	}

	other := bytes.Clone(kek)
	other[0] ^= 1
	_, err = gost28147.Unwrap(other, wrapped, nil)
	require.ErrorIs(t, err, gost28147.ErrUnwrap, "another key")

	_, err = gost28147.Unwrap(kek, wrapped, gost28147.ExampleSBox())
	require.ErrorIs(t, err, gost28147.ErrUnwrap, "another table")

	for _, bad := range [][]byte{nil, wrapped[:43], append(bytes.Clone(wrapped), 0)} {
		_, err = gost28147.Unwrap(kek, bad, nil)
		require.ErrorIs(t, err, gost28147.ErrUnwrap, "%d octets", len(bad))
	}
}

func FuzzUnwrap(f *testing.F) {
	kek := unhex(f, kekHex)
	f.Add(unhex(f, wrappedHex))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, wrapped []byte) {
		cek, err := gost28147.Unwrap(kek, wrapped, nil)
		if err != nil {
			require.ErrorIs(t, err, gost28147.ErrUnwrap)
			return
		}
		require.Len(t, cek, gost28147.KeySize)
	})
}
