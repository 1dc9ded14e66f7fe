// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

// surroundings are an empty machine with an empty home folder.
func surroundings(t *testing.T, goos string) installer.Surroundings {
	t.Helper()
	root := t.TempDir()
	home := filepath.Join(root, "home", "olena")
	require.NoError(t, os.MkdirAll(home, 0o700))
	return installer.Surroundings{OS: goos, Home: home, Root: root}
}

// tree lists the files below a folder, with what they hold.
func tree(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if d.IsDir() {
			files[filepath.ToSlash(rel)+"/"] = ""
			return err
		}
		text, readErr := os.ReadFile(path)
		require.NoError(t, readErr)
		files[filepath.ToSlash(rel)] = string(text)
		return err
	}))
	return files
}

func put(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func TestMovedFoldersAreFound(t *testing.T) {
	s := surroundings(t, "linux")
	s.Folders = map[string]string{".config": filepath.Join(s.Root, "elsewhere")}
	assert.Equal(t, filepath.Join(s.Root, "elsewhere", "chromium"), s.Path(".config/chromium"))
	assert.Equal(t, filepath.Join(s.Home, ".mozilla"), s.Path(".mozilla"))
	assert.False(t, s.Used("chromium"))
	require.NoError(t, os.MkdirAll(s.Path(".config/chromium"), 0o700))
	assert.True(t, s.Used("chromium"))
	assert.False(t, s.Used("firefox"))
}

func TestSnapOfFirefoxIsUsed(t *testing.T) {
	s := surroundings(t, "linux")
	require.NoError(t, os.MkdirAll(filepath.Join(s.Home, "snap/firefox/common/.mozilla/firefox"), 0o700))
	assert.True(t, s.Used("firefox"))
	assert.False(t, s.Used("librewolf"))
}
