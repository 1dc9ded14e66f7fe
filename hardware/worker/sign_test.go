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

var three = [][]byte{{1}, {2}, {3}}

func TestSignOneByOne(t *testing.T) {
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	f.calls, f.fails["Sign"] = nil, []cryptoki.RV{cryptoki.OK, cryptoki.FunctionFailed}
	list, err := w.sign(wire.Sign{At: at, Inputs: three}, nil)
	require.NoError(t, err)
	assert.Equal(t, "signed \x01", string(list[0].Value))
	assert.Equal(t, cryptoki.FunctionFailed, list[1].Error.RV)
	assert.Equal(t, "signed \x03", string(list[2].Value), "what concerns one input ends nothing")
	assert.Equal(t, []string{"SignInit", "Sign", "SignInit", "Sign", "SignInit", "Sign"}, f.calls)
}

// TestSignStops wants nothing more to be tried once the token or the login is
// gone.
func TestSignStops(t *testing.T) {
	for rv, ends := range map[cryptoki.RV]bool{
		cryptoki.DeviceRemoved: true, cryptoki.SessionHandleInvalid: true, cryptoki.TokenNotPresent: true, cryptoki.DeviceError: true,
		cryptoki.UserNotLoggedIn: false,
	} {
		w, f := faked(t, 0)
		require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
		f.calls, f.fails["SignInit"] = nil, []cryptoki.RV{cryptoki.OK, rv}
		list, err := w.sign(wire.Sign{At: at, Inputs: three}, nil)
		require.NoError(t, err)
		assert.Nil(t, list[0].Error)
		for _, one := range list[1:] {
			require.NotNil(t, one.Error)
			assert.Equal(t, rv, one.Error.RV)
		}
		want := []string{"SignInit", "Sign", "SignInit"}
		if ends {
			want = append(want, "Logout", "CloseSession")
		}
		assert.Equal(t, want, f.calls)
	}
}

// TestHandlesEndWithTheSession wants no key to be used in another session than
// that in which its handle was learned, and none to be opened for that.
func TestHandlesEndWithTheSession(t *testing.T) {
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	f.fails["SignInit"] = []cryptoki.RV{cryptoki.DeviceError}
	_, err := w.sign(wire.Sign{At: at, Inputs: three}, nil)
	require.NoError(t, err)
	f.calls = nil
	_, err = w.sign(wire.Sign{At: at, Inputs: three}, nil)
	assert.Equal(t, wire.Ended, asWire(err).Kind)
	_, err = w.derive(wire.Derive{At: at, Length: 32})
	assert.Equal(t, wire.Ended, asWire(err).Kind)
	_, err = w.decrypt(wire.Decrypt{At: at})
	assert.Equal(t, wire.Ended, asWire(err).Kind)
	assert.Empty(t, f.calls)
}

// TestSignInContext wants the PIN between C_SignInit and C_Sign, by the same
// rules as at the login.
func TestSignInContext(t *testing.T) {
	params := wire.Sign{At: at, Inputs: three[:1], Context: true}
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	f.calls = nil
	list, err := w.sign(params, []byte("1234"))
	require.NoError(t, err)
	assert.Nil(t, list[0].Error)
	assert.Equal(t, []string{"SignInit", "Login21234", "Sign"}, f.calls)

	f.calls, f.fails["Login"] = nil, []cryptoki.RV{cryptoki.PINIncorrect}
	list, err = w.sign(params, []byte("4321"))
	require.NoError(t, err)
	assert.Equal(t, cryptoki.PINIncorrect, list[0].Error.RV)
	assert.Equal(t, []string{"SignInit", "Login24321"}, f.calls)

	// What the wrong PIN left behind is ended first.
	f.calls, f.fails["SignInit"], f.fails["Sign"] = nil, []cryptoki.RV{cryptoki.OperationActive}, []cryptoki.RV{cryptoki.UserNotLoggedIn}
	list, err = w.sign(params, []byte("1234"))
	require.NoError(t, err)
	assert.Nil(t, list[0].Error)
	assert.Equal(t, []string{"SignInit", "Sign", "SignInit", "Login21234", "Sign"}, f.calls)

	f.calls = nil
	for flag, kind := range map[uint32]wire.ErrorKind{cryptoki.TokenPINLocked: wire.Locked, cryptoki.TokenPINFinalTry: wire.LastTry, cryptoki.TokenPINPad: wire.Invalid} {
		f.info.flags |= flag
		_, err = w.sign(params, []byte("1234"))
		assert.Equal(t, kind, asWire(err).Kind)
		f.info.flags &^= flag
	}
	_, err = w.sign(params, []byte("123"))
	assert.Equal(t, wire.Length, asWire(err).Kind)
	assert.Empty(t, f.calls)
}
