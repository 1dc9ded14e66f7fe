// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

func integer(value uint64, octets int) []byte {
	if octets == 4 {
		return binary.NativeEndian.AppendUint32(nil, uint32(value))
	}
	return binary.NativeEndian.AppendUint64(nil, value)
}

// TestObjects wants every object that can be told, beside odd ones.
func TestObjects(t *testing.T) {
	w, f := faked(t, 0)
	dstu := func(id byte) map[attribute][]byte {
		return map[attribute][]byte{
			attrKeyType: integer(uint64(cryptoki.KeyDSTU4145), 8), attrID: {id}, attrLabel: []byte("ключ\x00\x00"),
			attrSign: {1}, attrDerive: {0}, attrECParams: []byte("params"), attrECPoint: []byte("point"),
		}
	}
	f.objects = map[class][]map[attribute][]byte{
		privateKey: {
			{attrKeyType: integer(0x80000042, 8), attrID: {9}}, // a vendor's own
			{attrKeyType: []byte("odd"), attrID: {8}},          // no number
			{}, // no key
			dstu(1),
			{attrKeyType: integer(0, 4), attrModulus: []byte("modulus"), attrExponent: []byte{1, 0, 1}, attrAlwaysAuthenticate: {0xFF}}, // of a 32-bit module
		},
		publicKey: {dstu(1)},
		certificateObject: {
			{attrID: {1}, attrValue: []byte("certificate"), attrLabel: []byte("\xC1\xC2")},
			{attrID: {2}, attrValue: {}},
			{attrID: {3}},
			{attrID: {4}, attrValue: make([]byte, 10)},
			{attrID: {5}, attrValue: []byte(strings.Repeat("x", wire.MaxObject+1))},
		},
		dataObject: {{attrID: {6}, attrValue: []byte("in data")}},
	}
	o, err := w.objects(at)
	require.NoError(t, err)
	require.Len(t, o.Private, 3)
	assert.Equal(t, wire.Key{Handle: 3000, ID: []byte{9}, Type: 0x80000042}, o.Private[0])
	assert.Equal(t, wire.Key{Handle: 3003, ID: []byte{1}, Label: "ключ", Type: cryptoki.KeyDSTU4145, Params: []byte("params"), Point: []byte("point"), Sign: true}, o.Private[1])
	assert.Equal(t, wire.Key{Handle: 3004, Type: cryptoki.KeyRSA, Modulus: []byte("modulus"), Exponent: []byte{1, 0, 1}, Always: true}, o.Private[2])
	assert.Len(t, o.Public, 1)
	assert.Equal(t, []wire.Certificate{
		{ID: []byte{1}, Label: "\uFFFD", DER: []byte("certificate")},
		{DER: []byte("in data")},
	}, o.Certificates)
	assert.Equal(t, "CloseSession", f.calls[len(f.calls)-1], "others may have the token")
}

func TestObjectsKeepTheLogin(t *testing.T) {
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	_, err := w.objects(at)
	require.NoError(t, err)
	assert.NotContains(t, f.calls, "CloseSession")

	w, f = faked(t, 0)
	f.info.flags &^= cryptoki.TokenLoginRequired
	_, err = w.objects(at)
	require.NoError(t, err)
	assert.NotContains(t, f.calls, "CloseSession", "without a login there is nothing to wait for")
}

func TestObjectsFail(t *testing.T) {
	w, f := faked(t, 0)
	f.objects[certificateObject] = []map[attribute][]byte{{attrValue: []byte("certificate")}}
	f.fails["Find"] = []cryptoki.RV{cryptoki.UserNotLoggedIn, cryptoki.GeneralError}
	o, err := w.objects(at)
	require.NoError(t, err, "a token that cannot search for keys has certificates yet")
	assert.Len(t, o.Certificates, 1)

	f.fails["Find"] = []cryptoki.RV{cryptoki.OK, cryptoki.DeviceRemoved}
	_, err = w.objects(at)
	assert.Equal(t, cryptoki.DeviceRemoved, returned(err))
	f.fails["Attribute"] = []cryptoki.RV{cryptoki.SessionHandleInvalid}
	_, err = w.objects(at)
	assert.Equal(t, cryptoki.SessionHandleInvalid, returned(err))
	assert.Empty(t, w.sessions)
}

// TestObjectsFit wants any token's answer to fit into a frame.
func TestObjectsFit(t *testing.T) {
	w, f := faked(t, 0)
	label := []byte(strings.Repeat("\x01", wire.MaxModuleString))
	for range 2 * wire.MaxObjects {
		key := map[attribute][]byte{attrKeyType: integer(3, 8), attrLabel: label}
		f.objects[privateKey] = append(f.objects[privateKey], key)
		f.objects[publicKey] = append(f.objects[publicKey], key)
		certificate := map[attribute][]byte{attrLabel: label, attrValue: []byte("certificate")}
		f.objects[certificateObject] = append(f.objects[certificateObject], certificate)
		data := map[attribute][]byte{attrLabel: label, attrValue: []byte(strings.Repeat("c", wire.MaxObject))}
		f.objects[dataObject] = append(f.objects[dataObject], data)
	}
	o, err := w.objects(at)
	require.NoError(t, err)
	assert.Len(t, o.Private, wire.MaxObjects)
	assert.Len(t, o.Public, wire.MaxObjects)
	assert.Greater(t, len(o.Certificates), wire.MaxObjects)
	data, err := json.Marshal(o)
	require.NoError(t, err)
	assert.Less(t, len(data), wire.MaxJSON)
}

func TestTokens(t *testing.T) {
	w, f := faked(t, 0)
	f.info.label, f.info.maxPIN = "  Носій \x00 garbage", 0xFFFFFFFF
	f.fails["Mechanisms"] = []cryptoki.RV{cryptoki.GeneralError}
	tokens, err := w.tokens()
	require.NoError(t, err)
	assert.Equal(t, []wire.Token{{
		At: at, Reader: "Reader 00 00", Label: "Носій", Hardware: true, Flags: f.info.flags, MinPIN: 4, Mechanisms: []wire.Mechanism{},
	}}, tokens)

	f.fails["Token"] = []cryptoki.RV{cryptoki.TokenNotRecognized}
	tokens, err = w.tokens()
	require.NoError(t, err)
	assert.Empty(t, tokens, "removed meanwhile")
	f.fails["Slots"] = []cryptoki.RV{cryptoki.GeneralError}
	_, err = w.tokens()
	assert.Error(t, err)
}

func TestText(t *testing.T) {
	for field, want := range map[string]string{
		"":                             "",
		"   ":                          "",
		"label     ":                   "label",
		"label\x00\x00":                "label",
		"\x00label":                    "",
		"\xCA\xEB\xFE\xF7":             "\uFFFD",
		"ab\xFFcd":                     "ab\uFFFDcd",
		strings.Repeat("ї", 200):       strings.Repeat("ї", wire.MaxModuleString/2),
		"a" + strings.Repeat("ї", 200): "a" + strings.Repeat("ї", wire.MaxModuleString/2-1),
	} {
		assert.Equal(t, want, text(field))
	}
}
