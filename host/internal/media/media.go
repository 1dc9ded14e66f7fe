// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package media tells what a document is by its octets alone, for people to look at it: never by
// its name, and never as something that a browser runs.
package media

import (
	"bytes"
	"image/jpeg"
	"image/png"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// The types that are told.
const (
	PNG         = "image/png"
	JPEG        = "image/jpeg"
	WebP        = "image/webp"
	PDF         = "application/pdf"
	UTF8        = "text/plain;charset=utf-8"
	Windows1251 = "text/plain;charset=windows-1251"
	Octets      = "application/octet-stream" // anything else
)

// Limits of what is shown.
const (
	MaxText   = 1 << 20   // octets
	MaxPixels = 128 << 20 // of a picture, which costs four octets each
)

// A Sniffer is told the octets of one document, from its first to its last.
type Sniffer struct {
	head []byte // the first of them, one more than a text has
	Size int64  // octets so far
}

// Write never fails.
func (s *Sniffer) Write(p []byte) (int, error) {
	s.Size += int64(len(p))
	s.head = append(s.head, p[:min(len(p), MaxText+1-len(s.head))]...)
	return len(p), nil
}

// Type is the document's media type, once all was written.
func (s *Sniffer) Type() string {
	for _, known := range []struct {
		is        func([]byte) bool
		mediaType string
	}{{isPNG, PNG}, {isJPEG, JPEG}, {isWebP, WebP}, {isPDF, PDF}} {
		if known.is(s.head) {
			return known.mediaType
		}
	}
	switch {
	case len(s.head) > MaxText:
		return Octets
	case Shows(strings.TrimPrefix(string(s.head), "\ufeff")):
		return UTF8
	case isWindows1251(s.head):
		return Windows1251
	}
	return Octets
}

func isPNG(head []byte) bool {
	if !bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")) {
		return false
	}
	c, err := png.DecodeConfig(bytes.NewReader(head))
	return err == nil && fits(c.Width, c.Height)
}

func isJPEG(head []byte) bool {
	if !bytes.HasPrefix(head, []byte("\xff\xd8\xff")) {
		return false
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(head))
	return err == nil && fits(c.Width, c.Height)
}

// isWebP reads the header of the picture: RFC 9649, section 2. Each kind has its sizes elsewhere.
func isWebP(head []byte) bool {
	if len(head) < 30 || string(head[:4]) != "RIFF" || string(head[8:12]) != "WEBP" {
		return false
	}
	at := func(i int) int { return int(head[i]) }
	switch string(head[12:16]) {
	case "VP8 ": // RFC 6386, section 9.1: after the start code, 14 bits each
		return string(head[23:26]) == "\x9d\x01\x2a" && fits(at(26)|at(27)&0x3f<<8, at(28)|at(29)&0x3f<<8)
	case "VP8L": // RFC 9649, section 3.4: 14 bits each, less one
		size := at(21) | at(22)<<8 | at(23)<<16 | at(24)<<24
		return head[20] == 0x2f && fits(size&0x3fff+1, size>>14&0x3fff+1)
	case "VP8X": // RFC 9649, section 2.7: 24 bits each, less one
		return fits(at(24)|at(25)<<8|at(26)<<16+1, at(27)|at(28)<<8|at(29)<<16+1)
	}
	return false
}

func fits(width, height int) bool {
	return width > 0 && height > 0 && int64(width)*int64(height) <= MaxPixels
}

// isPDF: ISO 32000-1, section 7.5.2.
func isPDF(head []byte) bool { return bytes.HasPrefix(head, []byte("%PDF-")) }

// Shows reports whether a text shows all that stands in it: only letters, marks, numbers,
// punctuation, symbols, spaces and line ends qualify.
func Shows(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool {
		shows := unicode.IsGraphic(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
		return !shows && r != '\n' && r != '\r' && r != '\t'
	})
}

// isWindows1251 guesses, for such texts do not say so: what is not ASCII is letters of Cyrillic
// alphabets, and marks that stand between them, of which there are fewer.
func isWindows1251(octets []byte) bool {
	text, err := charmap.Windows1251.NewDecoder().String(string(octets))
	if err != nil || !Shows(text) {
		return false
	}
	letters, others := 0, 0
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
		case 'А' <= r && r <= 'я', strings.ContainsRune("ЄєІіЇїҐґЁёЎў", r):
			letters++
		case strings.ContainsRune("«»„“”‘’–—…№§°±·•\u00a0©™‰", r):
			others++
		default:
			return false
		}
	}
	return letters > others
}
