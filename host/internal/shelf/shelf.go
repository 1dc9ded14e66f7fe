// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package shelf keeps files that may be lost: a bounded folder for this user
// alone, where each file is written whole or not at all, whoever else writes
// there. What is read must be judged as if a stranger had written it.
package shelf

import (
	"cmp"
	"crypto/rand"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"time"
)

// A Shelf is a folder. Names of files are the caller's to choose; they match
// Names, a pattern for the whole name, so that nothing else in there is ever
// touched.
type Shelf struct {
	Folder    string // made when there is something to keep; empty: nothing is
	Names     *regexp.Regexp
	MaxFile   int64 // octets of one
	MaxFiles  int
	MaxOctets int64 // of all
}

// draft is what a write leaves behind that was cut off: the name and this.
var draft = regexp.MustCompile(`\.[A-Z2-7]{26}$`)

// Read returns a file and when it was written, or nil. Anything unusual, such
// as a link, a pipe or a long file, is as good as none.
func (s *Shelf) Read(name string) (data []byte, written time.Time) {
	if s.Folder == "" {
		return nil, time.Time{}
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return nil, time.Time{}
	}
	defer root.Close()
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > s.MaxFile {
		return nil, time.Time{}
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, time.Time{}
	}
	defer file.Close()
	data, err = io.ReadAll(io.LimitReader(file, s.MaxFile+1))
	if err != nil || int64(len(data)) > s.MaxFile {
		return nil, time.Time{}
	}
	return data, info.ModTime()
}

// Write keeps a file, in place of one of the same name, and drops the oldest
// beyond the limits. That it cannot be written is nobody's concern.
func (s *Shelf) Write(name string, data []byte) {
	if s.Folder == "" || int64(len(data)) > s.MaxFile || os.MkdirAll(s.Folder, 0o700) != nil {
		return
	}
	root, err := os.OpenRoot(s.Folder)
	if err != nil {
		return
	}
	defer root.Close()
	write(root, name, data)
	s.prune(root)
}

func write(root *os.Root, name string, data []byte) {
	unfinished := name + "." + rand.Text()
	file, err := root.OpenFile(unfinished, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_, err = file.Write(data)
	if closed := file.Close(); err != nil || closed != nil || root.Rename(unfinished, name) != nil {
		_ = root.Remove(unfinished)
	}
}

// prune removes the oldest files beyond the limits.
func (s *Shelf) prune(root *os.Root) {
	all, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return
	}
	var files []fs.FileInfo
	for _, entry := range all {
		info, err := entry.Info()
		if err == nil && info.Mode().IsRegular() && s.Names.MatchString(draft.ReplaceAllString(entry.Name(), "")) {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	var octets int64
	for i, info := range files {
		if octets += info.Size(); i >= s.MaxFiles || octets > s.MaxOctets {
			_ = root.Remove(info.Name())
		}
	}
}
