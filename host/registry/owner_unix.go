// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package registry

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
		return fmt.Errorf("registry: %w", err)
	}
	for _, file := range []string{path, real} {
		for folder := filepath.Dir(file); ; folder = filepath.Dir(folder) {
			info, err := os.Stat(folder)
			if err != nil {
				return fmt.Errorf("registry: %w", err)
			}
			// In a sticky folder nobody may touch what is root's.
			if !rootOnly(info) && (!rootOwns(info) || info.Mode()&fs.ModeSticky == 0) {
				return fmt.Errorf("%w: %s", ErrUntrusted, folder)
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
		return fmt.Errorf("registry: %w", err)
	}
	if !info.Mode().IsRegular() || !rootOnly(info) {
		return fmt.Errorf("%w: %s", ErrUntrusted, file.Name())
	}
	return nil
}

func rootOnly(info fs.FileInfo) bool { return rootOwns(info) && info.Mode()&0o022 == 0 }

func rootOwns(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Uid == 0
}
