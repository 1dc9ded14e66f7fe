// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pdf

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A lexer takes tokens: ISO 32000-1 section 7.2.
type lexer struct {
	r      io.Reader // nil when all is in the window
	window []byte    // what was read and not yet taken
	buffer []byte
	at     int64 // where the next octet stands
	limit  int64 // octets that may still be taken
	budget *int64
	placed bool // at is of the file, not of a stream's data
	// elements counts what was put into arrays and dictionaries.
	elements int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return strings.IndexByte("()<>[]{}/%", c) >= 0 }

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

// read takes an octet. The end of the file is malformed: whoever may meet it
// looks with peek.
func (l *lexer) read() (byte, error) {
	c, ok, err := l.peek()
	switch {
	case err != nil:
		return 0, err
	case !ok:
		return 0, malformed("cut short")
	case l.limit <= 0:
		return 0, tooLarge("an object")
	case *l.budget <= 0:
		return 0, tooLarge("all objects together")
	}
	l.window = l.window[1:]
	l.at++
	l.limit--
	*l.budget--
	return c, nil
}

// peek looks at the next octet; ok is false at the end.
func (l *lexer) peek() (c byte, ok bool, err error) {
	for len(l.window) == 0 && l.r != nil {
		if l.buffer == nil {
			l.buffer = make([]byte, 1024)
		}
		n, err := l.r.Read(l.buffer)
		l.window = l.buffer[:n]
		if errors.Is(err, io.EOF) {
			l.r = nil
		} else if err != nil {
			return 0, false, fmt.Errorf("pdf: %w", err)
		}
	}
	if len(l.window) == 0 {
		return 0, false, nil
	}
	return l.window[0], true, nil
}

// skipSpace goes over white space and comments, and reports whether something
// follows.
func (l *lexer) skipSpace() (bool, error) {
	comment := false
	for {
		c, ok, err := l.peek()
		if !ok || err != nil {
			return false, err
		}
		switch {
		case comment:
			comment = c != '\n' && c != '\r'
		case c == '%':
			comment = true
		case !isSpace(c):
			return true, nil
		}
		if _, err := l.read(); err != nil {
			return false, err
		}
	}
}

// token takes the next token: an object that is neither array, dictionary nor
// reference, or a word: a keyword or a delimiter. The word is "" for an object,
// and end at the end.
func (l *lexer) token() (o Object, word string, err error) {
	more, err := l.skipSpace()
	if err != nil {
		return nil, "", err
	}
	if !more {
		return nil, end, nil
	}
	at := l.at
	c, err := l.read()
	if err != nil {
		return nil, "", err
	}
	switch c {
	case '[', ']', '{', '}':
		return nil, string(c), nil
	case '<', '>':
		next, ok, err := l.peek()
		if err != nil {
			return nil, "", err
		}
		if ok && next == c {
			_, err := l.read()
			return nil, string([]byte{c, c}), err
		}
		if c == '>' {
			return nil, "", malformed("a stray > at %d", at)
		}
		octets, err := l.hexString()
		return l.string(octets, at, true), "", err
	case '(':
		octets, err := l.literalString()
		return l.string(octets, at, false), "", err
	case ')':
		return nil, "", malformed("a stray ) at %d", at)
	case '/':
		name, err := l.regular(nil)
		return unescape(name), "", err
	}
	text, err := l.regular([]byte{c})
	if err != nil {
		return nil, "", err
	}
	return classify(string(text))
}

// end is the word for the end of what is read.
const end = "end"

// regular takes regular characters after those taken.
func (l *lexer) regular(text []byte) ([]byte, error) {
	for {
		c, ok, err := l.peek()
		if err != nil {
			return nil, err
		}
		if !ok || !isRegular(c) {
			return text, nil
		}
		if _, err := l.read(); err != nil {
			return nil, err
		}
		text = append(text, c)
	}
}

// classify tells numbers and the words that are objects from keywords.
func classify(text string) (Object, string, error) {
	switch text {
	case "true":
		return true, "", nil
	case "false":
		return false, "", nil
	case "null":
		return nil, "", nil
	}
	digits, points := 0, 0
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		case i == 0 && (c == '+' || c == '-'):
		default:
			if text == end {
				return nil, "", malformed("a word %q", text)
			}
			return nil, text, nil
		}
	}
	if digits == 0 || points > 1 {
		return nil, "", malformed("a number %q", text)
	}
	if points == 1 {
		return Real(text), "", nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil, "", malformed("a number %q", text)
	}
	return n, "", nil
}

func (l *lexer) string(octets []byte, at int64, hex bool) String {
	if !l.placed {
		return String{Octets: octets, Hex: hex}
	}
	return String{Octets: octets, At: at, End: l.at, Hex: hex}
}

// unescape resolves #xx in a name. What is no escape stands for itself.
func unescape(text []byte) Name {
	name := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '#' && i+2 < len(text) {
			if high, low := hexDigit(text[i+1]), hexDigit(text[i+2]); high >= 0 && low >= 0 {
				name = append(name, byte(high<<4|low))
				i += 2
				continue
			}
		}
		name = append(name, text[i])
	}
	return Name(name)
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
