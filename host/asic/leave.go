// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"bytes"
	"fmt"
	"io"
	"iter"
)

// Fit is an error where a container of this kind does not take documents of these names
// and sizes, as [Writer.Add] would say of them.
func Fit(kind Kind, documents iter.Seq2[string, int64]) error {
	w := &Writer{kind: kind}
	if err := w.claim(mimetypeName, int64(len(kind.MediaType()))); err != nil {
		return err
	}
	for name, size := range documents {
		if err := w.admit(name); err != nil {
			return err
		}
		if err := w.claim(name, size); err != nil {
			return err
		}
		w.objects = append(w.objects, listed{name: name})
	}
	return nil
}

// A Sum is what a container says of a document's octets.
type Sum struct {
	Size   int64 // octets
	CRC32  uint32
	SHA256 []byte
}

// Leave puts in a document but leaves its octets out: what has been written when Leave
// returns, then the octets, then what is written after it are the container.
// Whether the octets are those of the sum, only who reads the container will know.
func (w *Writer) Leave(name, mediaType string, of Sum) error {
	if err := w.admit(name); err != nil {
		return err
	}
	to, err := w.begin(name, of.Size, of.CRC32)
	if err != nil {
		return err
	}
	if err := w.skip(to, of.Size); err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	w.objects = append(w.objects, listed{name: name, mediaType: mediaType, digest: bytes.Clone(of.SHA256)})
	return nil
}

// skip has the archive count octets that are not written.
func (w *Writer) skip(to io.Writer, octets int64) error {
	if err := w.zip.Flush(); err != nil {
		return err
	}
	w.out.closed = true
	defer func() { w.out.closed = false }()
	if _, err := io.CopyN(to, blank{}, octets); err != nil {
		return err
	}
	return w.zip.Flush()
}

// blank reads as octets that are never looked at.
type blank struct{}

func (blank) Read(p []byte) (int, error) { return len(p), nil }

// A gate is where an archive is written to. Of what is written while it is closed,
// nothing passes.
type gate struct {
	io.Writer
	closed bool
}

func (g *gate) Write(p []byte) (int, error) {
	if g.closed {
		return len(p), nil
	}
	return g.Writer.Write(p)
}
