// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package der_test

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/crypto/cryptobyte"

	"github.com/pidpys/pidpys/host/internal/der"
)

func TestStatusInfo(t *testing.T) {
	for text, want := range map[string]der.StatusInfo{
		"3003020100":                                 {},
		"30080201023003" + "0c0161":                  {Status: 2, Text: "a"},
		"3007020102030205a0":                         {Status: 2, Fails: 1<<0 | 1<<2},
		"30080201020303028004":                       {Status: 2, Fails: 1<<0 | 1<<13},
		"300e02010230030c0161" + "03040700" + "0080": {Status: 2, Text: "a", Fails: 1 << 16},
	} {
		s := octets(t, text)
		var info der.StatusInfo
		assert.True(t, der.ReadStatusInfo(&s, &info), text)
		assert.Equal(t, want, info, text)
		var b cryptobyte.Builder
		der.AddStatusInfo(&b, want)
		assert.Equal(t, text, hex.EncodeToString(b.BytesOrPanic()))
	}
	for text, want := range map[string]der.StatusInfo{
		"300b0201023006" + "0c0161" + "0c0162": {Status: 2, Text: "a\nb"},
		"30080201023003" + "160161":            {Status: 2, Text: "a"},
		"30080201023003" + "0c01ff":            {Status: 2, Text: "\uFFFD"},
		"3007020102030200" + "00":              {Status: 2},
		"300b0201020306" + "00000000" + "0080": {Status: 2},
	} {
		s := octets(t, text)
		var info der.StatusInfo
		assert.True(t, der.ReadStatusInfo(&s, &info), text)
		assert.Equal(t, want, info, text)
	}
	for name, text := range map[string]string{
		"nothing":             "",
		"no status":           "3000",
		"a status too long":   "300b0209010000000000000000",
		"a text unfinished":   "300702010230020c01",
		"no octet of bits":    "30050201020300",
		"something after all": "30050201000500",
	} {
		s := octets(t, text)
		var info der.StatusInfo
		assert.False(t, der.ReadStatusInfo(&s, &info), name)
	}
}
