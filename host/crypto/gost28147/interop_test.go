// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// tables are the names the interop vectors give to the substitution tables.
var tables = map[string]*gost28147.SBox{"dke1": gost28147.DefaultSBox(), "gost34311": gost28147.ExampleSBox()}

func TestInteropVectors(t *testing.T) {
	var file struct {
		Cases []struct{ Mode, SBox, Key, IV, PT, CT, MAC, Source string }
		Wraps []struct{ SBox, KEK, CEK, IV, Wrapped, Source string } `json:"key_wrap"`
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/gost28147.json"), &file))
	require.NotEmpty(t, file.Cases)
	for _, c := range file.Cases {
		require.Contains(t, tables, c.SBox)
		v := vector{mode: c.Mode, sbox: tables[c.SBox], key: c.Key, iv: c.IV, plaintext: c.PT, crypted: c.CT + c.MAC}
		t.Run(c.Mode+" of "+c.Source, func(t *testing.T) { cryptotest.EveryWay(t, v.run) })
	}
	require.NotEmpty(t, file.Wraps)
	for _, c := range file.Wraps {
		t.Run("wrap of "+c.Source, func(t *testing.T) {
			require.Contains(t, tables, c.SBox)
			wrapped, err := gost28147.Wrap(unhex(t, c.KEK), unhex(t, c.CEK), unhex(t, c.IV), tables[c.SBox])
			require.NoError(t, err)
			require.Equal(t, unhex(t, c.Wrapped), wrapped)
			cek, err := gost28147.Unwrap(unhex(t, c.KEK), wrapped, tables[c.SBox])
			require.NoError(t, err)
			require.Equal(t, unhex(t, c.CEK), cek)
		})
	}
}

// TestTablesOfCertificates finds the packed tables in the domain parameters
// (OCTET STRING dke) of certificates that carry them.
func TestTablesOfCertificates(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(interop.Path(t, "vectors/certs-other-dke"), "masterkey-*.cer"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	dke := append([]byte{0x04, 0x40}, gost28147.ExampleSBox().Bytes()...)
	for _, name := range names {
		certificate, err := os.ReadFile(name)
		require.NoError(t, err)
		require.True(t, bytes.Contains(certificate, dke), filepath.Base(name))
	}
}
