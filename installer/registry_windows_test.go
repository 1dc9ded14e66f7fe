// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

func TestTheRealRegistry(t *testing.T) {
	registry := installer.Here().Registry
	for _, k := range []installer.Key{
		{Hive: installer.CurrentUser, View: installer.View64, Path: `SOFTWARE\Pidpys test\Above\org.pidpys.host`},
		{Hive: installer.LocalMachine, View: installer.View64, Path: `SOFTWARE\Pidpys test\Above\org.pidpys.host`},
		{Hive: installer.LocalMachine, View: installer.View32, Path: `SOFTWARE\Pidpys test\Above\org.pidpys.host`},
	} {
		above, top := k, k
		above.Path, top.Path = `SOFTWARE\Pidpys test\Above`, `SOFTWARE\Pidpys test`
		_, err := registry.Value(k)
		require.ErrorIs(t, err, fs.ErrNotExist, "%s", k)
		_, err = registry.Empty(k)
		require.ErrorIs(t, err, fs.ErrNotExist, "%s", k)
		err = registry.SetValue(k, `C:\Program Files\Підпис\manifest.json`)
		if k.Hive == installer.LocalMachine && err != nil {
			require.ErrorIs(t, err, fs.ErrPermission)
			t.Skip("only administrators may write to HKLM")
		}
		require.NoError(t, err, "%s", k)
		t.Cleanup(func() {
			for _, left := range []installer.Key{k, above, top} {
				_ = registry.Delete(left)
			}
		})
		value, err := registry.Value(k)
		require.NoError(t, err, "%s", k)
		assert.Equal(t, `C:\Program Files\Підпис\manifest.json`, value)
		for other, want := range map[installer.Key]bool{k: false, above: false} {
			empty, err := registry.Empty(other)
			require.NoError(t, err, "%s", other)
			assert.Equal(t, want, empty, "%s", other)
		}
		if k.Hive == installer.LocalMachine {
			other := k
			other.View = installer.View32 + installer.View64 - k.View
			_, err = registry.Value(other)
			assert.ErrorIs(t, err, fs.ErrNotExist, "%s: the views are two", k)
		}
		assert.Error(t, registry.Delete(top), "%s: a key that has others below it", top)
		require.NoError(t, registry.Delete(k), "%s", k)
		_, err = registry.Value(k)
		assert.ErrorIs(t, err, fs.ErrNotExist, "%s", k)
		empty, err := registry.Empty(above)
		require.NoError(t, err)
		assert.True(t, empty, "%s", above)
		require.NoError(t, registry.Delete(above))
		require.NoError(t, registry.Delete(top))
	}
}
