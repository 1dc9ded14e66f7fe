// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"bytes"
	"io"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/validation"
)

// A signature is a signature dictionary in a file: ISO 32000-1 table 252.
type signature struct {
	field field
	dict  pdf.Dict
	// start and end are the octets that the signature is not over: its own
	// value. It is over the rest up to covered.
	start, end, covered int64
	// revision is the file as it was signed; nil when it is none from which
	// this one grew.
	revision *pdf.Revision
	// message is the CMS, without what fills its place up.
	message []byte
	// fault says why the message cannot be judged; empty when it can.
	fault validation.Code
	// padding says that what fills it up is not only zeros.
	padding bool
}

// readSignature reads a field's signature. What is wrong with it stands in its
// fault.
func readSignature(file *pdf.File, f field) (*signature, error) {
	dict, err := file.Newest().Dict(f.value)
	if err != nil {
		return nil, err
	}
	s := &signature{field: f, dict: dict}
	contents, ok := dict["Contents"].(pdf.String)
	if !ok || !contents.Hex || contents.End == 0 {
		s.fault = ContentsWrong
		return s, nil
	}
	if !s.readRange(contents, file.Size()) {
		s.fault = ByteRangeWrong
		return s, nil
	}
	if s.message, s.padding, err = trim(contents.Octets); err != nil {
		s.fault = ContentsWrong
		return s, nil
	}
	if s.revision, ok = file.At(s.covered); !ok {
		return s, nil
	}
	// Its dictionary must have been there, and the same, when it was signed.
	ref, apart := f.value.(pdf.Reference)
	if !apart {
		ref = f.ref
	}
	if s.revision.Moved(file.Newest(), ref) {
		s.revision = nil
	}
	return s, nil
}

// readRange checks that the signature is over all up to some end but for its
// own value, and nothing else is left out: ETSI EN 319 142-1 section 5.1, ISO
// 32000-1 section 12.8.1.
func (s *signature) readRange(contents pdf.String, size int64) bool {
	array, _ := s.dict["ByteRange"].(pdf.Array)
	if len(array) != 4 {
		return false
	}
	var numbers [4]int64
	for i, o := range array {
		n, ok := o.(int64)
		if !ok || n < 0 || n > size {
			return false
		}
		numbers[i] = n
	}
	start, end, covered := numbers[1], numbers[2], numbers[2]+numbers[3]
	if numbers[0] != 0 || start != contents.At || end != contents.End || covered > size {
		return false
	}
	s.start, s.end, s.covered = start, end, covered
	return true
}

// content is what the signature is over.
func (s *signature) content(r io.ReaderAt) io.Reader {
	return io.MultiReader(io.NewSectionReader(r, 0, s.start), io.NewSectionReader(r, s.end, s.covered-s.end))
}

// trim takes the message from its place, which zeros fill up.
func trim(octets []byte) (message []byte, padding bool, err error) {
	message, rest, err := ber.DER(octets, maxMessageDepth)
	return message, len(bytes.Trim(rest, "\x00")) > 0, err
}

const maxMessageDepth = 64
