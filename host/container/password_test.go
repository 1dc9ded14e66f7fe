// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEncodings(t *testing.T) {
	for _, test := range []struct {
		name     string
		encode   encoding
		password string
		octets   string // empty: there are none
	}{
		{"UTF-8", asUTF8, "Їґ1", "d087d29131"},
		{"windows-1251", asWindows1251, "Їґ1", "afb431"},
		{"windows-1251 has no Latin with accents", asWindows1251, "é", ""},
		{"windows-1251 of no text", asWindows1251, "\xff", ""},
		{"BMPString", asBMPString, "Їґ1", "0407049100310000"},
		{"BMPString beyond the plane", asBMPString, "𝄞", "d834dd1e0000"},
		{"BMPString of no text", asBMPString, "a\xff", ""},
		{"widened", asWidened1251, "Їґ1", "00af00b400310000"},
		{"widened UTF-8", asWidenedUTF8, "Ї1", "00d0008700310000"},
		{"widened, no such octets", asWidened1251, "密", ""},
	} {
		octets, ok := test.encode([]byte(test.password))
		assert.Equal(t, test.octets != "", ok, test.name)
		assert.Equal(t, test.octets, hex.EncodeToString(octets), test.name)
	}
}

func TestEncodingsForASCII(t *testing.T) {
	assert.Len(t, encodingsFor(iitEncodings, []byte("password1")), 1)
	assert.Len(t, encodingsFor(iitEncodings, []byte("пароль")), 2)
}
