// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"cmp"
	"fmt"
	"maps"
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
	makes   map[attribute][]byte             // of a private key, whatever it was told
	names   uint64                           // as the private key that it made; 0: that one
	forgets bool                             // to destroy
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

func (f *fake) OpenSession(_ uint64, writes bool) (uint64, error) {
	if writes {
		return 5, f.called("OpenSession", " to write")
	}
	return 5, f.called("OpenSession")
}

func (f *fake) CloseSession(uint64) error { return f.called("CloseSession") }
func (f *fake) Logout(uint64) error       { return f.called("Logout") }

func (f *fake) Login(_ uint64, who user, pin []byte) error {
	if len(pin) == 0 {
		return f.called("Login", who, " on the pad")
	}
	return f.called("Login", who, string(pin))
}

func (f *fake) Find(_ uint64, want template, limit int) ([]uint64, error) {
	var handles []uint64
	for i, o := range f.objects[want.class] {
		if o != nil {
			handles = append(handles, handleOf(want.class, i))
		}
	}
	return handles[:min(len(handles), limit)], f.called("Find")
}

func handleOf(of class, place int) uint64 { return uint64(of)*1000 + uint64(place) }

// attributes are those of an object, of which nothing is left once it was
// destroyed.
func (f *fake) attributes(handle uint64) map[attribute][]byte {
	if all := f.objects[class(handle/1000)]; handle%1000 < uint64(len(all)) {
		return all[handle%1000]
	}
	return nil
}

func (f *fake) Attribute(_, object uint64, kind attribute) ([]byte, error) {
	value, known := f.attributes(object)[kind]
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

// Generate makes a pair of what it is told, and a private half that is closed.
func (f *fake) Generate(_ uint64, mechanism cryptoki.Mechanism, public, private []setting) (publicHalf, privateHalf uint64, err error) {
	if err := f.called("Generate", " ", len(public), " ", len(private)); err != nil {
		return 0, 0, err
	}
	made := map[attribute][]byte{attrSensitive: {1}, attrExtractable: {0}}
	maps.Copy(made, told(private))
	maps.Copy(made, f.makes)
	publicHalf, privateHalf = f.add(publicKey, told(public)), f.add(privateKey, made)
	return publicHalf, cmp.Or(f.names, privateHalf), nil
}

func (f *fake) Create(_ uint64, object []setting) error {
	said := told(object)
	if err := f.called("Create", " ", said[attrClass][0], " of ", len(object)); err != nil {
		return err
	}
	f.add(class(said[attrClass][0]), said)
	return nil
}

func (f *fake) Destroy(_, object uint64) error {
	if err := f.called("Destroy", " ", object); err != nil {
		return err
	}
	if !f.forgets {
		f.objects[class(object/1000)][object%1000] = nil
	}
	return nil
}

func (f *fake) add(of class, object map[attribute][]byte) uint64 {
	f.objects[of] = append(f.objects[of], object)
	return handleOf(of, len(f.objects[of])-1)
}

// told are settings as octets.
func told(settings []setting) map[attribute][]byte {
	said := map[attribute][]byte{}
	for _, s := range settings {
		switch value := s.value.(type) {
		case bool:
			said[s.kind] = []byte{0}
			if value {
				said[s.kind] = []byte{1}
			}
		case uint:
			said[s.kind] = integer(uint64(value), 8)
		case string:
			said[s.kind] = []byte(value)
		case []byte:
			said[s.kind] = value
		}
	}
	return said
}

func (f *fake) Close() { _ = f.called("Close") }
