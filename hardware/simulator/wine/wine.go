// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package wine prepares a Windows for tests: Wine with a drive of its own. It is
// not Windows, but reads the same programs and structures.
package wine

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A Windows is 64-bit and ends with its test. Programs of 32 bits run where Wine
// has what it takes for them.
type Windows struct {
	// Drive is the folder that programs see as C:.
	Drive       string
	environment []string
}

// prng is the library that programs of Go take random numbers from, which Wine 8
// lacks.
const prng = `
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL ProcessPrng(PBYTE data, SIZE_T size) { return SystemFunction036(data, size); }
`

// New makes one in some ten seconds. The test is skipped on a machine without Wine
// or the compiler for Windows.
func New(t testing.TB) *Windows {
	t.Helper()
	for _, tool := range []string{"wine", "wineserver", "x86_64-w64-mingw32-gcc"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not on this machine", tool)
		}
	}
	prefix := t.TempDir()
	w := &Windows{Drive: filepath.Join(prefix, "drive_c")}
	w.environment = append(os.Environ(), "WINEPREFIX="+prefix, "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=", "DISPLAY=")
	t.Cleanup(func() { _ = w.run("wineserver", "-k", "-w") })
	// A server that stays saves starting Windows for each program, and the moment in
	// which one that ends meets one that starts, where Wine may hang.
	for _, command := range [][]string{{"wineserver", "-p"}, {"wine", "wineboot", "--init"}} {
		if err := w.run(command...); err != nil {
			t.Fatalf("%v: %v", command, err)
		}
	}
	w.Compile(t, filepath.Join("windows", "system32", "bcryptprimitives.dll"), prng, "-shared", "-ladvapi32")
	return w
}

// Compile makes a program or library for 64 bits of a source in C, at a path below
// C:, and returns how programs there call it.
func (w *Windows) Compile(t testing.TB, path, source string, flags ...string) string {
	t.Helper()
	compiler := exec.Command("x86_64-w64-mingw32-gcc", append([]string{"-o", filepath.Join(w.Drive, path), "-x", "c", "-", "-x", "none"}, flags...)...)
	compiler.Stdin = strings.NewReader(source)
	if out, err := compiler.CombinedOutput(); err != nil {
		t.Fatalf("compiling %s: %v: %s", path, err, out)
	}
	return `C:\` + strings.ReplaceAll(path, "/", `\`)
}

// Command is a program of Windows, by its path on this machine, that is not started
// yet.
func (w *Windows) Command(program string, args ...string) *exec.Cmd {
	command := exec.Command("wine", append([]string{program}, args...)...)
	command.Env = w.environment
	return command
}

// run does not listen: services of Windows that it starts would keep what they
// write open.
func (w *Windows) run(words ...string) error {
	command := exec.Command(words[0], words[1:]...)
	command.Env = w.environment
	return command.Run()
}
