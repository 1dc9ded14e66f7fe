// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"fmt"
	"io"
)

// A Document is a file with what was appended to it.
type Document struct {
	base io.ReaderAt
	size int64 // of base
	more []byte
}

// Size is the whole document's, in octets.
func (d *Document) Size() int64 { return d.size + int64(len(d.more)) }

// ReadAt reads from the file and from what follows it.
func (d *Document) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off > d.Size() {
		return 0, io.EOF
	}
	if off < d.size {
		n, err = d.base.ReadAt(p[:min(int64(len(p)), d.size-off)], off)
		if int64(n) < min(int64(len(p)), d.size-off) {
			return n, err
		}
	}
	if n < len(p) {
		n += copy(p[n:], d.more[off+int64(n)-d.size:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// WriteTo writes the document.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	n, err := io.Copy(w, io.NewSectionReader(d, 0, d.Size()))
	if err != nil {
		err = fmt.Errorf("pades: %w", err)
	}
	return n, err
}
