// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
)

func TestInteropVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			Bits              int
			Msg, Hash, Source string
		}
		KMAC []struct{ Key, Msg, MAC, Source string }
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/kupyna.json"), &file))
	require.NotEmpty(t, file.Cases)
	for _, c := range file.Cases {
		require.Contains(t, constructors, c.Bits)
		message, err := hex.DecodeString(c.Msg)
		require.NoError(t, err)
		require.Equal(t, c.Hash, hex.EncodeToString(sum(c.Bits, message)), c.Source)
	}
	require.NotEmpty(t, file.KMAC)
	for _, c := range file.KMAC {
		key, err := hex.DecodeString(c.Key)
		require.NoError(t, err)
		message, err := hex.DecodeString(c.Msg)
		require.NoError(t, err)
		require.Equal(t, c.MAC, hex.EncodeToString(code(t, key, message)), c.Source)
	}
}
