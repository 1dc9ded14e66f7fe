// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package interop

import (
	"os"
	"path/filepath"
	"testing"
)

// bouncyCastle is where Debian's libbcprov-java puts the library.
const bouncyCastle = "/usr/share/java/bcprov.jar"

// BouncyCastle is testdata/BouncyCastle.java of the test's package, a program in
// one file over that library. The test is skipped on a machine that lacks the
// library or a JDK.
func BouncyCastle(t testing.TB) *Tool {
	t.Helper()
	return BouncyCastleOf(t, ".")
}

// BouncyCastleOf is that of another package, in a folder seen from the test's.
func BouncyCastleOf(t testing.TB, folder string) *Tool {
	t.Helper()
	if _, err := os.Stat(bouncyCastle); err != nil {
		t.Skip("Bouncy Castle is not on this machine")
	}
	program, err := os.ReadFile(filepath.Join(folder, "testdata", "BouncyCastle.java"))
	if err != nil {
		t.Fatal(err)
	}
	java := NewTool(t, "java")
	java.Write("BouncyCastle.java", program)
	java.always = []string{"-cp", bouncyCastle, "BouncyCastle.java"}
	return java
}
