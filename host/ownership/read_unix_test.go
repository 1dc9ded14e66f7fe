// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package ownership_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
)

// somebody is a user who is not root.
const somebody = 65534

const content = "content"

// adminFile is a file in a folder, as an administrator leaves them.
func adminFile(t *testing.T) (folder, file string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "pidpys")
	require.NoError(t, os.Mkdir(folder, 0o755))
	file = filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	return folder, file
}

func TestRead(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make root's files")
	}
	folder, file := adminFile(t)
	data, err := ownership.Read(file, int64(len(content)))
	require.NoError(t, err)
	assert.Equal(t, content, string(data))

	_, err = ownership.Read(file, int64(len(content))-1)
	assert.ErrorContains(t, err, "more than")
	assert.NotErrorIs(t, err, ownership.ErrUntrusted)
	_, err = ownership.Read(filepath.Join(folder, "absent"), 1)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestReadRefuses(t *testing.T) {
	if os.Geteuid() != 0 {
		_, file := adminFile(t)
		_, err := ownership.Read(file, 100)
		assert.ErrorIs(t, err, ownership.ErrUntrusted, "the user's own file")
		t.Skip("the rest needs root's files")
	}
	for what, harm := range map[string]func(folder, file string) error{
		"another owner":            func(_, file string) error { return os.Chown(file, somebody, 0) },
		"a group that writes":      func(_, file string) error { return os.Chmod(file, 0o664) },
		"everybody writes":         func(_, file string) error { return os.Chmod(file, 0o646) },
		"a folder of another":      func(folder, _ string) error { return os.Chown(folder, somebody, 0) },
		"a folder that all write":  func(folder, _ string) error { return os.Chmod(folder, 0o777) },
		"a sticky one of another":  func(folder, _ string) error { return sticky(folder, somebody) },
		"another's in a sticky":    func(folder, file string) error { return errors.Join(sticky(folder, 0), os.Chown(file, somebody, 0)) },
		"a link out of the folder": func(_, file string) error { return linkOut(t, file) },
		"a way through another's":  func(folder, file string) error { return linkThrough(t, folder, file) },
		"another's link": func(folder, file string) error {
			return errors.Join(sticky(folder, 0), moved(file), os.Lchown(file, somebody, 0))
		},
		"a pipe":                func(_, file string) error { return errors.Join(os.Remove(file), syscall.Mkfifo(file, 0o644)) },
		"a folder in its place": func(_, file string) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o755)) },
	} {
		t.Run(what, func(t *testing.T) {
			folder, file := adminFile(t)
			require.NoError(t, harm(folder, file))
			_, err := ownership.Read(file, 100)
			assert.ErrorIs(t, err, ownership.ErrUntrusted)
		})
	}
	folder, file := adminFile(t)
	require.NoError(t, sticky(folder, 0))
	_, err := ownership.Read(file, 100)
	assert.NoError(t, err, "in a sticky folder nobody else can touch it")
}

// TestReadThroughLinks wants links of root's to lead on, also those of folders,
// upwards and one after the other, but not for ever.
func TestReadThroughLinks(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make root's files")
	}
	folder, file := adminFile(t)
	require.NoError(t, moved(file))
	require.NoError(t, moved(folder))
	require.NoError(t, os.Symlink("../pidpys/./file", filepath.Join(folder, "around")))
	data, err := ownership.Read(filepath.Join(folder, "around"), 100)
	require.NoError(t, err)
	assert.Equal(t, content, string(data))

	endless := filepath.Join(folder, "endless")
	require.NoError(t, os.Symlink("endless", endless))
	_, err = ownership.Read(endless, 100)
	assert.ErrorIs(t, err, syscall.ELOOP)
}

func sticky(folder string, owner int) error {
	return errors.Join(os.Chown(folder, owner, 0), os.Chmod(folder, 0o777|fs.ModeSticky))
}

// linkOut puts a link in a file's place that leads to a file in somebody's
// folder.
func linkOut(t *testing.T, file string) error {
	folder, target := adminFile(t)
	require.NoError(t, os.Chown(folder, somebody, 0))
	return errors.Join(os.Remove(file), os.Symlink(target, file))
}

// linkThrough leads to a file of root's by way of a link in somebody's folder,
// who could have it lead elsewhere.
func linkThrough(t *testing.T, folder, file string) error {
	between, link := adminFile(t)
	target := filepath.Join(folder, "target")
	return errors.Join(os.Rename(file, target), os.Remove(link), os.Symlink(target, link), os.Chown(between, somebody, 0), os.Symlink(link, file))
}
