// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package simulator

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Build compiles the module into a folder and returns its absolute path. It
// needs Go and a C compiler, a working folder inside this project, and some ten
// seconds the first time. The module has a Go runtime of its own; beside
// another one in the same process it was seen to work on Linux alone.
func Build(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("simulator: %w", err)
	}
	const name = "pidpys-simulator"
	path := filepath.Join(dir, name+".so")
	compile := exec.Command("go", "build", "-buildmode=c-shared", "-trimpath", "-ldflags=-s -w", "-o", path,
		"github.com/pidpys/pidpys/hardware/simulator/module")
	compile.Env = append(os.Environ(), "CGO_ENABLED=1")
	if out, err := compile.CombinedOutput(); err != nil {
		return "", fmt.Errorf("simulator: go build: %w: %s", err, out)
	}
	// The compiler leaves a C header beside it, which nobody includes.
	return path, os.Remove(filepath.Join(dir, name+".h"))
}
