// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestKeyFileIsReplacedOnlyWhenReady objects at the last moment.
func TestKeyFileIsReplacedOnlyWhenReady(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "Key-6.dat")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	objection := errors.New("no")
	c := &call{}
	require.ErrorIs(t, c.keep(file, nil, []byte("new"), func() error { return objection }), objection)
	kept, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "old", string(kept))
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, left, 1)
}

func TestKeyFileThatChangedIsNoticed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "Key-6.dat")
	require.NoError(t, os.WriteFile(file, []byte("mine"), 0o600))
	l := &locker{name: file, data: []byte("mine")}
	require.NoError(t, l.unchanged())
	require.NoError(t, os.WriteFile(file, []byte("more"), 0o600))
	assert.ErrorIs(t, l.unchanged(), errKeyFileChanged)
	require.NoError(t, os.Remove(file))
	assert.ErrorIs(t, l.unchanged(), os.ErrNotExist)
}

// TestKeyFileOfNoFileIsItsOwners: the mode of a pipe or a folder says nothing
// about who may have a key.
func TestKeyFileOfNoFileIsItsOwners(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Chmod(folder, 0o755))
	like, err := os.Stat(folder)
	require.NoError(t, err)
	file := filepath.Join(folder, "Key-6.dat")
	c := &call{}
	require.NoError(t, c.keep(file, like, []byte("new"), func() error { return nil }))
	info, err := os.Stat(file)
	require.NoError(t, err)
	if runtime.GOOS != "windows" {
		assert.Equal(t, os.FileMode(0o600), info.Mode())
	}
}
