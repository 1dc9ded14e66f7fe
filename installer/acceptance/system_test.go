// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/lockfile"
)

// turn makes the test wait for its turn at this machine's own folders, which all
// tests share. It is skipped for anybody but root.
func turn(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may write where the system's browsers look")
	}
	lock, err := lockfile.Await(t.Context(), filepath.Join(os.TempDir(), "pidpys-system.lock"), time.Second, func() {
		t.Log("waiting for another test of this machine's folders")
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, lock.Unlock()) })
}

// put writes a file of the machine, at whose folders it is the test's turn. After
// the test it is gone, and so are folders that were made for it. A file that is
// there already is somebody's, and fails the test.
func put(t *testing.T, path string, data []byte) {
	t.Helper()
	folder(t, filepath.Dir(path))
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	require.NoError(t, err)
	t.Cleanup(func() {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			require.NoError(t, err)
		}
	})
	_, err = file.Write(data)
	require.NoError(t, errors.Join(err, file.Close()))
}

// folder makes a folder of the machine, and those above it, until the test ends.
func folder(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	folder(t, filepath.Dir(path))
	require.NoError(t, os.Mkdir(path, 0o755))
	t.Cleanup(func() { require.NoError(t, os.Remove(path)) })
}
