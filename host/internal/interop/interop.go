// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package interop hands tests the files that other people's software made:
// keys, certificates, signatures and vectors with known results. They lie
// beside the project, not in it, so a test that needs one skips, saying so,
// on a machine that has only the project.
package interop

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Path names a file or folder of the interop data, given its slash-separated
// path there. The test is skipped when the data is absent.
func Path(t testing.TB, name string) string {
	t.Helper()
	path, ok := Find(name)
	if !ok {
		t.Skipf("interop data %q is not on this machine (PIDPYS_INTEROP names its folder)", name)
	}
	return path
}

// Find is [Path] for tests that are worth something without the data too.
func Find(name string) (path string, ok bool) {
	root := os.Getenv("PIDPYS_INTEROP")
	if root == "" {
		_, here, _, _ := runtime.Caller(0)
		root = filepath.Join(filepath.Dir(here), "..", "..", "..", "..", "shared", "interop")
	}
	path = filepath.Join(root, filepath.FromSlash(name))
	_, err := os.Stat(path)
	return path, err == nil
}

// Read returns the octets of a file of the interop data.
func Read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(Path(t, name))
	if err != nil {
		t.Fatalf("interop data: %v", err)
	}
	return data
}
