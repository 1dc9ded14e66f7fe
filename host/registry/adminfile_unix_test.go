// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package registry

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
)

func TestReadFile(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "authorities.json")
	require.NoError(t, os.WriteFile(file, []byte(`[{"names": ["Надавач"], "cmp": "ca.local"}]`), 0o644))
	if os.Geteuid() != 0 {
		_, err := ReadFile(file)
		require.ErrorIs(t, err, ownership.ErrUntrusted, "the user's own file")
		t.Skip("only root can make root's files")
	}
	list, err := ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, []Authority{{Names: []string{"Надавач"}, CMP: "ca.local", Private: true}}, list)

	_, err = ReadFile(filepath.Join(folder, "absent"))
	assert.ErrorIs(t, err, fs.ErrNotExist)
	require.NoError(t, os.WriteFile(file, []byte("[]]"), 0o644))
	_, err = ReadFile(file)
	assert.ErrorContains(t, err, file)
	require.NoError(t, os.WriteFile(file, make([]byte, maxFile+1), 0o644))
	_, err = ReadFile(file)
	assert.ErrorContains(t, err, "more than")
	require.NoError(t, os.Chmod(file, 0o646))
	_, err = ReadFile(file)
	assert.ErrorIs(t, err, ownership.ErrUntrusted)
}
