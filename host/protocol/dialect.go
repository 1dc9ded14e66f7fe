// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"unicode/utf16"
	"unicode/utf8"
)

// Speech is what a page speaks instead of this protocol, as the person or the
// administrator let it.
type Speech struct {
	Name   string `json:"name"`   // "iit" or "webeid"
	Hashes bool   `json:"hashes"` // it may have signed what cannot be shown
}

// Utterance is the params of dialect: a piece of what a page says, or, with neither
// member, that it waits for more of the answer.
type Utterance struct {
	Text *Text `json:"text,omitempty"`
	Last *bool `json:"last,omitempty"`
}

// Answered is the result of dialect: a piece of the answer. Of a piece that was not
// the last of a request, the text is empty.
type Answered struct {
	Text string `json:"text"`
	Last bool   `json:"last"`
}

// Text is UTF-8 that may have a secret in it: decoded from a frame as a [Secret] is, so
// that it can be wiped. One that was cut inside a surrogate pair is none.
type Text []byte

// Units is how long a text is in UTF-16.
func (t Text) Units() int {
	n, _ := measure(t, len(t))
	return n
}

func (t *Text) decode(text []byte) error {
	plain, err := unquote(text, false)
	*t = plain
	return err
}

// Piece is the longest beginning of text that one dialect call may carry.
func Piece(text []byte) []byte {
	_, size := measure(text, MaxUtterance)
	return text[:size]
}

// measure counts up to most units of UTF-16, and the octets that they are in UTF-8.
func measure(text []byte, most int) (units, size int) {
	for size < len(text) {
		r, octets := utf8.DecodeRune(text[size:])
		n := max(utf16.RuneLen(r), 1)
		if units+n > most {
			break
		}
		units, size = units+n, size+octets
	}
	return units, size
}
