// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// programs are the names a browser has on PATH, the preferred one first.
// Google's own Chrome is absent on purpose: since version 137 it ignores
// --load-extension.
var programs = map[string][]string{
	Chromium: {"chromium", "chromium-browser"},
	Firefox:  {"firefox-esr", "firefox"},
}

// packages are what brings the browser on Debian and its family.
var packages = map[string]string{
	Chromium: "chromium",
	Firefox:  "firefox-esr",
}

// MissingError says that a browser is not installed.
type MissingError struct {
	Browser string // its name, as Launch knows it
	Package string // the Debian package that brings it
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("browser: %s is not installed; the package is %q (apt install %s)", e.Browser, e.Package, e.Package)
}

// SnapError says that the only browser found is a Snap, which is confined and
// cannot start a native messaging host outside its snap.
type SnapError struct {
	Browser string
	Path    string // what was found on PATH
}

func (e *SnapError) Error() string {
	return fmt.Sprintf("browser: %s at %s is a Snap package; Snap forbids it to start native messaging hosts, "+
		"so Pidpys cannot work in it; install %s as a .deb", e.Browser, e.Path, e.Browser)
}

// Locate finds the browser's program on PATH. PIDPYS_CHROMIUM and
// PIDPYS_FIREFOX name another one.
func Locate(name string) (string, error) {
	if path := os.Getenv("PIDPYS_" + strings.ToUpper(name)); path != "" {
		return path, nil
	}
	snap := ""
	for _, program := range programs[name] {
		path, err := exec.LookPath(program)
		if err != nil {
			continue
		}
		if !isSnap(path) {
			return path, nil
		}
		snap = path
	}
	if snap != "" {
		return "", &SnapError{Browser: name, Path: snap}
	}
	return "", &MissingError{Browser: name, Package: packages[name]}
}

// isSnap recognises a Snap by its link to the snap program or into /snap, and
// Ubuntu's transitional package by its script, which starts /snap/bin/….
func isSnap(path string) bool {
	if strings.HasPrefix(path, "/snap/") {
		return true
	}
	if target, err := filepath.EvalSymlinks(path); err == nil &&
		(strings.HasPrefix(target, "/snap/") || filepath.Base(target) == "snap") {
		return true
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 4096)
	n, _ := f.Read(head)
	head = head[:n]
	return bytes.HasPrefix(head, []byte("#!")) && bytes.Contains(head, []byte("/snap/bin/"))
}
