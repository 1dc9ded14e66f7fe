// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestNothingHalfWrittenIsLeft ends a command while it writes: by the keyboard,
// by the system, by closing the terminal.
func TestNothingHalfWrittenIsLeft(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			dir := t.TempDir()
			signature := filepath.Join(dir, "signature")
			require.NoError(t, unix.Mkfifo(signature, 0o600))
			h := start(t, "verify", signature, "-o", filepath.Join(dir, "document"))
			writer, err := os.OpenFile(signature, os.O_WRONLY, 0) // when it is being read
			require.NoError(t, err)
			t.Cleanup(func() { writer.Close() })
			_, err = writer.WriteString("M" + strings.Repeat(" ", 512)) // base64 whose rest is to come
			require.NoError(t, err)
			require.Eventually(t, func() bool { return len(files(t, dir)) == 2 }, 10*time.Second, time.Millisecond)
			require.NoError(t, h.cmd.Process.Signal(signal))
			require.NoError(t, writer.Close())
			h.ends(t, 1)
			assert.Equal(t, []string{"signature"}, files(t, dir))
		})
	}
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
