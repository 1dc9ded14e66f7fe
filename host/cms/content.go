// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import "io"

// content reads the octets of a string, eContent or encryptedContent, whole or
// in pieces inside pieces: X.690 section 8.7.
type content struct {
	s     *stream
	outer int   // elements open around the string
	left  int64 // octets of the present piece still to come
	ended bool
	err   error
}

// open reads the header of the string, which has the tag given, or that with
// the bit of constructed encodings.
func (c *content) open(s *stream, tag byte) error {
	c.s, c.outer = s, len(s.ends)
	return c.piece(tag)
}

// piece reads the header of a string, or of a piece of one.
func (c *content) piece(tag byte) error {
	h, err := c.s.header()
	if err != nil {
		return err
	}
	switch h.Tag {
	case tag:
		c.left = h.Length
		c.ended = len(c.s.ends) == c.outer && h.Length == 0
		return nil
	case tag | constructed:
		return c.s.enter(h)
	}
	return malformed("content is no octet string")
}

// next goes on to the next piece that may hold octets, or to the end.
func (c *content) next() error {
	if len(c.s.ends) == c.outer {
		c.ended = true
		return nil
	}
	more, err := c.s.more()
	switch {
	case err != nil:
		return err
	case more:
		return c.piece(tagOctetString)
	}
	return c.s.close()
}

func (c *content) Read(p []byte) (int, error) {
	for c.left == 0 && !c.ended && c.err == nil {
		c.err = c.next()
	}
	switch {
	case c.err != nil:
		return 0, c.err
	case c.ended:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	n, err := c.s.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	c.s.at += int64(n)
	if err != nil {
		c.err = readError(err)
		return n, c.err
	}
	return n, nil
}
