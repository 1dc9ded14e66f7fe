// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"unicode"
	"unicode/utf16"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// maxNesting is how many encodings within one another are looked through.
const maxNesting = 3

// readings are the content as it stands, as text in UTF-16, and all that it may
// be an encoding of.
func readings(content []byte, depth int) [][]byte {
	all := [][]byte{content, fromUTF16(content, binary.LittleEndian), fromUTF16(content, binary.BigEndian)}
	if depth == 0 || len(content) == 0 {
		return all
	}
	for _, decode := range []func([]byte) []byte{fromBase64, fromHex, fromDER} {
		if inner := decode(content); inner != nil {
			all = append(all, readings(inner, depth-1)...)
		}
	}
	return all
}

// fromUTF16 is a text in UTF-16 as UTF-8. The incumbent's library signs strings
// so.
func fromUTF16(content []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = order.Uint16(content[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// fromBase64 reads either alphabet, and passes over whatever is in neither.
func fromBase64(content []byte) []byte {
	text := bytes.Map(func(r rune) rune {
		switch {
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		case r == '+' || r == '/' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return r
		}
		return -1
	}, content)
	plain, err := base64.RawStdEncoding.AppendDecode(nil, text)
	if err != nil {
		return nil
	}
	return plain
}

func fromHex(content []byte) []byte {
	plain, err := hex.DecodeString(essence(content))
	if err != nil {
		return nil
	}
	return plain
}

// fromDER is what lies inside of one DER value.
func fromDER(content []byte) []byte {
	in := cryptobyte.String(content)
	var inner cryptobyte.String
	var tag asn1.Tag
	if !in.ReadAnyASN1(&inner, &tag) || !in.Empty() {
		return nil
	}
	return inner
}
