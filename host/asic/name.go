// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/internal/filename"
)

// checkName refuses names that some program or file system takes for another
// path than the one that is read here. A folder's name ends in a slash.
func checkName(name string) error {
	path := strings.TrimSuffix(name, "/")
	switch {
	case path == "" || len(name) > maxName:
		return flawed(UnsafeName, name, "%d octets", len(name))
	case !utf8.ValidString(name):
		return flawed(UnsafeName, name, "not UTF-8")
	case strings.ContainsFunc(name, misleading):
		return flawed(UnsafeName, name, "characters that control or reorder text")
	case strings.Contains(name, `\`):
		return flawed(UnsafeName, name, "a backslash")
	case len(path) > 1 && path[1] == ':' && isLetter(path[0]):
		return flawed(UnsafeName, name, "a drive")
	}
	segments := strings.Split(path, "/")
	if len(segments) > maxDepth {
		return flawed(UnsafeName, name, "%d folders", len(segments))
	}
	for _, segment := range segments {
		if segment == "" || segment == "." || segment == ".." {
			return flawed(UnsafeName, name, "not a plain path")
		}
	}
	return nil
}

func isLetter(c byte) bool { c |= 0x20; return 'a' <= c && c <= 'z' }

// misleading are control characters, and those that change the direction of
// what stands around them.
func misleading(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// A namespace holds names that stay apart on every file system.
type namespace struct {
	folders map[string]bool // by key, whether it is a folder
	seen    map[string]bool // folders that have an entry of their own
}

// add takes in a name, unless a file of that name, or a folder where this is a
// file, is there already.
func (n *namespace) add(name string) error {
	if n.folders == nil {
		n.folders, n.seen = map[string]bool{}, map[string]bool{}
	}
	path, folder := strings.CutSuffix(name, "/")
	key := filename.Key(path)
	for i := range key {
		if key[i] != '/' {
			continue
		}
		if isFolder, there := n.folders[key[:i]]; there && !isFolder {
			return flawed(Duplicate, name, "a file is its folder")
		}
		n.folders[key[:i]] = true
	}
	if isFolder, there := n.folders[key]; there && !(folder && isFolder) || n.seen[key] {
		return flawed(Duplicate, name, "")
	}
	n.folders[key], n.seen[key] = folder, true
	return nil
}

// has says that an entry has this name, or one that meets it.
func (n *namespace) has(name string) bool { return n.seen[filename.Key(name)] }
