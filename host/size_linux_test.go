// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

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
		used := peakMemory(t, exec.Command(program, args...))
		t.Logf("%s: %d MiB at most", args[0], used>>20)
		return used
	}
	signature := document + ".p7s"
	assert.Less(t, peak("sign", document, "--key", filepath.Join(keys, "director.pfx"), "--password-file", password), int64(limit))
	assert.Less(t, peak("verify", signature, "--trust", roots, "--no-revocation"), int64(limit))
}

// peakMemory runs a command that must succeed, and returns the most memory it
// held, in octets. The kernel's own mark is read, from time to time until the
// end: the rusage of a child counts the memory of the process that started it.
func peakMemory(t *testing.T, cmd *exec.Cmd) (peak int64) {
	t.Helper()
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	status := fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)
	for look := time.Tick(10 * time.Millisecond); ; <-look {
		select {
		case err := <-ended:
			require.NoError(t, err, "%s", output.String())
			require.NotZero(t, peak, "the process ended before it was looked at")
			return peak
		default:
		}
		text, _ := os.ReadFile(status) // gone, once it has ended
		if _, rest, ok := strings.Cut(string(text), "VmHWM:"); ok {
			var kibibytes int64
			if _, err := fmt.Sscan(rest, &kibibytes); err == nil {
				peak = max(peak, kibibytes<<10)
			}
		}
	}
}
