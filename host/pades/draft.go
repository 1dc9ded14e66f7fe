// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pki"
)

// A draft is a new revision with a signature that lacks its value.
type draft struct {
	document Document
	contents pdf.Hole // in the file
	room     int      // octets of the message
}

// newDraft lays out a signature dictionary of these entries in a field.
func newDraft(r io.ReaderAt, size int64, entries pdf.Dict, fieldName string, room int) (*draft, error) {
	file, err := pdf.Open(r, size)
	if err != nil {
		return nil, err
	}
	update, err := file.Update()
	if err != nil {
		return nil, err
	}
	d := &draft{document: Document{base: r, size: size}, contents: pdf.Hole{Width: 2*room + 2}, room: room}
	ranges := pdf.Hole{Width: len("[0 ") + 3*len("9999999999 ")}
	entries["Contents"], entries["ByteRange"] = &d.contents, &ranges
	p, err := openPlacement(file.Newest(), update)
	if err != nil {
		return nil, err
	}
	if err := p.place(update.Add(entries), fieldName); err != nil {
		return nil, err
	}
	if d.document.more, err = update.Marshal(); err != nil {
		return nil, err
	}
	after := d.contents.At + int64(d.contents.Width)
	d.fill(ranges, fmt.Sprintf("[0 %d %d %d]", d.contents.At, after, d.document.Size()-after))
	return d, nil
}

// fill puts octets into a hole of the new revision.
func (d *draft) fill(hole pdf.Hole, octets string) {
	copy(d.document.more[hole.At-d.document.size:], octets)
}

// content is what the signature is over: all but its own value, ISO 32000-1
// section 12.8.1.
func (d *draft) content() io.Reader {
	after := d.contents.At + int64(d.contents.Width)
	return io.MultiReader(
		io.NewSectionReader(&d.document, 0, d.contents.At),
		io.NewSectionReader(&d.document, after, d.document.Size()-after))
}

// digest hashes the content.
func (d *draft) digest(h *pki.Hash) ([]byte, error) {
	sum := h.New()
	if _, err := io.Copy(sum, d.content()); err != nil {
		return nil, fmt.Errorf("pades: %w", err)
	}
	return sum.Sum(nil), nil
}

// seal puts in the message.
func (d *draft) seal(message []byte) (*Document, error) {
	if len(message) > d.room {
		return nil, fmt.Errorf("%w: %d octets where %d fit", ErrRoom, len(message), d.room)
	}
	padded := append(slices.Clone(message), make([]byte, d.room-len(message))...)
	sealed := &draft{document: d.document}
	sealed.document.more = slices.Clone(d.document.more)
	sealed.fill(d.contents, "<"+hex.EncodeToString(padded)+">")
	return &sealed.document, nil
}
