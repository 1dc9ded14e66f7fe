// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// errLong is a file that has more than any of its kind.
var errLong = errors.New("doctor: file is too long")

// read reads a file of at most limit octets that somebody else wrote. A pipe or a
// device is none, for it would keep us waiting.
func read(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fs.ErrInvalid}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = errLong
	}
	return data, err
}

// maxEntries bounds how many names in a folder are looked at.
const maxEntries = 1024

// within are the files of a name in a folder and in the folders of that.
func within(folder, name string) []string {
	var files []string
	if file := filepath.Join(folder, name); exists(file) {
		files = append(files, file)
	}
	entries, _ := os.ReadDir(folder) // of none that can be listed there is nothing to tell
	for _, entry := range entries[:min(len(entries), maxEntries)] {
		if file := filepath.Join(folder, entry.Name(), name); exists(file) {
			files = append(files, file)
		}
	}
	return files
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
