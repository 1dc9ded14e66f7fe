// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"os"
	"path/filepath"
)

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
