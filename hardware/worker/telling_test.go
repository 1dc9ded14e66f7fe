// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux

package main

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// TestStructures holds every structure against what a C compiler makes of it, by a
// module that tells what it was handed.
func TestStructures(t *testing.T) {
	c := start(t, nil)
	structures(t, c, compile(t, t.TempDir(), "telling.so", "testdata/telling.c"), 8)
}

// structures has the module of testdata/telling.c in its own words tell of every
// call. There a CK_ULONG has a number of octets.
func structures(t *testing.T, c *client, module string, octets int) {
	t.Helper()
	var loaded wire.Loaded
	_, failed := c.ask(t, wire.CallLoad, wire.Load{Path: module, User: true}, "", &loaded)
	require.Nil(t, failed)
	assert.Equal(t, wire.Loaded{Manufacturer: "Maker", Library: "Library", Version: "3.14"}, loaded)
	token := c.token(t, "Label")
	at := wire.At{Slot: 7, Serial: "0123456789ABCDEF"}
	assert.Equal(t, wire.Token{
		At: at, Reader: "Reader 00", Label: "Label", Manufacturer: "Vendor", Model: "Model", Hardware: true, Removable: true,
		Flags: 0x40C, MinPIN: 4, MaxPIN: 12,
		Mechanisms: []wire.Mechanism{{Type: cryptoki.DSTU4145, Flags: 0x900}, {Type: cryptoki.RSAPKCSPSS, Flags: 0x800}},
	}, token)

	_, failed = c.ask(t, wire.CallLogin, wire.Login{At: at, Write: true}, "1234", nil)
	require.Nil(t, failed)
	keys := c.objects(t, at).Private
	require.Len(t, keys, 1)
	assert.Equal(t, wire.Key{Handle: 700, ID: []byte("ID 1"), Type: cryptoki.KeyRSA}, keys[0])

	number := func(value uint64) string {
		little := binary.LittleEndian.AppendUint64(nil, value)
		return hex.EncodeToString(little[:octets])
	}
	signed := c.signs(t, wire.Sign{
		At: at, Handle: 700, Mechanism: cryptoki.RSAPKCSPSS, PSS: &wire.PSS{Hash: cryptoki.SHA384, Salt: 48}, Inputs: [][]byte{{0xAB, 0xCD}},
	})
	require.Nil(t, signed[0].Error)
	assert.Equal(t, "sign d 260 3 48 of abcd", string(signed[0].Value))
	signed = c.signs(t, wire.Sign{At: at, Handle: 700, Mechanism: cryptoki.DSTU4145, Inputs: [][]byte{{0x01}}})
	assert.Equal(t, "sign 80420031 of 01", string(signed[0].Value))

	decrypted, failed := c.ask(t, wire.CallDecrypt, wire.Decrypt{
		At: at, Handle: 700, Mechanism: cryptoki.RSAPKCSOAEP, Hash: cryptoki.SHA256, Label: []byte{0x77}, Ciphertext: []byte{1, 2, 3},
	}, "", nil)
	require.Nil(t, failed)
	assert.Equal(t, "decrypt 9 250 2 1 77 of 010203", string(decrypted.Secret))

	agreed := "derive 80420043 1 0405" + attributes{
		{0x000, number(4)}, {0x100, number(0x10)}, {0x001, "00"}, {0x103, "00"}, {0x162, "01"}, {0x161, number(0)},
	}.String()
	length := len(agreed) - len(number(0))
	agreed = agreed[:length] + number(uint64(len(agreed)))
	derived, failed := c.ask(t, wire.CallDerive, wire.Derive{
		At: at, Handle: 700, Mechanism: cryptoki.DSTU4145ECDHDerive, Point: []byte{4, 5}, Length: len(agreed),
	}, "", nil)
	require.Nil(t, failed)
	assert.Equal(t, agreed, string(derived.Secret))

	_, failed = c.ask(t, wire.CallPut, wire.Put{
		At: at, Certificate: wire.Certificate{ID: []byte{9}, Label: "я", DER: []byte{0x30}},
		Subject: []byte{1}, Issuer: []byte{2}, Number: []byte{3},
	}, "", nil)
	require.Nil(t, failed)
	assert.Equal(t, "create"+attributes{
		{0x000, number(1)}, {0x080, number(0)}, {0x001, "01"}, {0x101, "01"}, {0x102, "09"}, {0x011, "30"},
		{0x002, "00"}, {0x003, "d18f"}, {0x081, "02"}, {0x082, "03"},
	}.String(), c.objects(t, at).Private[0].Label)

	_, failed = c.ask(t, wire.CallGenerate, wire.Generate{
		At: at, Mechanism: cryptoki.DSTU4145KeyPairGen, Type: cryptoki.KeyDSTU4145, ID: newID, Label: "key", Params: []byte{0x30},
	}, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, wire.Exposed, failed.Kind, "the key does not bear the identifier")
	made := "generate 80420042" + attributes{
		{0x000, number(2)}, {0x100, number(uint64(cryptoki.KeyDSTU4145))}, {0x001, "01"}, {0x10A, "01"}, {0x102, hex.EncodeToString(newID)},
		{0x003, hex.EncodeToString([]byte("key"))}, {0x180, "30"}, {0x002, "00"},
	}.String() + " and 0=" + number(3)
	assert.Equal(t, made, c.objects(t, at).Private[0].Label[:len(made)])
}

// attributes are types and values.
type attributes []struct {
	kind  int
	value string
}

func (list attributes) String() (text string) {
	for _, one := range list {
		text += fmt.Sprintf(" %x=%s", one.kind, one.value)
	}
	return text
}
