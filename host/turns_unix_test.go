// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTurnsFolder(t *testing.T) {
	t.Setenv("HOME", "/home/somebody")
	t.Setenv("XDG_CACHE_HOME", "")
	folder, err := turnsFolder("pidpys")
	require.NoError(t, err)
	assert.Equal(t, "tokens", filepath.Base(folder))
	assert.NoDirExists(t, folder, "whoever needs it makes it")
}

// TestTurnsFolderWithoutCache: it is the same in every process, and never one
// that others can write.
func TestTurnsFolderWithoutCache(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("TMPDIR", temporary)
	folder, err := turnsFolder("pidpys")
	require.NoError(t, err)
	info, err := os.Stat(folder)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	again, err := turnsFolder("pidpys")
	require.NoError(t, err)
	assert.Equal(t, folder, again)

	for what, harm := range map[string]func() error{
		"others may write it": func() error { return os.Chmod(folder, 0o770) },
		"a link": func() error {
			return errors.Join(os.Rename(folder, folder+".real"), os.Symlink(folder+".real", folder))
		},
		"a file":          func() error { return errors.Join(os.Remove(folder), os.WriteFile(folder, nil, 0o600)) },
		"no place for it": func() error { return os.RemoveAll(temporary) },
	} {
		t.Run(what, func(t *testing.T) {
			require.NoError(t, os.RemoveAll(temporary))
			require.NoError(t, os.MkdirAll(folder, 0o700))
			require.NoError(t, harm())
			_, err := turnsFolder("pidpys")
			assert.Error(t, err)
		})
	}
	if os.Geteuid() != 0 {
		t.Skip("only root gives folders away")
	}
	require.NoError(t, os.RemoveAll(temporary))
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, os.Chown(folder, 65534, 65534))
	_, err = turnsFolder("pidpys")
	assert.ErrorContains(t, err, "somebody else's")
}
