// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

var newID = bytes.Repeat([]byte{7}, wire.IDSize)

func order() wire.Generate {
	return wire.Generate{
		At: at, Mechanism: cryptoki.DSTU4145KeyPairGen, Type: cryptoki.KeyDSTU4145, ID: newID, Label: "Новий ключ", Params: []byte("params"),
	}
}

// writing is a worker that is logged in with a session that writes.
func writing(t testing.TB) (*worker, *fake) {
	t.Helper()
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at, Write: true}, []byte("1234")))
	assert.Equal(t, []string{"OpenSession to write", "Login11234"}, f.calls)
	f.calls = nil
	return w, f
}

// did are the calls that change a token.
func (f *fake) did() []string {
	var changes []string
	for _, call := range f.calls {
		if call != "Find" {
			changes = append(changes, call)
		}
	}
	return changes
}

func TestGenerate(t *testing.T) {
	w, f := writing(t)
	key, err := w.generate(order())
	require.NoError(t, err)
	assert.Equal(t, wire.Key{Handle: 2000, ID: newID, Label: "Новий ключ", Type: cryptoki.KeyDSTU4145, Params: []byte("params")}, key)
	assert.Equal(t, []string{"Generate 8 9"}, f.did())
	o, err := w.objects(at)
	require.NoError(t, err)
	require.Len(t, o.Private, 1)
	assert.True(t, o.Private[0].Closed && o.Private[0].Sign)

	_, err = w.generate(order())
	assert.Equal(t, wire.Exists, asWire(err).Kind)
	assert.Equal(t, []string{"Generate 8 9"}, f.did())

	unfit := order()
	unfit.ID = newID[1:]
	_, err = w.generate(unfit)
	assert.Equal(t, wire.Invalid, asWire(err).Kind)
}

// TestGenerateRSA is told of bits and an exponent instead of a curve.
func TestGenerateRSA(t *testing.T) {
	w, f := writing(t)
	p := order()
	p.Type, p.Params, p.Bits, p.Exponent = cryptoki.KeyRSA, nil, 2048, []byte{1, 0, 1}
	key, err := w.generate(p)
	require.NoError(t, err)
	assert.Equal(t, []byte{1, 0, 1}, key.Exponent)
	assert.Equal(t, integer(2048, 8), f.objects[publicKey][0][attrModulusBits])
	assert.NotContains(t, f.objects[publicKey][0], attrECParams)
}

// TestGenerateAfterAWreck wants a public half that is alone to be out of the way,
// and nothing else.
func TestGenerateAfterAWreck(t *testing.T) {
	w, f := writing(t)
	f.add(publicKey, map[attribute][]byte{attrKeyType: integer(0, 8), attrID: {1}})
	f.add(publicKey, map[attribute][]byte{attrKeyType: integer(0, 8), attrID: newID})
	_, err := w.generate(order())
	require.NoError(t, err)
	assert.Equal(t, []string{"Destroy 2001", "Generate 8 9"}, f.did())
}

// TestGenerateWithLess is a module that declines to be told what it knows.
func TestGenerateWithLess(t *testing.T) {
	w, f := writing(t)
	f.fails["Generate"] = []cryptoki.RV{cryptoki.TemplateInconsistent}
	_, err := w.generate(order())
	require.NoError(t, err)
	assert.Equal(t, []string{"Generate 8 9", "Generate 7 8"}, f.did(), "once")

	w, f = writing(t)
	f.fails["Generate"] = []cryptoki.RV{cryptoki.AttributeTypeInvalid, cryptoki.AttributeTypeInvalid}
	_, err = w.generate(order())
	assert.Equal(t, cryptoki.AttributeTypeInvalid, returned(err))

	w, f = writing(t)
	f.fails["Generate"] = []cryptoki.RV{cryptoki.FunctionNotSupported}
	_, err = w.generate(order())
	assert.Equal(t, cryptoki.FunctionNotSupported, returned(err))
	assert.Len(t, f.did(), 1)
}

// TestGeneratedToBeReadOut wants no key to stay that could leave, or that nobody
// would find.
func TestGeneratedToBeReadOut(t *testing.T) {
	for what, makes := range map[string]map[attribute][]byte{
		"extractable":             {attrExtractable: {1}},
		"not sensitive":           {attrSensitive: {0}},
		"which, it does not say":  {attrExtractable: {}},
		"with another identifier": {attrID: []byte("vendor's")},
		"for this session alone":  {attrToken: {0}},
	} {
		t.Run(what, func(t *testing.T) {
			w, f := writing(t)
			f.makes = makes
			_, err := w.generate(order())
			assert.Equal(t, &wire.Error{Kind: wire.Exposed}, asWire(err))
			assert.Equal(t, []string{"Generate 8 9", "Destroy 3000", "Destroy 2000"}, f.did())
		})
	}
	w, f := writing(t)
	f.makes, f.fails["Destroy"] = map[attribute][]byte{attrExtractable: {1}}, []cryptoki.RV{cryptoki.FunctionFailed, cryptoki.ObjectHandleInvalid}
	_, err := w.generate(order())
	assert.Equal(t, wire.Exposed, asWire(err).Kind)
	assert.Contains(t, asWire(err).Detail, "it remains")
}

// TestPulledWhileGenerating ends the session, and destroys nothing unseen.
func TestPulledWhileGenerating(t *testing.T) {
	for _, function := range []string{"Find", "Generate", "Attribute"} {
		w, f := writing(t)
		f.fails[function] = []cryptoki.RV{cryptoki.DeviceRemoved}
		_, err := w.generate(order())
		assert.Equal(t, cryptoki.DeviceRemoved, returned(err), function)
		assert.NotContains(t, f.did(), "Destroy 3000")
		_, err = w.generate(order())
		assert.Equal(t, wire.Ended, asWire(err).Kind)
	}
}

// TestGeneratedUnderAForeignHandle: a module that names a key that was there
// before has it destroyed by nobody.
func TestGeneratedUnderAForeignHandle(t *testing.T) {
	w, f := writing(t)
	good := f.add(privateKey, map[attribute][]byte{attrID: []byte("good")})
	f.names = good
	_, err := w.generate(order())
	assert.Equal(t, &wire.Error{Kind: wire.Exposed}, asWire(err))
	assert.Equal(t, []string{"Generate 8 9", "Destroy 3001", "Destroy 2000"}, f.did(), "the one that was made")
}

// TestGenerateBesideACertificate of a key that cannot be seen.
func TestGenerateBesideACertificate(t *testing.T) {
	w, f := writing(t)
	f.add(publicKey, map[attribute][]byte{attrID: newID})
	f.add(certificateObject, map[attribute][]byte{attrID: newID})
	_, err := w.generate(order())
	assert.Equal(t, wire.Exists, asWire(err).Kind)
	assert.Empty(t, f.did())
}

// TestSessionThatWrites is opened for whoever asks for it, in place of another.
// Where there is none, no PIN is sent.
func TestSessionThatWrites(t *testing.T) {
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	require.NoError(t, w.login(wire.Login{At: at, Write: true}, []byte("1234")))
	_, err := w.session(at, false)
	require.NoError(t, err)
	assert.Equal(t, []string{"OpenSession", "Login11234", "Logout", "CloseSession", "OpenSession to write", "Login11234"}, f.calls)

	w, f = faked(t, 0)
	f.fails["OpenSession"] = []cryptoki.RV{cryptoki.WriteProtected}
	assert.Equal(t, cryptoki.WriteProtected, returned(w.login(wire.Login{At: at, Write: true}, []byte("1234"))))
	assert.Equal(t, []string{"OpenSession to write"}, f.calls)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
}
