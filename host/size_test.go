// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/testpki"
)

// TestMemoryDoesNotGrowWithTheDocument signs and verifies a gibibyte with the
// program as it is released, and holds its peak memory under 64 MiB.
func TestMemoryDoesNotGrowWithTheDocument(t *testing.T) {
	if testing.Short() {
		t.Skip("reads four gibibytes; not with -short")
	}
	const size, limit = 1 << 30, 64 << 20
	dir := t.TempDir()
	program := filepath.Join(dir, "pidpys")
	build := exec.Command("go", "build", "-trimpath", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)

	keys, roots := filepath.Join(dir, "keys"), filepath.Join(dir, "roots")
	require.NoError(t, os.Mkdir(keys, 0o700))
	require.NoError(t, os.Mkdir(roots, 0o700))
	writeSamples(t, keys, roots)
	password, document := filepath.Join(dir, "password"), filepath.Join(dir, "document")
	require.NoError(t, os.WriteFile(password, []byte(testpki.Password), 0o600))
	require.NoError(t, os.WriteFile(document, nil, 0o600))
	require.NoError(t, os.Truncate(document, size))

	peak := func(args ...string) int64 {
		cmd := exec.Command(program, args...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		used := int64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
		if runtime.GOOS != "darwin" {
			used <<= 10 // kibibytes elsewhere: getrusage(2)
		}
		t.Logf("%s: %d MiB at most", args[0], used>>20)
		return used
	}
	signature := document + ".p7s"
	assert.Less(t, peak("sign", document, "--key", filepath.Join(keys, "director.pfx"), "--password-file", password), int64(limit))
	assert.Less(t, peak("verify", signature, "--trust", roots, "--no-revocation"), int64(limit))
}
