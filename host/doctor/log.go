// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"os"
	"path/filepath"
)

// log finds a log that cannot be written: then nobody learns what went wrong.
func log(_ context.Context, b *Bench) []Finding {
	if b.LogFile == "" || writable(b.LogFile) {
		return nil
	}
	return []Finding{{Check: "log-unwritable", Severity: Warning, Subject: b.private(b.LogFile)}}
}

// writable reports whether a file could be appended to, or made. What is made to
// find that out is removed again.
func writable(path string) bool {
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() {
			return false // a pipe would wait for a reader
		}
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		return err == nil && file.Close() == nil
	}
	if _, err := os.Lstat(path); err == nil {
		return false // a link to nothing
	}
	folder := filepath.Dir(path)
	for {
		if info, err := os.Stat(folder); err == nil {
			return info.IsDir() && probe(folder)
		}
		above := filepath.Dir(folder)
		if above == folder {
			return false
		}
		folder = above
	}
}

func probe(folder string) bool {
	file, err := os.CreateTemp(folder, ".pidpys-*")
	if err != nil {
		return false
	}
	defer os.Remove(file.Name())
	return file.Close() == nil
}
