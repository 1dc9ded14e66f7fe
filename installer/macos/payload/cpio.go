// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package payload

import (
	"bytes"
	"compress/gzip"
	"fmt"
)

// The widths of cpio's octal fields bound what an archive can hold.
const (
	maximumNumber = 1<<18 - 1 // six digits: inode numbers, lengths of names
	maximumSize   = 1<<33 - 1 // eleven digits: sizes of files
)

// trailer is the name of the entry that ends an archive.
const trailer = "TRAILER!!!"

// Archive is the payload: the tree as a cpio archive, compressed with gzip.
func (t Tree) Archive() ([]byte, error) {
	var archive bytes.Buffer
	w := gzip.NewWriter(&archive)
	for i, e := range t.entries {
		name := "./" + e.Path
		if e.parent == 0 {
			name = e.Path
		}
		if i+1 > maximumNumber || len(name)+1 > maximumNumber || len(e.Data) > maximumSize {
			return nil, fmt.Errorf("payload: %q does not fit into an archive", e.Path)
		}
		if err := write(w, header(i+1, e.mode(), t.date, name, len(e.Data)), []byte(name), []byte{0}, e.Data); err != nil {
			return nil, err
		}
	}
	if err := write(w, header(0, 0, 0, trailer, 0), []byte(trailer), []byte{0}); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	return archive.Bytes(), nil
}

// header is what stands before an entry's name (POSIX.1-1988, table 10-5): magic,
// device, inode, mode, user, group, links, device of a device, time, lengths.
func header(inode int, mode, date uint32, name string, size int) []byte {
	return fmt.Appendf(nil, "070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o", 0, inode, mode, 0, 0, 1, 0, date, len(name)+1, size)
}

func write(w *gzip.Writer, parts ...[]byte) error {
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			return fmt.Errorf("payload: %w", err)
		}
	}
	return nil
}
