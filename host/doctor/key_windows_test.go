// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/windows/registry"

	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/installer"
)

// TestRegistryKey reads values of all kinds that policies have, and keys below.
func TestRegistryKey(t *testing.T) {
	const path = `SOFTWARE\PidpysTest`
	set := func(path string, write func(registry.Key) error) {
		key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.WRITE)
		require.NoError(t, err)
		defer key.Close()
		require.NoError(t, write(key))
		t.Cleanup(func() { registry.DeleteKey(registry.CURRENT_USER, path) })
	}
	set(path, func(k registry.Key) error { return k.SetDWordValue("NativeMessagingUserLevelHosts", 0) })
	set(path, func(k registry.Key) error { return k.SetStringsValue("Lines", []string{"{", "}"}) })
	set(path+`\NativeMessagingBlocklist`, func(k registry.Key) error { return k.SetStringValue("1", "*") })

	values, err := doctor.RegistryKey(installer.Key{Hive: installer.CurrentUser, View: installer.View64, Path: path})
	require.NoError(t, err)
	assert.Equal(t, map[string]any{
		"NativeMessagingUserLevelHosts": uint64(0), "Lines": "{\n}",
		"NativeMessagingBlocklist": map[string]any{"1": "*"},
	}, values)
	_, err = doctor.RegistryKey(installer.Key{Hive: installer.CurrentUser, View: installer.View64, Path: path + `\None`})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}
