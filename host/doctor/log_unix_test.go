// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package doctor_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPipeInTheLogsPlace: nobody awaits who reads it.
func TestPipeInTheLogsPlace(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, os.MkdirAll(filepath.Dir(w.LogFile), 0o755))
	require.NoError(t, syscall.Mkfifo(w.LogFile, 0o600))
	findings := w.examine()
	assert.NotNil(t, find(findings, "log-unwritable", ""))
	assert.Nil(t, find(findings, "unfinished", ""))
}
