// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package ownership_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
)

// module is a file two folders below one that only root can write. Temporary
// folders are below a sticky one, which the strict policy refuses.
func module(t *testing.T) (upper, folder, file string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can make root's files")
	}
	upper, err := os.MkdirTemp("/var/lib", "pidpys-test-")
	if err != nil {
		t.Skip("/var/lib cannot be written here")
	}
	t.Cleanup(func() { os.RemoveAll(upper) })
	require.NoError(t, os.Chmod(upper, 0o755))
	folder = filepath.Join(upper, "folder")
	require.NoError(t, os.Mkdir(folder, 0o755))
	file = filepath.Join(folder, "module.so")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o755))
	return upper, folder, file
}

func TestOpen(t *testing.T) {
	_, folder, file := module(t)
	opened, err := ownership.Open(file, ownership.Policy{})
	require.NoError(t, err)
	defer opened.Close()
	assert.Equal(t, file, opened.Name())
	data, err := io.ReadAll(opened)
	require.NoError(t, err)
	assert.Equal(t, content, string(data))

	_, err = ownership.Open(filepath.Join(folder, "absent"), ownership.Policy{})
	assert.ErrorIs(t, err, fs.ErrNotExist)
	assert.NotErrorIs(t, err, ownership.ErrUntrusted)
	around, err := ownership.Open(folder+"/../folder//./module.so", ownership.Policy{})
	require.NoError(t, err, "without links a path means what it says")
	assert.Equal(t, file, around.Name())
	require.NoError(t, around.Close())
}

func TestOpenRefuses(t *testing.T) {
	for what, c := range map[string]struct {
		harm   func(upper, folder, file string) error
		reason ownership.Reason
	}{
		"another owner":             {func(_, _, file string) error { return os.Chown(file, somebody, 0) }, ownership.Owner},
		"a group that writes":       {func(_, _, file string) error { return os.Chmod(file, 0o775) }, ownership.Writable},
		"everybody writes":          {func(_, _, file string) error { return os.Chmod(file, 0o757) }, ownership.Writable},
		"a folder of another":       {func(_, folder, _ string) error { return os.Chown(folder, somebody, 0) }, ownership.Owner},
		"a folder that all write":   {func(_, folder, _ string) error { return os.Chmod(folder, 0o777) }, ownership.Writable},
		"a sticky folder":           {func(_, folder, _ string) error { return sticky(folder, 0) }, ownership.Writable},
		"a folder above of another": {func(upper, _, _ string) error { return os.Chown(upper, somebody, 0) }, ownership.Owner},
		"a folder above, writable":  {func(upper, _, _ string) error { return os.Chmod(upper, 0o775) }, ownership.Writable},
		"a link to another file":    {func(_, _, file string) error { return moved(file) }, ownership.Link},
		"a link to another folder":  {func(_, folder, _ string) error { return moved(folder) }, ownership.Link},
		"a link to nothing":         {func(_, _, file string) error { return errors.Join(os.Remove(file), os.Symlink("gone", file)) }, ownership.Link},
		"a pipe":                    {func(_, _, file string) error { return errors.Join(os.Remove(file), syscall.Mkfifo(file, 0o755)) }, ownership.NotRegular},
		"a folder in its place":     {func(_, _, file string) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o755)) }, ownership.NotRegular},
		"a file for a folder": {func(_, folder, _ string) error {
			return errors.Join(os.RemoveAll(folder), os.WriteFile(folder, nil, 0o755))
		}, ownership.NotRegular},
	} {
		t.Run(what, func(t *testing.T) {
			upper, folder, file := module(t)
			require.NoError(t, c.harm(upper, folder, file))
			_, err := ownership.Open(file, ownership.Policy{})
			var refused *ownership.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.reason, refused.Reason)
			assert.ErrorIs(t, err, ownership.ErrUntrusted)
		})
	}
}

func TestOpenRefusesRelative(t *testing.T) {
	for _, path := range []string{"", "module.so", "./module.so", "../module.so"} {
		_, err := ownership.Open(path, ownership.Policy{User: true})
		var refused *ownership.Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, ownership.Relative, refused.Reason)
	}
	_, err := ownership.Open("/", ownership.Policy{})
	assert.Error(t, err)
}

// TestOpenOfUser wants a user's own file below a sticky folder to be admitted
// when the policy says so, and to stay safe from others.
func TestOpenOfUser(t *testing.T) {
	folder, file := adminFile(t)
	_, err := ownership.Open(file, ownership.Policy{})
	assert.ErrorIs(t, err, ownership.ErrUntrusted, "the temporary folder is everybody's")
	opened, err := ownership.Open(file, ownership.Policy{User: true})
	require.NoError(t, err)
	require.NoError(t, opened.Close())

	require.NoError(t, os.Chmod(folder, 0o777))
	_, err = ownership.Open(file, ownership.Policy{User: true})
	var refused *ownership.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, &ownership.Error{Reason: ownership.Writable, Path: folder}, refused)

	require.NoError(t, os.Chmod(folder, 0o755))
	require.NoError(t, os.Chmod(file, 0o666))
	_, err = ownership.Open(file, ownership.Policy{User: true})
	assert.ErrorIs(t, err, ownership.ErrUntrusted)
}

// moved leaves a link where something was.
func moved(path string) error {
	return errors.Join(os.Rename(path, path+".real"), os.Symlink(path+".real", path))
}
