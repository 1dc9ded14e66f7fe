// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package ownership

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// maxLinks is how many links a path may lead through, as in Linux
// (path_resolution(7)).
const maxLinks = 40

// trustFolders goes where a path leads, name by name, and wants that nobody but
// root can put another file or link in the place of one.
func trustFolders(path string) error {
	const root = string(filepath.Separator)
	folder, links := root, 0
	if err := trustFolder(folder); err != nil {
		return err
	}
	for names := strings.Split(path, root); len(names) > 0; {
		next := filepath.Join(folder, names[0]) // what is up from a folder that is no link is plain to see
		names = names[1:]
		info, err := os.Lstat(next)
		switch {
		case err != nil:
			return fmt.Errorf("ownership: %w", err)
		case info.Mode()&fs.ModeSymlink != 0:
			if links++; links > maxLinks {
				return fmt.Errorf("ownership: %w", &fs.PathError{Op: "open", Path: path, Err: syscall.ELOOP})
			}
			target, err := os.Readlink(next)
			if err != nil {
				return fmt.Errorf("ownership: %w", err)
			}
			if notRoots(info) == Owner {
				return &Error{Owner, next}
			}
			if filepath.IsAbs(target) {
				folder = root
			}
			names = append(strings.Split(target, root), names...)
		case len(names) > 0:
			if err := trustFolder(next); err != nil {
				return err
			}
			folder = next
		}
	}
	return nil
}

// trustFolder wants a folder in which nobody but root may touch what is root's:
// others may add to a sticky one.
func trustFolder(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("ownership: %w", err)
	}
	if reason := notRoots(info); reason == Owner || reason == Writable && info.Mode()&fs.ModeSticky == 0 {
		return &Error{reason, path}
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
