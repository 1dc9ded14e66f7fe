// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package ownership

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// trustFolders wants that nobody but root can put another file in a file's
// place, neither where its name leads nor where links lead on to.
func trustFolders(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("ownership: %w", err)
	}
	for _, file := range []string{path, real} {
		for folder := filepath.Dir(file); ; folder = filepath.Dir(folder) {
			info, err := os.Stat(folder)
			if err != nil {
				return fmt.Errorf("ownership: %w", err)
			}
			// In a sticky folder nobody may touch what is root's.
			if reason := notRoots(info); reason == Owner || reason == Writable && info.Mode()&fs.ModeSticky == 0 {
				return &Error{reason, folder}
			}
			if folder == filepath.Dir(folder) {
				break
			}
		}
	}
	return nil
}

// trustFile wants a file that is root's and that nobody else may write.
func trustFile(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("ownership: %w", err)
	}
	if !info.Mode().IsRegular() {
		return &Error{NotRegular, file.Name()}
	}
	if reason := notRoots(info); reason != "" {
		return &Error{reason, file.Name()}
	}
	return nil
}

// notRoots is why something is not root's alone, or empty.
func notRoots(info fs.FileInfo) Reason {
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Uid != 0 {
		return Owner
	}
	if info.Mode()&0o022 != 0 {
		return Writable
	}
	return ""
}
