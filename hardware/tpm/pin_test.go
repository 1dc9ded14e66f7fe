// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

func TestNormalize(t *testing.T) {
	for _, test := range []struct{ typed, pin, why string }{
		{"123456", "123456", ""},
		{"пароль", "пароль", "six characters are twelve octets"},
		{"паро\u0438\u0306", "", "five characters, however they are typed"},
		{"парол\u0438\u0306", "парол\u0439", "the same on every keyboard"},
		{strings.Repeat("1", 32), strings.Repeat("1", 32), "the most that fits"},
		{strings.Repeat("1", 33), "", "too long"},
		{strings.Repeat("ї", 17), "", "too long in octets"},
		{"12345", "", "too short"},
		{"", "", "none"},
		{"123456\x00", "", "a TPM would strip it"},
		{"123\x00456", "", "a zero octet"},
		{"12345\xff", "", "no UTF-8"},
	} {
		got, ok := tpm.Normalize([]byte(test.typed))
		assert.Equal(t, test.pin != "", ok, test.why)
		assert.Equal(t, test.pin, string(got), test.why)
	}
}

// TestPINTypedOtherwise: a PIN is the same PIN whatever the keyboard makes of it.
func TestPINTypedOtherwise(t *testing.T) {
	s := newSource(t, tpm.Socket(swtpm.New(t).Path))
	composed, decomposed := &person{pin: "мій\u0457\u0457\u0457"}, &person{pin: "мі\u0438\u0306\u0456\u0308\u0456\u0308\u0456\u0308"}
	place, err := s.Open(t.Context(), blank, composed)
	require.NoError(t, err)
	defer place.Close()
	o := order(key.ECDSAP256)
	_, err = place.(key.Generator).Generate(t.Context(), o)
	require.NoError(t, err)
	store, err := s.Open(t.Context(), refOf(o), decomposed)
	require.NoError(t, err)
	require.NoError(t, store.Close())
	assert.True(t, decomposed.wiped())
}

// TestUnfitPIN: it is not sent, and costs nobody a try.
func TestUnfitPIN(t *testing.T) {
	s := newSource(t, tpm.Socket(swtpm.New(t).Path))
	ref := generate(t, s, key.ECDSAP256)
	for _, typed := range []string{"12345", strings.Repeat("1", 33), pin + "\x00"} {
		who := &person{pin: typed}
		assert.Equal(t, key.PIN{Min: 6, Max: 32}, fails(t, s, ref, who, key.ErrPINLength))
		assert.True(t, who.wiped())
		place, err := s.Open(t.Context(), blank, who)
		require.NoError(t, err)
		o := order(key.ECDSAP256)
		_, err = place.(key.Generator).Generate(t.Context(), o)
		carrierError(t, err, key.ErrPINLength)
		require.NoError(t, place.Close())
	}
	status, err := s.Status(t.Context())
	require.NoError(t, err)
	assert.Zero(t, status.Counter)
	assert.Len(t, carriers(t, s), 1)
}
