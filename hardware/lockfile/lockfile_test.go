// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lockfile_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/lockfile"
)

func TestOneHoldsIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turn")
	first, err := lockfile.Try(path)
	require.NoError(t, err)
	_, err = lockfile.Try(path)
	require.ErrorIs(t, err, lockfile.ErrHeld)

	next := make(chan *lockfile.Lock)
	go func() {
		second, err := lockfile.Wait(path)
		if err != nil {
			close(next)
			return
		}
		next <- second
	}()
	require.NoError(t, first.Unlock())
	second := <-next
	require.NotNil(t, second)
	_, err = lockfile.Try(path)
	require.ErrorIs(t, err, lockfile.ErrHeld)
	require.NoError(t, second.Unlock())
}

func TestFolderMustBeThere(t *testing.T) {
	_, err := lockfile.Try(filepath.Join(t.TempDir(), "absent", "turn"))
	require.Error(t, err)
}
