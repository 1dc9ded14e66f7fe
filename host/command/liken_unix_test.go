// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package command

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestKeyFileKeepsItsGroup: with the mode alone another group would read it.
func TestKeyFileKeepsItsGroup(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root gives files away")
	}
	const uid, gid = 12345, 23456
	file := filepath.Join(t.TempDir(), "Key-6.dat")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	require.NoError(t, os.Chown(file, uid, gid))
	require.NoError(t, os.Chmod(file, 0o640))
	info, err := os.Stat(file)
	require.NoError(t, err)

	c := &call{}
	require.NoError(t, c.keep(file, info, []byte("new"), func() error { return nil }))
	info, err = os.Stat(file)
	require.NoError(t, err)
	owner := info.Sys().(*syscall.Stat_t)
	assert.Equal(t, [2]uint32{uid, gid}, [2]uint32{owner.Uid, owner.Gid})
	assert.Equal(t, os.FileMode(0o640), info.Mode())
}
