// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package der

import (
	"strings"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A StatusInfo is what a server says of a request: PKIStatusInfo, RFC 4210
// section 5.2.3 and RFC 3161 section 2.4.2, which give the numbers each their
// own meaning.
//
//	PKIStatusInfo ::= SEQUENCE {
//	  status INTEGER,
//	  statusString PKIFreeText OPTIONAL,
//	  failInfo BIT STRING OPTIONAL }
type StatusInfo struct {
	Status int
	Text   string // in the server's words; hostile
	Fails  uint32 // bit n of failInfo is 1<<n; those beyond 31 are passed over
}

// ReadStatusInfo takes a StatusInfo off the front of s.
func ReadStatusInfo(s *cryptobyte.String, info *StatusInfo) bool {
	*info = StatusInfo{}
	var in cryptobyte.String
	if !s.ReadASN1(&in, casn1.SEQUENCE) || !in.ReadASN1Integer(&info.Status) {
		return false
	}
	if in.PeekASN1Tag(casn1.SEQUENCE) && !ReadFreeText(&in, &info.Text) {
		return false
	}
	if in.PeekASN1Tag(casn1.BIT_STRING) {
		var bits cryptobyte.String
		if !in.ReadASN1(&bits, casn1.BIT_STRING) || len(bits) == 0 {
			return false
		}
		for i := range 8 * min(len(bits)-1, 4) {
			if bits[1+i/8]&(0x80>>(i%8)) != 0 {
				info.Fails |= 1 << i
			}
		}
	}
	return in.Empty()
}

// AddStatusInfo writes a StatusInfo, without the fields that say nothing.
func AddStatusInfo(b *cryptobyte.Builder, info StatusInfo) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(int64(info.Status))
		if info.Text != "" {
			AddFreeText(b, info.Text)
		}
		if info.Fails != 0 {
			b.AddASN1(casn1.BIT_STRING, func(b *cryptobyte.Builder) { b.AddBytes(namedBits(info.Fails)) })
		}
	})
}

// namedBits are the contents of a BIT STRING of named bits, which end with the
// last that is set: X.690, 11.2.2.
func namedBits(bits uint32) []byte {
	octets := []byte{0}
	for i := range 32 {
		if bits&(1<<i) == 0 {
			continue
		}
		for len(octets) < 2+i/8 {
			octets = append(octets, 0)
		}
		octets[1+i/8] |= 0x80 >> (i % 8)
		octets[0] = byte(7 - i%8)
	}
	return octets
}

// ReadFreeText takes a PKIFreeText off the front of s, a SEQUENCE OF UTF8String:
// RFC 4210 section 5.1.1. Texts are joined by line ends. Other types of strings
// and wrong UTF-8, which servers write, do not cost the message; the text is
// hostile.
func ReadFreeText(s *cryptobyte.String, text *string) bool {
	var texts cryptobyte.String
	if !s.ReadASN1(&texts, casn1.SEQUENCE) {
		return false
	}
	var lines []string
	for !texts.Empty() {
		var line cryptobyte.String
		var tag casn1.Tag
		if !texts.ReadAnyASN1(&line, &tag) {
			return false
		}
		lines = append(lines, strings.ToValidUTF8(string(line), "\uFFFD"))
	}
	*text = strings.Join(lines, "\n")
	return true
}

// AddFreeText writes a PKIFreeText of one string.
func AddFreeText(b *cryptobyte.Builder, text string) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.UTF8String, func(b *cryptobyte.Builder) { b.AddBytes([]byte(text)) })
	})
}
