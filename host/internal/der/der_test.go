// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package der_test

import (
	"encoding/asn1"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"

	"github.com/pidpys/pidpys/host/internal/der"
)

func octets(t *testing.T, text string) cryptobyte.String {
	t.Helper()
	b, err := hex.DecodeString(text)
	require.NoError(t, err)
	return b
}

func TestReadFlag(t *testing.T) {
	for text, want := range map[string]bool{"": false, "0500": false, "0101ff": true, "010100": false} {
		s := octets(t, text)
		flag := !want
		require.True(t, der.ReadFlag(&s, &flag), text)
		assert.Equal(t, want, flag, text)
	}
	for _, text := range []string{"0101", "010101", "0102ffff", "0100"} {
		s := octets(t, text)
		var flag bool
		assert.False(t, der.ReadFlag(&s, &flag), text)
	}
}

func TestReadExtension(t *testing.T) {
	for text, want := range map[string]der.Extension{
		"3009" + "0603551d13" + "04020500":             {OID: asn1.ObjectIdentifier{2, 5, 29, 19}, Value: []byte{5, 0}},
		"300c" + "0603551d13" + "0101ff" + "04020500":  {OID: asn1.ObjectIdentifier{2, 5, 29, 19}, Critical: true, Value: []byte{5, 0}},
		"300a" + "0603551d13" + "010100" + "0400" + "": {OID: asn1.ObjectIdentifier{2, 5, 29, 19}, Value: []byte{}},
	} {
		s := octets(t, text)
		var e der.Extension
		require.True(t, der.ReadExtension(&s, &e), text)
		assert.Equal(t, want, e, text)
		assert.True(t, s.Empty(), text)
	}
	for text, why := range map[string]string{
		"3005" + "0603551d13":                         "no value",
		"3004" + "04020500":                           "no name",
		"300b" + "0603551d13" + "04020500" + "0500":   "more behind",
		"300c" + "0603551d13" + "04020500" + "0101ff": "in another order",
	} {
		s := octets(t, text)
		var e der.Extension
		assert.False(t, der.ReadExtension(&s, &e), why)
	}
}
