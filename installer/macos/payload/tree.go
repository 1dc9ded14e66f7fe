// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package payload writes the two parts of a macOS component package that say what
// it installs: the payload, a compressed cpio archive in the old character format
// (POSIX.1-1988, section 10.1.2, "odc"), and the bill of materials, in Apple's
// BOMStore. The latter was never published; its layout is as Joseph Coffland, Fabian
// Renn and others found it out (bomutils). No Mac has read what is written here.
package payload

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// File is a file that is installed.
type File struct {
	Path string      // relative to where the package is installed, slash separated
	Mode fs.FileMode // permissions
	Data []byte
}

// Tree is what a package installs: files, and the folders that they need, all of
// one date, root's and the group wheel's.
type Tree struct {
	entries []entry // each after its folder, and in it by name
	date    uint32  // seconds since 1970
}

// entry is a file or a folder. Its number is one more than its place among the
// entries; folders are named by their numbers.
type entry struct {
	File
	parent int // the folder's number; 0 for the root
}

// Modes as POSIX numbers them (sys/stat.h).
const (
	folderMode  = 0o040755
	regularMode = 0o100000
)

func (e entry) folder() bool { return e.Mode.IsDir() }

// mode is the entry's st_mode.
func (e entry) mode() uint32 {
	if e.folder() {
		return folderMode
	}
	return regularMode | uint32(e.Mode.Perm())
}

// NewTree is a tree of files. Dates before 1970 and after 2106 cannot be told.
func NewTree(files []File, date time.Time) (Tree, error) {
	if seconds := date.Unix(); seconds < 0 || seconds > 1<<32-1 {
		return Tree{}, fmt.Errorf("payload: the date %s cannot be told", date)
	}
	inFolder := map[string]map[string]File{".": {}}
	for _, file := range files {
		if !fs.ValidPath(file.Path) || file.Path == "." || strings.Contains(file.Path, "\x00") {
			return Tree{}, fmt.Errorf("payload: %q is not a file's path", file.Path)
		}
		if err := place(inFolder, file); err != nil {
			return Tree{}, err
		}
	}
	tree := Tree{date: uint32(date.Unix()), entries: []entry{{File: File{Path: ".", Mode: fs.ModeDir}}}}
	for i := 0; i < len(tree.entries); i++ {
		inside := inFolder[tree.entries[i].Path]
		for _, name := range slices.Sorted(maps.Keys(inside)) {
			tree.entries = append(tree.entries, entry{inside[name], i + 1})
		}
	}
	return tree, nil
}

// place puts a file into its folder, and that into its own.
func place(inFolder map[string]map[string]File, file File) error {
	for {
		folder, name := path.Dir(file.Path), path.Base(file.Path)
		known := inFolder[folder]
		if known == nil {
			known = map[string]File{}
			inFolder[folder] = known
		}
		if other, taken := known[name]; taken {
			if other.Mode.IsDir() && file.Mode.IsDir() {
				return nil
			}
			return fmt.Errorf("payload: %q is there twice", file.Path)
		}
		known[name] = file
		if folder == "." {
			return nil
		}
		file = File{Path: folder, Mode: fs.ModeDir}
	}
}

// Count is the number of files and folders, the one of the package among them.
func (t Tree) Count() int { return len(t.entries) }

// Size is how much the files hold, in octets.
func (t Tree) Size() int {
	size := 0
	for _, e := range t.entries {
		size += len(e.Data)
	}
	return size
}
