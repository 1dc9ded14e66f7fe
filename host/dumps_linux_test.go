// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// TestNoDumpsAreLeft looks at the running program from outside: as a browser's
// host, and as a command that is about to read a password.
func TestNoDumpsAreLeft(t *testing.T) {
	t.Run("host", func(t *testing.T) {
		h := start(t, ownCaller)
		h.say(t, hello)
		h.hear(t)
		assertNoDumps(t, h.cmd.Process.Pid)
	})
	t.Run("command", func(t *testing.T) {
		keys := t.TempDir()
		writeSamples(t, keys, t.TempDir())
		password := filepath.Join(keys, "password")
		require.NoError(t, unix.Mkfifo(password, 0o600))
		h := start(t, "keys", filepath.Join(keys, "director.pfx"), "--password-file", password)
		writer, err := os.OpenFile(password, os.O_WRONLY, 0) // when it is being read
		require.NoError(t, err)
		assertNoDumps(t, h.cmd.Process.Pid)
		require.NoError(t, writer.Close())
		h.ends(t, 3)
	})
}

// assertNoDumps: what is not dumpable belongs to root in /proc (proc(5)), which
// says nothing when root runs the test; the limit of core dumps can be read by
// anybody.
func assertNoDumps(t *testing.T, process int) {
	t.Helper()
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", process))
	require.NoError(t, err)
	for line := range strings.Lines(string(limits)) {
		if strings.HasPrefix(line, "Max core file size") {
			assert.Equal(t, []string{"0", "0"}, strings.Fields(line)[4:6])
		}
	}
	info, err := os.Stat(fmt.Sprintf("/proc/%d/mem", process))
	require.NoError(t, err)
	assert.Contains(t, fmt.Sprintf("%+v", info.Sys()), "Uid:0")
}
