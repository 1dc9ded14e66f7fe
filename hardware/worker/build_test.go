// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"debug/macho"
	"debug/pe"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBuildForOthers compiles the program for the systems that tests do not run on,
// on Windows for both kinds of modules that vendors have there.
func TestBuildForOthers(t *testing.T) {
	for _, c := range []struct {
		system, arch string
		machine      func(path string) (any, error)
		want         any
	}{
		{"windows", "amd64", machinePE, uint16(pe.IMAGE_FILE_MACHINE_AMD64)},
		{"windows", "386", machinePE, uint16(pe.IMAGE_FILE_MACHINE_I386)},
		{"darwin", "amd64", machineMachO, macho.CpuAmd64},
		{"darwin", "arm64", machineMachO, macho.CpuArm64},
	} {
		t.Run(c.system+" "+c.arch, func(t *testing.T) {
			if testing.Short() {
				t.Skip("it takes a while")
			}
			machine, err := c.machine(buildFor(t, c.system, c.arch))
			require.NoError(t, err)
			assert.Equal(t, c.want, machine)
		})
	}
}

// buildFor builds the program for another system, with Go alone.
func buildFor(t *testing.T, system, arch string, flags ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pidpys-token")
	build := exec.Command("go", append(append([]string{"build", "-o", path}, flags...), ".")...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+arch, "GOFLAGS=")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

func machinePE(path string) (any, error) {
	file, err := pe.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return file.Machine, nil
}

func machineMachO(path string) (any, error) {
	file, err := macho.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return file.Cpu, nil
}
