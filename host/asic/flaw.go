// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// ErrNotContainer says that the octets are no ZIP file, or one of another kind.
var ErrNotContainer = errors.New("asic: not a signature container")

// Limits of what is read and written.
const (
	MaxEntries   = 4096     // of an archive, folders included
	MaxInflated  = 4 << 30  // octets of all entries together
	MaxManifest  = 4 << 20  // octets
	MaxManifests = 16 << 20 // octets of all manifests together
	MaxSignature = 32 << 20 // octets of a signature file
	// MaxAssertions is how many files of signatures and time-stamps there may
	// be, each of which costs chains.
	MaxAssertions = 512
	MaxSigners    = 1024 // of all signature files together
	// MaxRatio is how many times larger than in the archive an entry of more
	// than a megabyte may be, or all together than the archive. Deflate itself ends at 1032; documents of text
	// come to a tenth of that.
	MaxRatio = 200
)

const (
	ratioMatters = 1 << 20
	maxDirectory = 16 << 20
	maxComment   = 1<<16 - 1
	maxName      = 1024
	maxDepth     = 32
)

// A Flaw is a reason not to open an archive.
type Flaw string

// The flaws.
const (
	// Ending: the directory does not stand whole and alone at the file's end.
	Ending Flaw = "archive-ending"
	// Zip64: the archive is split or beyond four gigabytes.
	Zip64 Flaw = "archive-zip64"
	// Hidden: octets belong to no entry, before, between or within them.
	Hidden Flaw = "archive-hidden-data"
	// Overlapping: two entries share octets.
	Overlapping Flaw = "archive-overlapping"
	// Differing: the directory and an entry's own header do not say the same.
	Differing Flaw = "archive-headers-differ"
	// Damaged: an entry cannot be read, or not to the end.
	Damaged Flaw = "archive-damaged"
	// Encrypted: an entry is encrypted.
	Encrypted Flaw = "archive-encrypted"
	// Compression: an entry is compressed other than by Deflate.
	Compression Flaw = "archive-compression"
	// UnsafeName: a name leads out of its folder or is not fit for every file
	// system.
	UnsafeName Flaw = "archive-unsafe-name"
	// Duplicate: two entries have one name, or names that some file system
	// takes for one.
	Duplicate Flaw = "archive-duplicate-name"
	// Link: an entry is no ordinary file or folder.
	Link Flaw = "archive-link"
	// TooMany: more entries than MaxEntries, or signatures than are judged.
	TooMany Flaw = "archive-too-many-entries"
	// TooLarge: an entry or all together exceed a limit in octets.
	TooLarge Flaw = "archive-too-large"
	// Bomb: an entry, or all together, inflate beyond MaxRatio.
	Bomb Flaw = "archive-bomb"
)

// An ArchiveError says why an archive is not opened, or an entry not read.
type ArchiveError struct {
	Flaw   Flaw
	Entry  string // whose name is hostile; empty where none is meant
	Detail string // for logs; may be empty
}

func (e *ArchiveError) Error() string {
	text := "asic: " + string(e.Flaw)
	if e.Entry != "" {
		text += " " + strconv.QuoteToGraphic(e.Entry)
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}

func flawed(flaw Flaw, entry, format string, args ...any) error {
	return &ArchiveError{flaw, entry, fmt.Sprintf(format, args...)}
}

// A source tells its own errors from those of what is read from it.
type source struct{ io.ReaderAt }

func (s source) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.ReaderAt.ReadAt(p, off)
	if err != nil && err != io.EOF {
		err = &sourceError{err}
	}
	return n, err
}

type sourceError struct{ error }

// damage is an error met while an entry is read: the source's own, or a flaw of
// the archive.
func damage(entry string, err error) error {
	var ours *ArchiveError
	var theirs *sourceError
	switch {
	case errors.As(err, &theirs):
		return fmt.Errorf("asic: %w", theirs.error)
	case errors.As(err, &ours):
		return &ArchiveError{ours.Flaw, entry, ours.Detail}
	}
	return &ArchiveError{Damaged, entry, err.Error()}
}
