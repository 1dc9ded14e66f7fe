// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

// The self-test of UAPKI for the wrap of content keys.
const (
	kekHex     = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	cekHex     = "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"
	ivHex      = "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
	wrappedHex = "7b74fcbf080464f81bf8eaf10621b624a4f053446128396cc2f529bd3e2078da" +
		"d6bc0b4c5aaf47711d1be5cdc0d4849ec50dc4484f7cf393bc7f5f3e8a8728ca" +
		"13ddaee30c297d6c82c8751e533a3e7591e7d400b89ae64237f692ec892333cd"
)

func TestWrapContentKey(t *testing.T) {
	kek, cek := unhex(t, kekHex), unhex(t, cekHex)
	wrapped, err := kalyna.WrapContentKey(kek, cek, unhex(t, ivHex))
	require.NoError(t, err)
	require.Equal(t, unhex(t, wrappedHex), wrapped)
	require.Equal(t, unhex(t, kekHex), kek)
	require.Equal(t, unhex(t, cekHex), cek)

	unwrapped, err := kalyna.UnwrapContentKey(kek, wrapped)
	require.NoError(t, err)
	require.Equal(t, cek, unwrapped)
	require.Equal(t, unhex(t, wrappedHex), wrapped)
}

func TestUnwrapContentKeyRefuses(t *testing.T) {
	kek, wrapped := unhex(t, kekHex), unhex(t, wrappedHex)
	for i := range wrapped {
		altered := bytes.Clone(wrapped)
		altered[i] ^= 0x10
		_, err := kalyna.UnwrapContentKey(kek, altered)
		require.ErrorIs(t, err, kalyna.ErrUnwrap, "octet %d altered", i)
	}
	other := bytes.Clone(kek)
	other[0] ^= 1
	_, err := kalyna.UnwrapContentKey(other, wrapped)
	require.ErrorIs(t, err, kalyna.ErrUnwrap, "another key")
	for _, bad := range [][]byte{nil, wrapped[:95], append(bytes.Clone(wrapped), 0), wrapped[:64]} {
		_, err = kalyna.UnwrapContentKey(kek, bad)
		require.ErrorIs(t, err, kalyna.ErrUnwrap, "%d octets", len(bad))
	}
	_, err = kalyna.UnwrapContentKey(kek[1:], wrapped)
	require.Equal(t, kalyna.SizeError{Key: 31, Block: 32}, err)
	_, err = kalyna.UnwrapContentKey(append(kek, kek...), wrapped)
	require.Equal(t, kalyna.SizeError{Key: 64, Block: 32}, err)
}

func TestWrapContentKeyRefuses(t *testing.T) {
	good := make([]byte, 32)
	_, err := kalyna.WrapContentKey(good, good[1:], good)
	require.ErrorIs(t, err, kalyna.ErrKeySize)
	_, err = kalyna.WrapContentKey(good[:16], good, good)
	require.Equal(t, kalyna.SizeError{Key: 16, Block: 32}, err)
	_, err = kalyna.WrapContentKey(good, good, good[1:])
	require.ErrorIs(t, err, kalyna.ErrIVSize)
}

func TestUnwrapRefuses(t *testing.T) {
	for _, size := range sizes {
		kek, key, block := random(size[1]), random(2*size[0]), size[0]
		wrapped, err := kalyna.Wrap(newCipher(t, kek, block), key)
		require.NoError(t, err)
		require.Len(t, wrapped, 3*block)
		for i := range wrapped {
			altered := bytes.Clone(wrapped)
			altered[i] ^= 0x10
			_, err := kalyna.Unwrap(newCipher(t, kek, block), altered)
			require.ErrorIs(t, err, kalyna.ErrUnwrap, "octet %d altered", i)
		}
		kek[0] ^= 1
		c := newCipher(t, kek, block)
		_, err = kalyna.Unwrap(c, wrapped)
		require.ErrorIs(t, err, kalyna.ErrUnwrap, "another key")
		for _, bad := range [][]byte{nil, wrapped[:block], wrapped[1:], append(wrapped, 0), make([]byte, 4096+block)} {
			_, err = kalyna.Unwrap(c, bad)
			require.ErrorIs(t, err, kalyna.ErrUnwrap, "%d octets", len(bad))
		}
		for _, bad := range []int{0, 1, block - 1, block + 1, 4096} {
			_, err = kalyna.Wrap(c, make([]byte, bad))
			require.ErrorIs(t, err, kalyna.ErrKeySize, "%d octets", bad)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	c := newCipher(f, unhex(f, kekHex), 32)
	for _, blocks := range []int{1, 2, 3} {
		wrapped, err := kalyna.Wrap(c, make([]byte, 32*blocks))
		require.NoError(f, err)
		f.Add(wrapped)
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, wrapped []byte) {
		key, err := kalyna.Unwrap(c, wrapped)
		if err != nil {
			require.ErrorIs(t, err, kalyna.ErrUnwrap)
			return
		}
		again, err := kalyna.Wrap(c, key)
		require.NoError(t, err)
		require.Equal(t, wrapped, again)
	})
}

func FuzzUnwrapContentKey(f *testing.F) {
	kek := unhex(f, kekHex)
	f.Add(unhex(f, wrappedHex))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, wrapped []byte) {
		cek, err := kalyna.UnwrapContentKey(kek, wrapped)
		if err != nil {
			require.ErrorIs(t, err, kalyna.ErrUnwrap)
			return
		}
		require.Len(t, cek, 32)
	})
}
