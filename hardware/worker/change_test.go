// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
)

func certificate() wire.Put {
	return wire.Put{
		At: at, Certificate: wire.Certificate{ID: newID, Label: "Новий ключ", DER: []byte("certificate")},
		Subject: []byte("subject"), Issuer: []byte("issuer"), Number: []byte("number"),
	}
}

// TestPut wants a certificate to be described as fully as the module lets it be.
func TestPut(t *testing.T) {
	declines := cryptoki.TemplateInconsistent
	for name, test := range map[string]struct {
		answers []cryptoki.RV
		did     []string
		rv      cryptoki.RV
	}{
		"fully":         {nil, []string{"Create 1 of 10"}, cryptoki.OK},
		"as it must be": {[]cryptoki.RV{declines}, []string{"Create 1 of 10", "Create 1 of 6"}, cryptoki.OK},
		"as data":       {[]cryptoki.RV{cryptoki.AttributeValueInvalid, declines}, []string{"Create 1 of 10", "Create 1 of 6", "Create 0 of 6"}, cryptoki.OK},
		"in no form":    {[]cryptoki.RV{declines, declines, declines}, []string{"Create 1 of 10", "Create 1 of 6", "Create 0 of 6"}, declines},
		"no room":       {[]cryptoki.RV{cryptoki.DeviceMemory}, []string{"Create 1 of 10"}, cryptoki.DeviceMemory},
		"not at all":    {[]cryptoki.RV{cryptoki.FunctionNotSupported}, []string{"Create 1 of 10"}, cryptoki.FunctionNotSupported},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := writing(t)
			f.fails["Create"] = test.answers
			assert.Equal(t, test.rv, returned(w.put(certificate())))
			assert.Equal(t, test.did, f.did())
			if test.rv != cryptoki.OK {
				return
			}
			o, err := w.objects(at)
			require.NoError(t, err)
			require.Len(t, o.Certificates, 1)
			assert.Equal(t, []byte("certificate"), o.Certificates[0].DER)
		})
	}
	w, _ := writing(t)
	empty := certificate()
	empty.DER = nil
	assert.Equal(t, wire.Invalid, asWire(w.put(empty)).Kind)
	require.NoError(t, w.logout(at))
	assert.Equal(t, wire.Ended, asWire(w.put(certificate())).Kind)
}

// TestDestroy wants the two halves of one key to go, and nothing beside.
func TestDestroy(t *testing.T) {
	w, f := writing(t)
	for _, of := range []class{privateKey, publicKey} {
		f.add(of, map[attribute][]byte{attrID: newID[1:]})
		f.add(of, map[attribute][]byte{attrID: newID})
		f.add(of, map[attribute][]byte{})
	}
	require.NoError(t, w.destroy(wire.Destroy{At: at, ID: newID}))
	assert.Equal(t, []string{"Destroy 3001", "Destroy 2001"}, f.did())
	require.NoError(t, w.destroy(wire.Destroy{At: at, ID: newID}), "there is none")
	assert.Len(t, f.did(), 2)
	for _, id := range [][]byte{nil, {}, newID[1:]} {
		assert.Equal(t, wire.Invalid, asWire(w.destroy(wire.Destroy{At: at, ID: id})).Kind)
	}
	require.NoError(t, w.logout(at))
	assert.Equal(t, wire.Ended, asWire(w.destroy(wire.Destroy{At: at, ID: newID})).Kind)
}

// TestDestroyNoneThatIsCertified, and none while it cannot be told.
func TestDestroyNoneThatIsCertified(t *testing.T) {
	w, f := writing(t)
	f.add(privateKey, map[attribute][]byte{attrID: newID})
	f.fails["Find"] = []cryptoki.RV{cryptoki.GeneralError}
	assert.Equal(t, cryptoki.GeneralError, returned(w.destroy(wire.Destroy{At: at, ID: newID})))
	f.fails["Attribute"] = []cryptoki.RV{cryptoki.DeviceRemoved}
	f.add(certificateObject, map[attribute][]byte{attrID: newID})
	assert.Equal(t, cryptoki.DeviceRemoved, returned(w.destroy(wire.Destroy{At: at, ID: newID})))

	require.NoError(t, w.login(wire.Login{At: at, Write: true}, []byte("1234")))
	assert.Equal(t, wire.Exists, asWire(w.destroy(wire.Destroy{At: at, ID: newID})).Kind)
	assert.NotContains(t, f.did(), "Destroy 3000")

	w, f = writing(t)
	f.add(privateKey, map[attribute][]byte{attrID: newID})
	f.fails["Find"] = []cryptoki.RV{cryptoki.AttributeValueInvalid}
	require.NoError(t, w.destroy(wire.Destroy{At: at, ID: newID}), "a token that knows no certificates has none")
	assert.Contains(t, f.did(), "Destroy 3000")
}

// TestDestroyNoneOfSeveral: some module may tell one identifier of all its keys.
func TestDestroyNoneOfSeveral(t *testing.T) {
	for _, of := range []class{privateKey, publicKey} {
		w, f := writing(t)
		f.add(privateKey, map[attribute][]byte{attrID: newID})
		f.add(publicKey, map[attribute][]byte{attrID: newID})
		f.add(of, map[attribute][]byte{attrID: newID})
		assert.Equal(t, wire.Exists, asWire(w.destroy(wire.Destroy{At: at, ID: newID})).Kind)
		_, err := w.generate(order())
		assert.Equal(t, wire.Exists, asWire(err).Kind)
		assert.Empty(t, f.did())
	}
}

// TestDestroyNoneUnseen: the certificate may be among what was not read.
func TestDestroyNoneUnseen(t *testing.T) {
	for what, certificates := range map[string]struct {
		count int
		id    []byte
	}{
		"as many as are listed": {wire.MaxObjects, []byte{1}},
		"more octets than read": {maxListed/wire.MaxObject + 1, make([]byte, wire.MaxObject)},
	} {
		w, f := writing(t)
		f.add(privateKey, map[attribute][]byte{attrID: newID})
		for range certificates.count {
			f.add(certificateObject, map[attribute][]byte{attrID: certificates.id})
		}
		assert.Equal(t, errTooMuch, w.destroy(wire.Destroy{At: at, ID: newID}), what)
		assert.Empty(t, f.did())
	}
}

// TestDestroyIsLookedAfter: a module that says it and does not is found out.
func TestDestroyIsLookedAfter(t *testing.T) {
	w, f := writing(t)
	f.add(privateKey, map[attribute][]byte{attrID: newID})
	f.forgets = true
	failed := asWire(w.destroy(wire.Destroy{At: at, ID: newID}))
	assert.Equal(t, &wire.Error{Kind: wire.Returned, Function: "C_DestroyObject"}, failed)
	f.forgets = false
	require.NoError(t, w.destroy(wire.Destroy{At: at, ID: newID}))
}

// TestChangeInASessionThatReads is refused before anything is looked for.
func TestChangeInASessionThatReads(t *testing.T) {
	for what, open := range map[string]func(*worker) error{
		"it may not write": func(w *worker) error { return w.login(wire.Login{At: at}, []byte("1234")) },
		"nobody logged in": func(w *worker) error { _, err := w.session(at, true); return err },
	} {
		w, f := faked(t, 0)
		require.NoError(t, open(w))
		f.calls = nil
		_, generated := w.generate(order())
		for _, err := range []error{generated, w.put(certificate()), w.destroy(wire.Destroy{At: at, ID: newID})} {
			assert.Equal(t, wire.Invalid, asWire(err).Kind, what)
		}
		assert.Empty(t, f.calls)
	}
}
