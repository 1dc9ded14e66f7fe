// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"debug/pe"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBuildForWindows compiles the program for both kinds of modules that
// vendors have there.
func TestBuildForWindows(t *testing.T) {
	for arch, c := range map[string]struct {
		compiler string
		machine  uint16
	}{
		"amd64": {"x86_64-w64-mingw32-gcc", pe.IMAGE_FILE_MACHINE_AMD64},
		"386":   {"i686-w64-mingw32-gcc", pe.IMAGE_FILE_MACHINE_I386},
	} {
		t.Run(arch, func(t *testing.T) {
			if testing.Short() {
				t.Skip("it takes a while")
			}
			if _, err := exec.LookPath(c.compiler); err != nil {
				t.Skipf("%s is not on this machine", c.compiler)
			}
			path := filepath.Join(t.TempDir(), "pidpys-token.exe")
			build := exec.Command("go", "build", "-o", path, ".")
			build.Env = append(os.Environ(), "CGO_ENABLED=1", "GOOS=windows", "GOARCH="+arch, "CC="+c.compiler, "GOFLAGS=")
			out, err := build.CombinedOutput()
			require.NoError(t, err, string(out))
			file, err := pe.Open(path)
			require.NoError(t, err)
			defer file.Close()
			assert.Equal(t, c.machine, file.Machine)
		})
	}
}
