// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"bufio"
	"bytes"
	"encoding/asn1"
	"errors"
	"io"

	"github.com/pidpys/pidpys/host/internal/ber"
)

// stream reads elements one after another, keeping of the message only which
// elements are open.
type stream struct {
	r      *bufio.Reader
	at     int64   // octets read
	ends   []int64 // where each open element ends, or indefinite
	budget int64   // octets that may still be kept in memory
}

func newStream(r io.Reader) *stream {
	return &stream{r: bufio.NewReaderSize(r, 64<<10), budget: MaxEnvelope}
}

// room is how many octets the innermost element of definite length has left.
func (s *stream) room() int64 {
	for i := len(s.ends) - 1; i >= 0; i-- {
		if s.ends[i] != ber.Indefinite {
			return s.ends[i] - s.at
		}
	}
	return 1 << 62
}

// ReadByte makes the stream an [io.ByteReader] for [ber.ReadHeader].
func (s *stream) ReadByte() (byte, error) {
	if s.room() < 1 {
		return 0, malformed("element longer than what holds it")
	}
	b, err := s.r.ReadByte()
	if err != nil {
		return 0, readError(err)
	}
	s.at++
	return b, nil
}

func (s *stream) header() (ber.Header, error) {
	h, err := ber.ReadHeader(s)
	if err == nil && h.Length > s.room() {
		err = malformed("element longer than what holds it")
	}
	return h, encodingError(err)
}

// enter opens the element whose header was just read.
func (s *stream) enter(h ber.Header) error {
	if len(s.ends) == maxDepth {
		return tooLarge("nesting")
	}
	end := int64(ber.Indefinite)
	if h.Length != ber.Indefinite {
		end = s.at + h.Length
	}
	s.ends = append(s.ends, end)
	return nil
}

// open reads the header of an element that must be of one tag, and opens it.
func (s *stream) open(tag byte, what string) error {
	h, err := s.header()
	if err != nil {
		return err
	}
	if h.Tag != tag {
		return malformed(what)
	}
	return s.enter(h)
}

// more says whether the innermost element holds anything further.
func (s *stream) more() (bool, error) {
	end := s.ends[len(s.ends)-1]
	if end != ber.Indefinite {
		return s.at < end, nil
	}
	next, err := s.r.Peek(2)
	if err != nil {
		return false, readError(err)
	}
	return next[0] != 0 || next[1] != 0, nil
}

// close ends the innermost element, which must hold nothing further.
func (s *stream) close() error {
	more, err := s.more()
	if err != nil {
		return err
	}
	if more {
		return malformed("more than the syntax has")
	}
	if s.ends[len(s.ends)-1] == ber.Indefinite {
		if _, err := s.header(); err != nil {
			return err
		}
	}
	s.ends = s.ends[:len(s.ends)-1]
	return nil
}

// rest reads what follows a header into memory: the whole element, with the
// lengths of DER.
func (s *stream) rest(h ber.Header) ([]byte, error) {
	var raw bytes.Buffer
	for open := 0; ; {
		raw.Write(h.Octets())
		switch {
		case h.Length == ber.Indefinite:
			open++
		case h.End():
			open--
		default:
			if h.Length > s.budget {
				return nil, tooLarge("header, certificates and signatures")
			}
			n, err := io.CopyN(&raw, s.r, h.Length)
			s.at += n
			if err != nil {
				return nil, readError(err)
			}
		}
		if s.budget -= int64(h.Size()) + max(h.Length, 0); s.budget < 0 {
			return nil, tooLarge("header, certificates and signatures")
		}
		if open > maxDepth {
			return nil, tooLarge("nesting")
		}
		if open < 0 {
			return nil, malformed("end-of-contents out of place")
		}
		if open == 0 {
			return definite(raw.Bytes())
		}
		var err error
		if h, err = s.header(); err != nil {
			return nil, err
		}
	}
}

// element reads the next element into memory, with the lengths of DER. Its tag
// must be the one given.
func (s *stream) element(tag byte, what string) ([]byte, error) {
	h, err := s.header()
	if err != nil {
		return nil, err
	}
	if h.Tag != tag {
		return nil, malformed(what)
	}
	return s.rest(h)
}

// openMessage opens a ContentInfo (RFC 5652 section 3) of one content type and
// the sequence inside, or that sequence bare, and reads the header of the
// version it begins with. The error for anything else is other.
func (s *stream) openMessage(contentType asn1.ObjectIdentifier, other error) (ber.Header, error) {
	if first, err := s.r.Peek(1); err == io.EOF || err == nil && first[0] != tagSequence {
		return ber.Header{}, other
	}
	if err := s.open(tagSequence, ""); err != nil {
		return ber.Header{}, err
	}
	h, err := s.header()
	switch {
	case err != nil:
		return h, err
	case h.Tag == tagInteger:
		return h, nil
	case h.Tag != tagOID:
		return h, other
	}
	der, err := s.rest(h)
	if err != nil {
		return h, err
	}
	if oid, err := parseOID(der); err != nil || !oid.EqualASN1OID(contentType) {
		return h, other
	}
	if err := s.open(tagContext0, "content of ContentInfo"); err != nil {
		return h, err
	}
	if err := s.open(tagSequence, "content of ContentInfo"); err != nil {
		return h, err
	}
	if h, err = s.header(); err == nil && h.Tag != tagInteger {
		err = malformed("version")
	}
	return h, err
}

// closeMessage closes all that is open and says whether octets follow.
func (s *stream) closeMessage() (trailing bool, err error) {
	for len(s.ends) > 0 {
		if err := s.close(); err != nil {
			return false, err
		}
	}
	_, err = s.r.ReadByte()
	if err != nil && !errors.Is(err, io.EOF) {
		return false, readError(err)
	}
	return err == nil, nil
}
