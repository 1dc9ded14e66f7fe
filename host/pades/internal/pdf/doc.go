// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pdf reads the structure of PDF files, revision by revision, and
// appends new revisions: ISO 32000-1 section 7. It draws nothing and knows
// nothing of pages but that they are dictionaries.
//
// It reads for whoever must know that a file means the same to every program.
// So it repairs nothing: a file whose cross-references do not lead to the
// objects they name, that gives a key twice in one dictionary, or that does not
// end where it says is [ErrMalformed], though some programs would open it, each
// guessing in a way of its own. And it tells where in the file a string stands,
// which is what the byte range of a signature is checked by. Libraries for PDF
// do neither, for they are made to show as much as they can. All work is
// bounded: see the limits.
package pdf

import (
	"errors"
	"fmt"
)

// What can be wrong with a file. Errors of the reader it comes from are handed
// on and are none of these.
var (
	// ErrNotPDF says that the octets do not begin as PDF does.
	ErrNotPDF = errors.New("pdf: not a PDF file")
	// ErrMalformed says that the file breaks ISO 32000-1.
	ErrMalformed = errors.New("pdf: malformed file")
	// ErrEncrypted says that the file is encrypted, section 7.6.
	ErrEncrypted = errors.New("pdf: encrypted file")
	// ErrTooLarge says that the file exceeds a limit of this package.
	ErrTooLarge = errors.New("pdf: file exceeds a limit")
	// ErrFilter says that a stream is packed other than by Flate.
	ErrFilter = errors.New("pdf: stream with an unknown filter")
)

// Limits of what is read.
const (
	// MaxFile bounds a file, in octets: what ten digits of a cross-reference
	// table can say.
	MaxFile = 9_999_999_999
	// MaxObject bounds one object without its stream, in octets: so messages in
	// signatures end below 8 MiB.
	MaxObject = 16 << 20

	maxDepth    = 64        // arrays and dictionaries inside one another
	maxElements = 1 << 20   // of all arrays and dictionaries of one object
	maxRevision = 1024      // cross-reference sections
	maxEntries  = 1 << 20   // of all cross-reference sections together, or all object streams
	maxLexed    = 256 << 20 // octets of objects and tables read in all
	maxInflated = 128 << 20 // octets that streams inflate to in all
	maxChain    = 16        // references that lead to references
)

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

func tooLarge(what string) error { return fmt.Errorf("%w: %s", ErrTooLarge, what) }
