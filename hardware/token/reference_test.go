// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

var almaz = wire.Token{
	At: wire.At{Slot: 1, Serial: "12;34"}, Label: "Мій ключ", Manufacturer: "JSC_IIT", Model: "E.key_Almaz-1C",
}

func TestReferenceOfToken(t *testing.T) {
	ref := reference{identity: identify(almaz)}.ref()
	assert.Equal(t, key.Ref("pkcs11:manufacturer=JSC_IIT;model=E.key_Almaz-1C;serial=12%3B34;token=%D0%9C%D1%96%D0%B9%20%D0%BA%D0%BB%D1%8E%D1%87"), ref)
	r, err := parse(ref)
	require.NoError(t, err)
	assert.True(t, r.names(almaz))

	other := almaz
	other.Serial = ""
	assert.False(t, r.names(other))
	r, err = parse(reference{identity: identify(other)}.ref())
	require.NoError(t, err)
	assert.True(t, r.names(other), "an empty serial number")
	assert.False(t, r.names(almaz), "an empty serial number is not any")

	r, err = parse("pkcs11:model=E.key_Almaz-1C;id=%01%ff")
	require.NoError(t, err)
	assert.True(t, r.names(almaz), "what is absent may be anything")
	assert.Equal(t, []byte{1, 255}, r.id)
}

func TestReferencesRefused(t *testing.T) {
	for name, ref := range map[string]key.Ref{
		"another scheme":         "file:serial=1",
		"no scheme":              "serial=1",
		"nothing":                "",
		"nothing named":          "pkcs11:",
		"a library":              "pkcs11:serial=1;module-path=%2Ftmp%2Fevil.so",
		"a library as a query":   "pkcs11:serial=1?module-path=/tmp/evil.so",
		"a library by its name":  "pkcs11:serial=1?module-name=evil",
		"a file with the PIN":    "pkcs11:serial=1?pin-source=file:/etc/passwd",
		"a program for the PIN":  "pkcs11:serial=1?pin-source=|sh",
		"a PIN":                  "pkcs11:serial=1?pin-value=1234",
		"a PIN as an attribute":  "pkcs11:serial=1;pin-value=1234",
		"the library's own name": "pkcs11:library-manufacturer=IIT;serial=1",
		"a slot":                 "pkcs11:slot-id=0",
		"an empty query":         "pkcs11:serial=1?",
		"a fragment":             "pkcs11:serial=1#x",
		"an attribute twice":     "pkcs11:serial=1;serial=2",
		"two identifiers":        "pkcs11:serial=1;id=%01;id=",
		"no value":               "pkcs11:serial",
		"an empty attribute":     "pkcs11:serial=1;",
		"half an octet":          "pkcs11:serial=%1",
		"no octet":               "pkcs11:serial=%zz",
		"a space":                "pkcs11:token=My key",
		"not UTF-8":              "pkcs11:token=%ff",
		"other letters":          "pkcs11:Serial=1",
		"too long":               key.Ref("pkcs11:serial=" + strings.Repeat("1", maxReference)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(ref)
			assert.ErrorIs(t, err, key.ErrReference)
		})
	}
}

func FuzzReference(f *testing.F) {
	f.Add("pkcs11:manufacturer=JSC_IIT;model=E.key_Almaz-1C;serial=12%3B34;token=a;id=%01%FF")
	f.Add("pkcs11:serial=1?module-path=/tmp/evil.so")
	f.Add("pkcs11:id=")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parse(key.Ref(text))
		if err != nil {
			assert.ErrorIs(t, err, key.ErrReference)
			return
		}
		again, err := parse(r.ref())
		if len(r.ref()) <= maxReference {
			require.NoError(t, err)
			assert.Equal(t, r, again)
		}
		assert.NotContains(t, string(r.ref()), "?")
	})
}
