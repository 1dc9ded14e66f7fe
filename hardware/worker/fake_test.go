// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

// A fake is a module with one token in slot 1, and writes down what is called.
type fake struct {
	module // what is not played below is not called
	info   tokenInfo
	empty  bool // no slot has a token
	// fails are return values by function, as often as they stand there.
	fails   map[string][]cryptoki.RV
	objects map[class][]map[attribute][]byte // handles are class·1000 + place
	calls   []string
}

// faked is a worker with a token that has a PIN of 4 to 8 octets.
func faked(t testing.TB, flags uint32) (*worker, *fake) {
	t.Helper()
	f := &fake{
		info:    tokenInfo{label: "Носій", serial: "17", flags: cryptoki.TokenPINInitialized | cryptoki.TokenLoginRequired | flags, minPIN: 4, maxPIN: 8},
		fails:   map[string][]cryptoki.RV{},
		objects: map[class][]map[attribute][]byte{},
	}
	w := &worker{load: func(wire.Load) (module, error) { return f, nil }}
	require.Nil(t, w.answer(&wire.Request{Call: wire.CallLoad, Params: []byte(`{"path":"/module.so"}`)}).Error)
	return w, f
}

// at is the token of a fake.
var at = wire.At{Slot: 1, Serial: "17"}

// called writes a call down and returns the error that it should have.
func (f *fake) called(function string, args ...any) error {
	f.calls = append(f.calls, fmt.Sprint(append([]any{function}, args...)...))
	left := f.fails[function]
	if len(left) == 0 {
		return nil
	}
	f.fails[function] = left[1:]
	if left[0] == cryptoki.OK {
		return nil
	}
	return &wire.Error{Kind: wire.Returned, Function: function, RV: left[0]}
}

func (f *fake) Info() (wire.Loaded, error) { return wire.Loaded{}, nil }

func (f *fake) Slots() ([]uint64, error) {
	var slots []uint64
	if !f.empty {
		slots = []uint64{1}
	}
	if left := f.fails["Slots"]; len(left) > 0 {
		return nil, f.called("Slots")
	}
	return slots, nil
}

func (f *fake) Token(slot uint64) (tokenInfo, error) {
	if slot != 1 {
		return tokenInfo{}, &wire.Error{Kind: wire.Returned, RV: cryptoki.SlotIDInvalid}
	}
	if left := f.fails["Token"]; len(left) > 0 {
		return tokenInfo{}, f.called("Token")
	}
	return f.info, nil
}

func (f *fake) Reader(uint64) (string, uint32, error) { return "Reader 00 00", slotHardware, nil }

func (f *fake) Mechanisms(uint64) ([]wire.Mechanism, error) { return nil, f.called("Mechanisms") }

func (f *fake) OpenSession(uint64) (uint64, error) { return 5, f.called("OpenSession") }
func (f *fake) CloseSession(uint64) error          { return f.called("CloseSession") }
func (f *fake) Logout(uint64) error                { return f.called("Logout") }

func (f *fake) Login(_ uint64, who user, pin []byte) error {
	if len(pin) == 0 {
		return f.called("Login", who, " on the pad")
	}
	return f.called("Login", who, string(pin))
}

func (f *fake) Find(_ uint64, want template, limit int) ([]uint64, error) {
	var handles []uint64
	for i := range f.objects[want.class] {
		handles = append(handles, uint64(want.class)*1000+uint64(i))
	}
	return handles[:min(len(handles), limit)], f.called("Find")
}

func (f *fake) Attribute(_, object uint64, kind attribute) ([]byte, error) {
	value, known := f.objects[class(object/1000)][object%1000][kind]
	if left := f.fails["Attribute"]; len(left) > 0 {
		return nil, f.called("Attribute")
	}
	if !known {
		return nil, &wire.Error{Kind: wire.Returned, Function: "C_GetAttributeValue", RV: 0x12} // CKR_ATTRIBUTE_TYPE_INVALID
	}
	return value, nil
}

func (f *fake) SignInit(_, _ uint64, _ cryptoki.Mechanism, _ *wire.PSS) error {
	return f.called("SignInit")
}

func (f *fake) Sign(_ uint64, input []byte) ([]byte, error) {
	if err := f.called("Sign"); err != nil {
		return nil, err
	}
	return append([]byte("signed "), input...), nil
}

func (f *fake) Close() { _ = f.called("Close") }
