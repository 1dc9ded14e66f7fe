// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// Limits of a transport header.
const (
	maxFields = 64
	maxKey    = 32   // octets
	maxValue  = 2048 // octets
)

// labelTransport is what the header of a report is labelled, and
// labelReceipt one that receipts were met with.
const (
	labelTransport = "TRANSPORTABLE"
	labelReceipt   = "ZPOSTTRANSPORTABLE"
)

// A Transport is a transport header: from whom, to whom, which file. Its order
// means nothing, and is kept.
type Transport []Field

// A Field is a line of a header. On the wire values are in windows-1251.
type Field struct {
	Key   string // letters, digits and underscores
	Value string
}

// Value is that of a key, or empty. Keys of receipts are RESULT, SUBJECT and
// FILENAME; those of reports see [Sending].
func (t Transport) Value(key string) string {
	for _, f := range t {
		if f.Key == key {
			return f.Value
		}
	}
	return ""
}

// IsTransport reports whether a part is a transport header.
func (p Part) IsTransport() bool { return p.Label == labelTransport || p.Label == labelReceipt }

// Part is the header as the first part of a report's container.
func (t Transport) Part() (Part, error) {
	if len(t) > maxFields {
		return Part{}, fmt.Errorf("%w: %d lines of a header", ErrTooLarge, len(t))
	}
	var data []byte
	for i, f := range t {
		if !isKey(f.Key) || t[:i].has(f.Key) {
			return Part{}, fmt.Errorf("%w: key %q", ErrMalformed, f.Key)
		}
		value, err := charmap.Windows1251.NewEncoder().String(f.Value)
		if err != nil || !isValue(value) {
			return Part{}, fmt.Errorf("%w: value of %s", ErrMalformed, f.Key)
		}
		data = append(data, f.Key+"="+value+"\r\n"...)
	}
	return Part{Label: labelTransport, Data: append(data, 0)}, nil
}

// ParseTransport reads a header. A key that occurs twice is [ErrMalformed]. Known
// readers stop at a NUL or at the end of the data, so either may end it.
func ParseTransport(p Part) (Transport, error) {
	if !p.IsTransport() {
		return nil, fmt.Errorf("%w: %s is no transport header", ErrMalformed, p.Label)
	}
	if len(p.Data) > maxFields*(maxKey+maxValue) {
		return nil, fmt.Errorf("%w: a header of %d octets", ErrTooLarge, len(p.Data))
	}
	text := strings.TrimSuffix(string(p.Data), "\x00")
	t := Transport{}
	for text != "" {
		line, rest, ended := strings.Cut(text, "\r\n")
		key, value, parted := strings.Cut(line, "=")
		if !ended || !parted || !isKey(key) || !isValue(value) || t.has(key) {
			return nil, fmt.Errorf("%w: a line of the header", ErrMalformed)
		}
		value, err := charmap.Windows1251.NewDecoder().String(value)
		if err != nil {
			return nil, fmt.Errorf("%w: value of %s", ErrMalformed, key)
		}
		if t, text = append(t, Field{key, value}), rest; len(t) > maxFields {
			return nil, fmt.Errorf("%w: more than %d lines of a header", ErrTooLarge, maxFields)
		}
	}
	return t, nil
}

func (t Transport) has(key string) bool {
	return slices.ContainsFunc(t, func(f Field) bool { return f.Key == key })
}

func isKey(s string) bool {
	return 0 < len(s) && len(s) <= maxKey && isWord(strings.ToUpper(s))
}

// isValue says that octets fit on one line: no control is among them, nor the one
// octet that windows-1251 leaves open.
func isValue(octets string) bool {
	return len(octets) <= maxValue && !strings.ContainsFunc(octets, func(r rune) bool { return r < ' ' || r == 0x7F }) &&
		!strings.Contains(octets, "\x98")
}
