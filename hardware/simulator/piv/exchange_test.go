// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	octets, err := hex.DecodeString(text)
	require.NoError(t, err)
	return octets
}

const (
	selectPIV  = "00a4040009a00000030800001000" + "00"
	rightPIN   = "00200080083132333435" + "36ffff"
	wrongPIN   = "00200080083030303030" + "30ffff"
	askPIN     = "00200080"
	signWith9C = "0087119c067c04" + "8200" + "8100"
)

// newCard has a key for signatures whose certificate is 300 octets that say
// nothing.
func newCard(t testing.TB) *Card {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	certificate := &x509.Certificate{Raw: slices.Repeat([]byte{0xA5}, 300)}
	return New(t, Spec{PIN: "123456", Keys: map[Slot]Key{Signature: {private, certificate}}})
}

// TestConversations has the card answer programs that nothing stands between.
func TestConversations(t *testing.T) {
	digest := "7c24" + "8200" + "8120" + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	sign := "0087119c26" + digest
	type exchange struct{ command, status string }
	for name, said := range map[string][]exchange{
		"by the whole name":   {{selectPIV, "9000"}, {"00a404000ba000000308000010000100", "9000"}},
		"another application": {{"00a4040006a00000000101", "6a82"}},
		"the maker alone":     {{"00a4040005a000000308", "9000"}},
		"nothing chosen":      {{"00a40400", "6a82"}},
		"tries are counted": {
			{askPIN, "63c3"}, {wrongPIN, "63c2"}, {askPIN, "63c2"}, {rightPIN, "9000"}, {askPIN, "9000"},
			{wrongPIN, "63c2"}, {wrongPIN, "63c1"}, {wrongPIN, "6983"}, {rightPIN, "6983"}, {askPIN, "6983"},
		},
		"a short PIN takes no try":    {{"0020008004" + "31323334", "6a80"}, {askPIN, "63c3"}},
		"another PIN":                 {{"00200000" + "08" + "313233343536ffff", "6a88"}},
		"forget the PIN":              {{rightPIN, "9000"}, {"0020ff80", "9000"}, {askPIN, "63c3"}},
		"choosing forgets the PIN":    {{rightPIN, "9000"}, {selectPIV, "9000"}, {askPIN, "63c3"}},
		"no PIN, no signature":        {{sign, "6982"}},
		"one PIN, one signature":      {{rightPIN, "9000"}, {sign, "9000"}, {sign, "6982"}, {rightPIN, "9000"}, {sign, "9000"}},
		"something between":           {{rightPIN, "9000"}, {"00cb3fff035c017e", "9000"}, {sign, "6982"}},
		"an empty challenge":          {{rightPIN, "9000"}, {signWith9C, "6a80"}},
		"no key there":                {{rightPIN, "9000"}, {"0087119d26" + digest, "6a88"}},
		"the wrong algorithm":         {{rightPIN, "9000"}, {"0087079c26" + digest, "6a80"}},
		"a certificate in two pieces": {{"00cb3fff055c035fc10a", "6139"}, {"00c0000039", "9000"}, {"00c0000000", "9000"}},
		"no such object":              {{"00cb3fff055c035fc105", "6a82"}},
		"no such instruction":         {{"00ff0000", "6d00"}},
		"cut short":                   {{"00a404", "6700"}, {"00a4040009a0", "6700"}},
		"in a chain":                  {{rightPIN, "9000"}, {"1087119c03" + digest[:6], "9000"}, {"0087119c23" + digest[6:], "9000"}},
	} {
		t.Run(name, func(t *testing.T) {
			card := newCard(t)
			for i, e := range said {
				answer := card.answer(unhex(t, e.command))
				require.GreaterOrEqual(t, len(answer), 2)
				assert.Equal(t, e.status, hex.EncodeToString(answer[len(answer)-2:]), "%d: %s", i, e.command)
			}
		})
	}
}

func TestChainsEnd(t *testing.T) {
	card := newCard(t)
	link := slices.Concat(unhex(t, "1087119cff"), make([]byte, 255))
	for range maxCommand / 255 {
		assert.Equal(t, []byte{0x90, 0x00}, card.answer(link))
	}
	assert.Equal(t, []byte{0x67, 0x00}, card.answer(link))
}

func TestPowerForgetsThePIN(t *testing.T) {
	card := newCard(t)
	assert.Equal(t, []byte{0x90, 0x00}, card.answer(unhex(t, rightPIN)))
	assert.Nil(t, card.answer([]byte{reset}))
	assert.Equal(t, []byte{0x63, 0xC3}, card.answer(unhex(t, askPIN)))
	assert.Equal(t, ATR(), card.answer([]byte{tellATR}))
}

func FuzzExchange(f *testing.F) {
	for _, seed := range []string{selectPIV, rightPIN, askPIN, signWith9C, "00cb3fff055c035fc10a", "00c0000000", "1087119c01" + "7c"} {
		f.Add(unhex(f, seed))
	}
	card := newCard(f)
	f.Fuzz(func(t *testing.T, message []byte) {
		if answer := card.answer(message); len(message) != 1 && len(answer) < 2 {
			t.Fatalf("no status after %x", message)
		}
	})
}
