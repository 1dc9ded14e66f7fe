// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// A File is a PDF file with all its revisions. It may be used by one goroutine
// at a time.
type File struct {
	r    io.ReaderAt
	size int64
	// sections are those of the cross-references, the newest first. Each is
	// what one revision changed.
	sections []*section
	// said is which of the sections speak of an object: a hostile file looks a
	// thousand of them through for objects that are nowhere.
	said   map[int][]int
	packed map[Reference]*objectStream
	// distrust is what checkPlaces said, once it was asked.
	distrust     error
	trustChecked bool
	// linearized is for programs that show a file before they have all of it.
	linearized linearization
	toLex      int64 // octets that may still be read
	toFill     int64 // octets that streams may still inflate to
	toPack     int64 // objects that object streams may still say they hold
}

// Open reads the cross-references of a file of size octets.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size, said: map[int][]int{}, packed: map[Reference]*objectStream{}, toLex: maxLexed, toFill: maxInflated, toPack: maxEntries}
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
	if err := f.readLinearization(); err != nil {
		return nil, err
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

// ending is that of a revision: ISO 32000-1 section 7.5.5. Some programs look
// for whole words, and fall back to guessing when a number does not follow.
var ending = regexp.MustCompile(`[\r\n]startxref[\t\n\r ]+([0-9]{1,10})[\t\n\r ]+%%EOF[\x00\t\n\f\r ]*$`)

// startXRef reads the end of a revision. Nothing but white space may follow it.
func (f *File) startXRef(size int64) (int64, error) {
	last, err := f.octets(max(0, size-tail), size)
	if err != nil {
		return 0, err
	}
	found := ending.FindSubmatch(last)
	if found == nil {
		return 0, malformed("no startxref at the end")
	}
	at, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil || at <= 0 || at >= size {
		return 0, malformed("cross-references at %s", found[1])
	}
	return at, f.checkLinearized(size, at)
}

const whiteSpace = "\x00\t\n\f\r "
