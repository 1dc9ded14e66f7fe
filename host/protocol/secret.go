// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"errors"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// Secret is a password or PIN as UTF-8, decoded from a frame without ever
// being a Go string, which nobody could wipe. Whoever receives one calls
// Wipe. No way of printing or encoding shows it.
type Secret []byte

// Wipe overwrites the secret with zeros.
func (s Secret) Wipe() { clear(s) }

// Format prints a placeholder, whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, "[secret]") }

// MarshalJSON refuses: secrets travel towards the host only.
func (s Secret) MarshalJSON() ([]byte, error) {
	return nil, errors.New("protocol: a secret is never written")
}

func (s *Secret) decode(text []byte) error {
	plain, err := unquote(text, false)
	*s = plain
	return err
}

var errSurrogate = errors.New("lone surrogate")

// unquote resolves the escapes of a checked JSON string. The result is one
// new slice that never grows, so no part of a secret is left behind. A lone
// surrogate, which a file name may hold on some systems, becomes U+FFFD if
// lenient, and is an error otherwise.
func unquote(text []byte, lenient bool) ([]byte, error) {
	plain := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		if text[i] != '\\' {
			plain = append(plain, text[i])
			i++
			continue
		}
		if text[i+1] != 'u' {
			plain = append(plain, unescape[text[i+1]])
			i += 2
			continue
		}
		r := hex4(text[i+2:])
		i += 6
		if utf16.IsSurrogate(r) {
			low := rune(-1)
			if i+1 < len(text) && text[i] == '\\' && text[i+1] == 'u' {
				low = hex4(text[i+2:])
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				i += 6
			} else if !lenient {
				clear(plain)
				return nil, errSurrogate
			}
		}
		plain = utf8.AppendRune(plain, r)
	}
	return plain, nil
}

var unescape = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escapeLen measures the escape that text begins with; 0 if it is none.
func escapeLen(text []byte) int {
	switch {
	case len(text) < 2:
		return 0
	case unescape[text[1]] != 0:
		return 2
	case text[1] == 'u' && len(text) >= 6 && hex4(text[2:]) >= 0:
		return 6
	default:
		return 0
	}
}

// hex4 reads four hexadecimal digits; -1 if one of them is not.
func hex4(text []byte) rune {
	var r rune
	for _, c := range text[:4] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return -1
		}
	}
	return r
}
