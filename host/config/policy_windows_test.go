// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/windows/registry"
)

// TestHive reads the types of values that editors of policies write, from the
// user's part of the registry.
func TestHive(t *testing.T) {
	h := hive{registry.CURRENT_USER, `Software\PidpysTest`}
	none, err := h.values()
	require.NoError(t, err)
	require.Empty(t, none)

	key, _, err := registry.CreateKey(h.root, h.path, registry.ALL_ACCESS)
	require.NoError(t, err)
	t.Cleanup(func() { key.Close(); assert.NoError(t, registry.DeleteKey(h.root, h.path)) })
	require.NoError(t, key.SetStringValue("", "nothing"))
	require.NoError(t, key.SetStringValue("PIN_entry", "native"))
	require.NoError(t, key.SetStringsValue("key_kinds", []string{"token", "tpm"}))
	require.NoError(t, key.SetStringsValue("cabinets", []string{"[", `{"origin": "https://кабінет"}`, "]"}))
	require.NoError(t, key.SetDWordValue("log_level", 1))
	got := settled(inPolicy(h))
	assert.Equal(t, Native, got.PINEntry)
	assert.Equal(t, []KeyKind{TokenKeys, TPMKeys}, got.KeyKinds)
	assert.Equal(t, []string{"pin_entry", "key_kinds"}, got.Locked)
	assert.ElementsMatch(t, []string{"log_level", "cabinets"}, faulty(got))
	assert.ErrorContains(t, together(got), `HKCU\Software\PidpysTest: log_level: its type is 4`)
	assert.Equal(t, `HKLM\SOFTWARE\Policies\Pidpys`, systemPolicy().place())
}
