// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ownership_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
)

func TestReadAnybodys(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "settings")
	require.NoError(t, os.WriteFile(file, []byte("12345"), 0o666))
	require.NoError(t, os.Chmod(file, 0o666))
	data, err := ownership.ReadAnybodys(file, 5)
	require.NoError(t, err)
	assert.Equal(t, "12345", string(data))
	_, err = ownership.ReadAnybodys(file, 4)
	assert.ErrorIs(t, err, ownership.ErrTooLong)
	_, err = ownership.ReadAnybodys(filepath.Join(folder, "absent"), 5)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = ownership.ReadAnybodys(folder, 5)
	assert.Equal(t, &ownership.Error{Reason: ownership.NotRegular, Path: folder}, err)
}
