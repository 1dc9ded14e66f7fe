// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

func TestSBox(t *testing.T) {
	for _, sbox := range []*gost28147.SBox{gost28147.DefaultSBox(), gost28147.ExampleSBox()} {
		again, err := gost28147.NewSBox(sbox.Bytes())
		require.NoError(t, err)
		require.True(t, again.Equal(sbox))
		require.Equal(t, sbox.Bytes(), again.Bytes())
	}
	require.False(t, gost28147.DefaultSBox().Equal(gost28147.ExampleSBox()))

	var absent *gost28147.SBox
	require.True(t, absent.Equal(gost28147.DefaultSBox()))
	require.True(t, gost28147.DefaultSBox().Equal(nil))
	require.Equal(t, gost28147.DefaultSBox().Bytes(), absent.Bytes())
}

// TestSBoxImmutable: tables are shared, so what Bytes gives out is a copy, and
// what NewSBox was given may change later.
func TestSBoxImmutable(t *testing.T) {
	clear(gost28147.DefaultSBox().Bytes())
	packed := gost28147.DefaultSBox().Bytes()
	sbox, err := gost28147.NewSBox(packed)
	require.NoError(t, err)
	clear(packed)
	require.True(t, sbox.Equal(gost28147.DefaultSBox()))
}

func TestSBoxRefused(t *testing.T) {
	good := gost28147.DefaultSBox().Bytes()
	repeated := gost28147.DefaultSBox().Bytes()
	repeated[63] = repeated[62]
	for name, test := range map[string]struct {
		dke    []byte
		reason string
	}{
		"absent":             {nil, "0 octets, want 64"},
		"truncated":          {good[:63], "63 octets, want 64"},
		"a nibble an octet":  {make([]byte, 128), "128 octets, want 64"},
		"all nibbles zero":   {make([]byte, 64), "row 0 is not a permutation"},
		"a nibble met twice": {repeated, "row 7 is not a permutation"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := gost28147.NewSBox(test.dke)
			require.ErrorIs(t, err, gost28147.ErrSBox)
			require.ErrorContains(t, err, test.reason)
		})
	}
}

func FuzzNewSBox(f *testing.F) {
	f.Add(gost28147.DefaultSBox().Bytes())
	f.Add(gost28147.ExampleSBox().Bytes())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, dke []byte) {
		sbox, err := gost28147.NewSBox(dke)
		if err != nil {
			require.ErrorIs(t, err, gost28147.ErrSBox)
			return
		}
		require.Equal(t, dke, sbox.Bytes())
	})
}
