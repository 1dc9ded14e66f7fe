// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// String types of X.680 that package cryptobyte has no names for.
const (
	tagNumericString   = casn1.Tag(18)
	tagVisibleString   = casn1.Tag(26)
	tagUniversalString = casn1.Tag(28)
	tagBMPString       = casn1.Tag(30)
)

// readText takes one character string of any type off the front of s and
// decodes it to UTF-8. TeletexString is read as ISO 8859-1, as is usual.
func readText(s *cryptobyte.String) (string, bool) {
	var octets cryptobyte.String
	var tag casn1.Tag
	if !s.ReadAnyASN1(&octets, &tag) {
		return "", false
	}
	switch tag {
	case casn1.UTF8String, casn1.PrintableString, casn1.IA5String, tagNumericString, tagVisibleString:
		return string(octets), utf8.Valid(octets)
	case casn1.T61String:
		runes := make([]rune, len(octets))
		for i, b := range octets {
			runes[i] = rune(b)
		}
		return string(runes), true
	case tagBMPString:
		return decodeBMP(octets)
	case tagUniversalString:
		return decodeUniversal(octets)
	}
	return "", false
}

func decodeBMP(octets []byte) (string, bool) {
	units := make([]uint16, len(octets)/2)
	for i := range units {
		units[i] = binary.BigEndian.Uint16(octets[2*i:])
	}
	return string(utf16.Decode(units)), len(octets)%2 == 0
}

func decodeUniversal(octets []byte) (string, bool) {
	runes := make([]rune, len(octets)/4)
	for i := range runes {
		u := binary.BigEndian.Uint32(octets[4*i:])
		if u > utf8.MaxRune {
			return "", false
		}
		runes[i] = rune(u)
	}
	return string(runes), len(octets)%4 == 0
}
