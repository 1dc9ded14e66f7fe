// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
)

// maxIdentity is how long a document may be that could be a login, in octets:
// a code with all the space that somebody may trim. No header holds more.
const maxIdentity = 16 << 10

// identifies reports whether a signature over content could sign its maker in
// somewhere: content is one of the signer's codes, a UUID, the hash of a
// code under any function of ours, or a statement of package login, as it stands
// or in base64, hexadecimal or DER.
// State portals take such a signature for a login. Of a code only letters and
// digits count: what stands around them is trimmed somewhere. Nothing but its
// content tells a statement that a provider signed from a document.
func identifies(content []byte, codes []string) bool {
	return slices.ContainsFunc(readings(content, maxNesting), func(reading []byte) bool {
		text := essence(reading)
		return isStatement(reading) || uuid.MatchString(text) || slices.ContainsFunc(codes, func(code string) bool {
			return text != "" && text == essence([]byte(code)) || isHash(reading, code)
		})
	})
}

func isStatement(reading []byte) bool {
	_, err := login.Parse(reading)
	return err == nil
}

var uuid = regexp.MustCompile(`^(URNUUID)?[0-9A-F]{32}$`)

// essence is the letters of a text, as capitals, and its digits.
func essence(text []byte) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return digit(r)
		case unicode.IsLetter(r):
			return unicode.ToUpper(r)
		}
		return -1
	}, string(text))
}

// digit is the ASCII digit that means the same, since some libraries read
// numbers in every script. Unicode has the digits of each in order, ten by ten.
func digit(r rune) rune {
	for _, tens := range unicode.Nd.R16 {
		if low := rune(tens.Lo); low <= r && r <= rune(tens.Hi) {
			return '0' + (r-low)%10
		}
	}
	for _, tens := range unicode.Nd.R32 {
		if low := rune(tens.Lo); low <= r && r <= rune(tens.Hi) {
			return '0' + (r-low)%10
		}
	}
	return -1
}

var hashes = []*pki.Hash{
	pki.GOST34311, pki.GOST34311Example, pki.Kupyna256, pki.Kupyna384, pki.Kupyna512,
	pki.SHA1, pki.SHA256, pki.SHA384, pki.SHA512,
}

func isHash(reading []byte, code string) bool {
	return slices.ContainsFunc(hashes, func(h *pki.Hash) bool {
		return len(reading) == h.Size() && slices.ContainsFunc(forms(code), func(form []byte) bool {
			return bytes.Equal(reading, h.Sum(form))
		})
	})
}

// identifiesUnseen is identifies for a document of which there is a digest alone: it is
// one of a code, of a code in base64 or hexadecimal, or of a code's digest, by whatever hash,
// for a page may call it by another. A UUID cannot be told by its digest: so few pages may
// have hashes signed.
func identifiesUnseen(d *document, codes []string) bool {
	for _, digest := range d.digests {
		same := func(content []byte) bool {
			return slices.ContainsFunc(hashes, func(h *pki.Hash) bool { return h.Size() == len(digest) && bytes.Equal(h.Sum(content), digest) })
		}
		for _, code := range codes {
			if slices.ContainsFunc(writings(code), same) {
				return true
			}
		}
	}
	return false
}

// writings are the usual ways to write a code: as it stands, encoded, and its digests.
func writings(code string) [][]byte {
	all := forms(code)
	for _, form := range forms(code) {
		for _, h := range hashes {
			all = append(all, h.Sum(form))
		}
	}
	for _, octets := range all {
		for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
			all = append(all, encoding.AppendEncode(nil, octets))
		}
		all = append(all, hex.AppendEncode(nil, octets), bytes.ToUpper(hex.AppendEncode(nil, octets)))
	}
	return all
}

// forms are the octets that a code is signed as: UTF-8, and UTF-16 in both
// orders.
func forms(code string) [][]byte {
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(code)) {
		little = binary.LittleEndian.AppendUint16(little, unit)
		big = binary.BigEndian.AppendUint16(big, unit)
	}
	return [][]byte{[]byte(code), little, big}
}
