// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"unicode/utf16"
	"unicode/utf8"
)

// Modified UTF-8 is how Java writes strings (java.io.DataInput): every UTF-16
// unit by itself, surrogates too, and zero in two octets.

// decodeModifiedUTF8 takes plain UTF-8 as well. Octets that are neither become
// U+FFFD.
func decodeModifiedUTF8(octets []byte) string {
	var units []uint16
	for len(octets) > 0 {
		r, n := utf8.DecodeRune(octets)
		if r == utf8.RuneError && n == 1 {
			r, n = decodeModifiedUnit(octets)
		}
		units = utf16.AppendRune(units, r)
		if r >= 0xd800 && r < 0xe000 { // which AppendRune does not take
			units[len(units)-1] = uint16(r)
		}
		octets = octets[n:]
	}
	return string(utf16.Decode(units))
}

// decodeModifiedUnit reads what UTF-8 forbids: zero, or a surrogate.
func decodeModifiedUnit(octets []byte) (r rune, n int) {
	switch {
	case len(octets) >= 2 && octets[0] == 0xc0 && octets[1] == 0x80:
		return 0, 2
	case len(octets) >= 3 && octets[0] == 0xed && octets[1]&0xe0 == 0xa0 && octets[2]&0xc0 == 0x80:
		return 0xd000 | rune(octets[1]&0x3f)<<6 | rune(octets[2]&0x3f), 3
	}
	return utf8.RuneError, 1
}

func appendModifiedUTF8(dst []byte, text string) []byte {
	for _, unit := range utf16.Encode([]rune(text)) {
		switch {
		case unit == 0:
			dst = append(dst, 0xc0, 0x80)
		case unit >= 0xd800 && unit < 0xe000:
			dst = append(dst, 0xed, 0x80|byte(unit>>6&0x3f), 0x80|byte(unit&0x3f))
		default:
			dst = utf8.AppendRune(dst, rune(unit))
		}
	}
	return dst
}
