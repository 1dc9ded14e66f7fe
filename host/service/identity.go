// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"slices"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/pki"
)

// uuid is a bare UUID in any of its usual spellings. State portals take a
// signature over one for a login.
var uuid = regexp.MustCompile(`(?i)^(urn:uuid:)?\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$`)

// identifies reports whether a signature over content could sign its maker in
// somewhere: content is one of the signer's codes, a UUID, base64 or
// hexadecimal of these, or the hash of a code under any function of ours.
func identifies(content []byte, codes []string) bool {
	for _, reading := range readings(content) {
		if uuid.Match(reading) || isCode(reading, codes) {
			return true
		}
	}
	return false
}

// readings are the content as it stands, without space around it, and
// as what it may be an encoding of.
func readings(content []byte) [][]byte {
	text := bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\ufeff")))
	all := [][]byte{content, text}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if plain, err := encoding.AppendDecode(nil, text); err == nil {
			all = append(all, plain, bytes.TrimSpace(plain))
		}
	}
	if plain, err := hex.AppendDecode(nil, text); err == nil {
		all = append(all, plain)
	}
	return all
}

func isCode(reading []byte, codes []string) bool {
	for _, code := range codes {
		for _, form := range forms(code) {
			if bytes.EqualFold(reading, form) || isHash(reading, form) {
				return true
			}
		}
	}
	return false
}

// forms are the octets that a code is signed as: UTF-8, and UTF-16 in both
// orders, since the incumbent's library signs strings so.
func forms(code string) [][]byte {
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(code)) {
		little = append(little, byte(unit), byte(unit>>8))
		big = append(big, byte(unit>>8), byte(unit))
	}
	return [][]byte{[]byte(code), little, big}
}

var hashes = []*pki.Hash{
	pki.GOST34311, pki.GOST34311Example, pki.Kupyna256, pki.Kupyna384, pki.Kupyna512,
	pki.SHA1, pki.SHA256, pki.SHA384, pki.SHA512,
}

func isHash(reading, form []byte) bool {
	return slices.ContainsFunc(hashes, func(h *pki.Hash) bool {
		return len(reading) == h.Size() && bytes.Equal(reading, h.Sum(form))
	})
}
