// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// An encoding turns a password, which is UTF-8, into the octets that some
// format hashes. It reports false if the password has no such octets. The
// result is fresh, and the caller wipes it.
type encoding func(password []byte) ([]byte, bool)

// asUTF8 is the password as it is.
func asUTF8(password []byte) ([]byte, bool) {
	return append(make([]byte, 0, len(password)), password...), true
}

// asWindows1251 is the one-octet Cyrillic encoding of Windows.
func asWindows1251(password []byte) ([]byte, bool) {
	octets := make([]byte, 0, len(password))
	for len(password) > 0 {
		r, n := utf8.DecodeRune(password)
		b, ok := charmap.Windows1251.EncodeRune(r)
		if !ok || r == utf8.RuneError {
			clear(octets)
			return nil, false
		}
		octets, password = append(octets, b), password[n:]
	}
	return octets, true
}

// asUTF16 is UTF-16, big-endian: a Java string.
func asUTF16(password []byte) ([]byte, bool) {
	octets := make([]byte, 0, 2*len(password)+2)
	for len(password) > 0 {
		r, n := utf8.DecodeRune(password)
		if r == utf8.RuneError {
			clear(octets)
			return nil, false
		}
		password = password[n:]
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			octets = append(octets, byte(high>>8), byte(high))
			r = low
		}
		octets = append(octets, byte(r>>8), byte(r))
	}
	return octets, true
}

// asBMPString is UTF-16 with two zero octets at the end: RFC 7292, appendix
// B.1, and surrogate pairs as common software writes them.
func asBMPString(password []byte) ([]byte, bool) {
	octets, ok := asUTF16(password)
	if !ok {
		return nil, false
	}
	return append(octets, 0, 0), true // asUTF16 leaves room for them
}

// asWidened1251 and asWidenedUTF8 are those octets with a zero before each:
// what software writes that widens octets instead of decoding them, such as
// OpenSSL before 1.1.0.
func asWidened1251(password []byte) ([]byte, bool) { return widened(asWindows1251(password)) }

func asWidenedUTF8(password []byte) ([]byte, bool) { return widened(asUTF8(password)) }

// widened wipes what it widens.
func widened(narrow []byte, ok bool) ([]byte, bool) {
	if !ok {
		return nil, false
	}
	defer clear(narrow)
	octets := make([]byte, 0, 2*len(narrow)+2)
	for _, b := range narrow {
		octets = append(octets, 0, b)
	}
	return append(octets, 0, 0), true
}

// bmpEncodings are for the key derivation of PKCS #12, where RFC 7292, appendix
// B.1 says BMPString; oldBMPEncodings for that over SHA-1, which is all that
// software knew when it widened UTF-8.
var (
	bmpEncodings    = oldBMPEncodings[:2]
	oldBMPEncodings = []encoding{asBMPString, asWidened1251, asWidenedUTF8}
)

// encodingsFor returns those worth trying: over ASCII alternatives of one
// width are the same octets, so the first will do. No password at all is for
// some software no octets, not even the end of a BMPString.
func encodingsFor(alternatives []encoding, password []byte) []encoding {
	if len(password) == 0 {
		return []encoding{alternatives[0], asUTF8}
	}
	for _, b := range password {
		if b >= utf8.RuneSelf {
			return alternatives
		}
	}
	return alternatives[:1]
}
