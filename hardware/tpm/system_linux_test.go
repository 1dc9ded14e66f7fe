// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

func TestOpenAt(t *testing.T) {
	folder := t.TempDir()
	_, err := openAt(filepath.Join(folder, "tpmrm0"))
	assert.ErrorIs(t, err, key.ErrNoTPM)
	file := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = openAt(file)
	assert.ErrorIs(t, err, key.ErrNoTPM)

	device, err := openAt("/dev/null")
	require.NoError(t, err)
	_, err = device.Send([]byte("command"))
	assert.Error(t, err, "it is no TPM")
	require.NoError(t, device.Close())
}

// TestForbidden: a device that is somebody else's.
func TestForbidden(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("the administrator may use every device")
	}
	_, err := openAt("/dev/kmsg")
	if err == nil {
		t.Skip("this user may use the device that stands for a TPM")
	}
	assert.ErrorIs(t, err, key.ErrTPMForbidden)
}
