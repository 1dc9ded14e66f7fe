// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A File is a PDF file with all its revisions. It may be used by one goroutine
// at a time.
type File struct {
	r    io.ReaderAt
	size int64
	// sections are those of the cross-references, the newest first. Each is
	// what one revision changed.
	sections []*section
	packed   map[Reference]*objectStream
	toLex    int64 // octets that may still be read
	toFill   int64 // octets that streams may still inflate to
}

// Open reads the cross-references of a file of size octets.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size, packed: map[Reference]*objectStream{}, toLex: maxLexed, toFill: maxInflated}
	if size > MaxFile {
		return nil, tooLarge("the file")
	}
	header, err := f.octets(0, min(size, int64(len(magic))))
	if err != nil {
		return nil, err
	}
	if string(header) != magic {
		return nil, ErrNotPDF
	}
	at, err := f.startXRef(size)
	if err != nil {
		return nil, err
	}
	if err := f.readSections(at); err != nil {
		return nil, err
	}
	return f, nil
}

const magic = "%PDF-"

// Size is the file's, in octets.
func (f *File) Size() int64 { return f.size }

// octets reads a part of the file.
func (f *File) octets(from, to int64) ([]byte, error) {
	octets := make([]byte, to-from)
	if _, err := f.r.ReadAt(octets, from); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("pdf: %w", err)
	} else if err != nil && from+int64(len(octets)) != f.size {
		return nil, malformed("cut short")
	}
	return octets, nil
}

// lexer reads from an offset in the file, up to an end of it.
func (f *File) lexer(at, end int64) *lexer {
	section := io.NewSectionReader(f.r, at, end-at)
	return &lexer{r: section, at: at, limit: MaxObject, budget: &f.toLex, placed: true}
}

// lexerOf reads data that were within a stream.
func (f *File) lexerOf(data []byte) *lexer {
	return &lexer{window: data, limit: MaxObject, budget: &f.toLex}
}

// tail is how far from its end a file may say where its cross-references are,
// and how much white space may follow.
const tail = 1024

// startXRef reads the end of a revision: ISO 32000-1 section 7.5.5. Nothing but
// white space may follow it.
func (f *File) startXRef(size int64) (int64, error) {
	from := max(0, size-tail)
	ending, err := f.octets(from, size)
	if err != nil {
		return 0, err
	}
	i := bytes.LastIndex(ending, []byte("startxref"))
	if i < 0 {
		return 0, malformed("no startxref at the end")
	}
	rest := ending[i+len("startxref"):]
	l := f.lexerOf(rest)
	var at int64
	if err := l.numbers(&at); err != nil {
		return 0, err
	}
	rest = bytes.TrimLeft(rest[l.at:], whiteSpace)
	rest, ok := bytes.CutPrefix(rest, []byte("%%EOF"))
	if !ok || len(bytes.Trim(rest, whiteSpace)) > 0 {
		return 0, malformed("the end is not at the end")
	}
	if at <= 0 || at >= size {
		return 0, malformed("cross-references at %d", at)
	}
	return at, nil
}

const whiteSpace = "\x00\t\n\f\r "
