// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki_test

import (
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// commonName is a DER Name of one commonName with the octets of a string type.
func commonName(tag casn1.Tag, octets string) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SET, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(pki.OIDCommonName)
				b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(octets)) })
			})
		})
	})
	return b.BytesOrPanic()
}

func TestParseName(t *testing.T) {
	const bmp, universal, visible, numeric = 30, 28, 26, 18
	for _, c := range []struct {
		name   string
		tag    casn1.Tag
		octets string
		want   string
		bad    bool
	}{
		{name: "UTF8String", tag: casn1.UTF8String, octets: "Київ", want: "Київ"},
		{name: "PrintableString", tag: casn1.PrintableString, octets: "Kyiv", want: "Kyiv"},
		{name: "IA5String", tag: casn1.IA5String, octets: "a@b", want: "a@b"},
		{name: "NumericString", tag: numeric, octets: "123", want: "123"},
		{name: "VisibleString", tag: visible, octets: "abc", want: "abc"},
		{name: "TeletexString", tag: casn1.T61String, octets: "M\xfcnchen", want: "München"},
		{name: "BMPString", tag: bmp, octets: "\x04\x1a\x04\x38", want: "Ки"},
		{name: "BMPString of odd length", tag: bmp, octets: "\x04\x1a\x04", bad: true},
		{name: "UniversalString", tag: universal, octets: "\x00\x01\xf6\x00", want: "😀"},
		{name: "UniversalString beyond Unicode", tag: universal, octets: "\xff\xff\xff\xff", bad: true},
		{name: "broken UTF-8", tag: casn1.UTF8String, octets: "\xff", bad: true},
		{name: "not a string", tag: casn1.INTEGER, octets: "\x01", bad: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			name, err := pki.ParseName(commonName(c.tag, c.octets))
			if c.bad {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, name.Value(pki.OIDCommonName))
			assert.Empty(t, name.Value(pki.OIDTitle))
		})
	}
	for _, bad := range [][]byte{nil, {0x30, 2, 0x31, 0}, append(commonName(casn1.UTF8String, "a"), 0)} {
		_, err := pki.ParseName(bad)
		assert.Error(t, err)
	}
	_, err := pki.ParseName(commonName(casn1.UTF8String, strings.Repeat("a", 16<<10)))
	assert.Error(t, err, "a name as no certificate has it")
}

func TestEqualNames(t *testing.T) {
	utf8 := func(s string) []byte { return commonName(casn1.UTF8String, s) }
	assert.True(t, pki.EqualNames(utf8("CZO"), commonName(casn1.PrintableString, "CZO")))
	assert.True(t, pki.EqualNames(utf8("Засвідчувальний  ЦЕНТР "), utf8("Засвідчувальний центр")))
	assert.False(t, pki.EqualNames(utf8("ЗЦ"), utf8("ЦЗО")))
	assert.False(t, pki.EqualNames(utf8("А"), utf8("A")), "Cyrillic and Latin")
	assert.False(t, pki.EqualNames(utf8("a\x00\x01b"), utf8("a")))
	assert.True(t, pki.EqualNames(utf8("Ки\u0438\u0306в\u0456\u0308"), utf8("киЙвї")), "letters with marks, in one or in two")
	assert.True(t, pki.EqualNames(utf8("ＣＺＯ\u00ad\u200b"), utf8("czo")), "wide letters, and what cannot be seen")
	assert.True(t, pki.EqualNames(utf8("a\u00a0\tb"), utf8("a b")))
	assert.False(t, pki.EqualNames(utf8("ab"), utf8("a b")))
	broken := commonName(casn1.UTF8String, "\xff")
	assert.True(t, pki.EqualNames(broken, broken))
	assert.False(t, pki.EqualNames(broken, utf8("a")))
}
