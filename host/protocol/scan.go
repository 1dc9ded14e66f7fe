// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// decoder stands somewhere in JSON text (RFC 8259) and reads on from there.
type decoder struct {
	data  []byte
	pos   int
	depth int
}

func (d *decoder) fail(what string) error {
	return fmt.Errorf("%w: %s at octet %d", ErrMalformed, what, d.pos)
}

func (d *decoder) space() {
	for d.pos < len(d.data) && strings.IndexByte(" \t\r\n", d.data[d.pos]) >= 0 {
		d.pos++
	}
}

func (d *decoder) peek() byte {
	d.space()
	if d.pos == len(d.data) {
		return 0
	}
	return d.data[d.pos]
}

func (d *decoder) take(c byte) bool {
	if d.peek() != c {
		return false
	}
	d.pos++
	return true
}

func (d *decoder) word(word string) bool {
	d.space()
	if !bytes.HasPrefix(d.data[d.pos:], []byte(word)) {
		return false
	}
	d.pos += len(word)
	return true
}

// end is where nothing but white space follows.
func (d *decoder) end() error {
	if d.space(); d.pos != len(d.data) {
		return d.fail("more than one value")
	}
	return nil
}

// raw passes over a value of any kind and returns it as it stands.
func (d *decoder) raw() (Raw, error) {
	d.space()
	start := d.pos
	if err := d.skip(); err != nil {
		return nil, err
	}
	return d.data[start:d.pos:d.pos], nil
}

// skip passes over a value of any kind.
func (d *decoder) skip() error {
	switch c := d.peek(); {
	case c == '{':
		seen := make(map[string]bool)
		return d.members(func(name []byte) error {
			if seen[string(name)] {
				return d.fail("member twice")
			}
			seen[string(name)] = true
			return d.skip()
		})
	case c == '[':
		return d.elements(d.skip)
	case c == '"':
		_, err := d.string()
		return err
	case c == '-' || '0' <= c && c <= '9':
		_, err := d.number()
		return err
	case d.word("true"), d.word("false"), d.word("null"):
		return nil
	default:
		return d.fail("no value")
	}
}

// members calls each with the name of every member in turn, standing before
// the member's value. Names are compared as written: none of ours needs an
// escape, so a name with one is unknown, and two spellings of one name are
// never mistaken for each other.
func (d *decoder) members(each func(name []byte) error) error {
	if !d.take('{') {
		return d.fail("no object")
	}
	return d.list('}', func() error {
		name, err := d.string()
		if err != nil {
			return err
		}
		if bytes.IndexByte(name, '\\') >= 0 {
			return d.fail("escape in a member's name")
		}
		if !d.take(':') {
			return d.fail("no colon")
		}
		return each(name)
	})
}

func (d *decoder) elements(each func() error) error {
	if !d.take('[') {
		return d.fail("no array")
	}
	return d.list(']', each)
}

func (d *decoder) list(end byte, each func() error) error {
	if d.depth++; d.depth > MaxDepth {
		return d.fail("too deep")
	}
	defer func() { d.depth-- }()
	if d.take(end) {
		return nil
	}
	for {
		if err := each(); err != nil {
			return err
		}
		if d.take(end) {
			return nil
		}
		if !d.take(',') {
			return d.fail("no comma")
		}
	}
}

// string returns what stands between the quotes, escapes untouched but
// checked; the octets are UTF-8.
func (d *decoder) string() ([]byte, error) {
	if !d.take('"') {
		return nil, d.fail("no string")
	}
	start := d.pos
	for {
		if d.pos += plain(d.data[d.pos:]); d.pos == len(d.data) {
			return nil, d.fail("no closing quote")
		}
		switch c := d.data[d.pos]; {
		case c == '"':
			text := d.data[start:d.pos]
			if !utf8.Valid(text) {
				return nil, d.fail("not UTF-8")
			}
			d.pos++
			return text, nil
		case c == '\\':
			n := escapeLen(d.data[d.pos:])
			if n == 0 {
				return nil, d.fail("bad escape")
			}
			d.pos += n
		default:
			return nil, d.fail("control character")
		}
	}
}

// plain counts the octets that text begins with and that stand in a string for
// themselves: no quote, no backslash, no control character. Most of what is read
// is base64 of megabytes, so it looks at eight at a time: an octet that is none of
// these leaves its top bit clear, and so the first that sets it is one.
func plain(text []byte) int {
	const each, top = 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(text); i += 8 {
		x := binary.LittleEndian.Uint64(text[i:])
		quote, backslash := x^each*'"', x^each*'\\'
		if found := ((x-each*' ')&^x | (quote-each)&^quote | (backslash-each)&^backslash) & top; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(text) && text[i] != '"' && text[i] != '\\' && text[i] >= ' ' {
		i++
	}
	return i
}

// number returns the text of a JSON number; a fraction or an exponent is
// refused.
func (d *decoder) number() ([]byte, error) {
	d.space()
	start := d.pos
	if d.pos < len(d.data) && d.data[d.pos] == '-' {
		d.pos++
	}
	first := d.pos
	for d.pos < len(d.data) && '0' <= d.data[d.pos] && d.data[d.pos] <= '9' {
		d.pos++
	}
	if d.pos == first || d.data[first] == '0' && d.pos > first+1 {
		return nil, d.fail("no integer")
	}
	if d.pos < len(d.data) && strings.IndexByte(".eE", d.data[d.pos]) >= 0 {
		return nil, d.fail("no integer")
	}
	return d.data[start:d.pos], nil
}
