// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"encoding/binary"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
)

// byteOrderMark begins text in UTF-16: ISO 32000-1 section 7.9.2.2.
const byteOrderMark = "\xfe\xff"

// utf8Mark begins text in UTF-8: ISO 32000-2 section 7.9.2.2.
const utf8Mark = "\xef\xbb\xbf"

// text makes a text string.
func text(s string) pdf.String {
	octets := []byte(byteOrderMark)
	for _, unit := range utf16.Encode([]rune(s)) {
		octets = binary.BigEndian.AppendUint16(octets, unit)
	}
	return pdf.String{Octets: octets}
}

// textOf reads a text string; "" when it is none. What is in PDFDocEncoding is
// taken for Latin-1, which differs in a few signs.
func textOf(o pdf.Object) string {
	s, ok := o.(pdf.String)
	if !ok {
		return ""
	}
	octets := s.Octets
	switch {
	case len(octets) >= 2 && string(octets[:2]) == byteOrderMark:
		units := make([]uint16, 0, len(octets)/2)
		for octets = octets[2:]; len(octets) >= 2; octets = octets[2:] {
			units = append(units, binary.BigEndian.Uint16(octets))
		}
		return string(utf16.Decode(units))
	case len(octets) >= 3 && string(octets[:3]) == utf8Mark:
		return string([]rune(string(octets[3:])))
	}
	runes := make([]rune, len(octets))
	for i, c := range octets {
		runes[i] = rune(c)
	}
	return string(runes)
}
