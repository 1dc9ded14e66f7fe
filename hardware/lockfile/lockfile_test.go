// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lockfile_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
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

func TestAwait(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turn")
	first, err := lockfile.Await(t.Context(), path, time.Hour, func() { t.Error("nobody has it") })
	require.NoError(t, err)

	held := 0
	second, err := lockfile.Await(t.Context(), path, time.Millisecond, func() {
		held++
		require.NoError(t, first.Unlock())
	})
	require.NoError(t, err)
	assert.Equal(t, 1, held)

	ctx, leave := context.WithCancel(t.Context())
	_, err = lockfile.Await(ctx, path, time.Hour, leave)
	require.ErrorIs(t, err, context.Canceled, "whoever leaves does not wait")
	require.NoError(t, second.Unlock())
	_, err = lockfile.Await(ctx, path, time.Hour, nil)
	require.ErrorIs(t, err, context.Canceled, "nor takes what is free")
	_, err = lockfile.Await(t.Context(), filepath.Join(path, "no folder"), time.Hour, nil)
	require.Error(t, err)
	require.NotErrorIs(t, err, lockfile.ErrHeld)
}
