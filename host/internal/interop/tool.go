// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package interop

import (
	"bytes"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A Tool is a program of other people that a test compares us with, in a folder
// of its own that ends with the test.
type Tool struct {
	Folder string
	t      testing.TB
	path   string
	always []string // arguments before those of each run
}

// NewTool finds a program. The test is skipped on a machine that has none.
func NewTool(t testing.TB, name string) *Tool {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not on this machine", name)
	}
	return (&Tool{path: path}).In(t)
}

// In is the same program for another test, in a folder of its own.
func (o *Tool) In(t testing.TB) *Tool {
	t.Helper()
	return &Tool{Folder: t.TempDir(), t: t, path: o.path, always: o.always}
}

// Run gives what the program prints on both outputs. The line is its arguments,
// none with a space in it. The test ends if the program fails.
func (o *Tool) Run(line string) string {
	o.t.Helper()
	out, err := o.Try(line)
	if err != nil {
		o.t.Fatalf("%s %s: %v: %s", filepath.Base(o.path), line, err, out)
	}
	return out
}

// Try is Run of a program that may fail. It speaks English, whatever language
// the machine does.
func (o *Tool) Try(line string) (string, error) {
	cmd := exec.Command(o.path, slices.Concat(o.always, strings.Fields(line))...)
	cmd.Dir = o.Folder
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Write puts a file into the folder.
func (o *Tool) Write(name string, data []byte) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.Folder, name), data, 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// WritePEM puts a file of DER values of one kind, such as "CERTIFICATE", into
// the folder.
func (o *Tool) WritePEM(name, kind string, ders ...[]byte) {
	o.t.Helper()
	var text bytes.Buffer
	for _, der := range ders {
		if err := pem.Encode(&text, &pem.Block{Type: kind, Bytes: der}); err != nil {
			o.t.Fatal(err)
		}
	}
	o.Write(name, text.Bytes())
}

// Read gives a file of the folder.
func (o *Tool) Read(name string) []byte {
	o.t.Helper()
	data, err := os.ReadFile(filepath.Join(o.Folder, name))
	if err != nil {
		o.t.Fatal(err)
	}
	return data
}
