// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/pidpys/pidpys/host/pki"
)

var errDocumentChanged = errors.New("the document changed while it was being signed")

// A document is a file that is read as often as needed, and is the same every
// time. A pipe can be read once.
type document struct {
	*os.File
	ctx  context.Context
	info fs.FileInfo
	read bool
	size int64 // once it was read
	sums map[*pki.Hash][]byte
}

// readable is the error of the first file that cannot be read. A pipe is left alone:
// it is opened once.
func readable(ctx context.Context, names []string) error {
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() && !info.IsDir() {
			continue
		}
		d, err := openDocument(ctx, name)
		if err != nil {
			return err
		}
		d.Close()
	}
	return nil
}

func openDocument(ctx context.Context, name string) (*document, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "read", Path: name, Err: syscall.EISDIR}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &document{File: file, ctx: ctx, info: info, sums: map[*pki.Hash][]byte{}}, nil
}

// digest is that of the whole document.
func (d *document) digest(h *pki.Hash) ([]byte, error) {
	if sum, known := d.sums[h]; known {
		return sum, nil
	}
	sum := h.New()
	if err := d.copyTo(sum); err != nil {
		return nil, err
	}
	d.sums[h] = sum.Sum(nil)
	return d.sums[h], nil
}

// copyTo writes the whole document to w.
func (d *document) copyTo(w io.Writer) error {
	if d.read || d.info.Mode().IsRegular() {
		if _, err := d.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	n, err := io.Copy(w, until{d.ctx, d.File})
	switch {
	case err != nil:
		return err
	case d.read && n != d.size:
		return errDocumentChanged
	}
	d.read, d.size = true, n
	return d.unchanged()
}

// unchanged tells whether the file is as it was before it was read. A pipe
// cannot change.
func (d *document) unchanged() error {
	if !d.info.Mode().IsRegular() {
		return nil
	}
	after, err := d.Stat()
	if err == nil && (after.Size() != d.info.Size() || !after.ModTime().Equal(d.info.ModTime())) {
		err = errDocumentChanged
	}
	return err
}

// until reads as long as its context lasts.
type until struct {
	context.Context
	io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(p)
}
