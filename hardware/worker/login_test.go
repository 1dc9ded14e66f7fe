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

// TestAdmit holds every rule for PINs, and that nothing is sent against one.
func TestAdmit(t *testing.T) {
	for what, c := range map[string]struct {
		flags     uint32
		unset     bool
		pin       string
		pad, last bool
		kind      wire.ErrorKind
		sent      string // by C_Login
	}{
		"a PIN":                         {pin: "1234", sent: "Login11234"},
		"few tries":                     {flags: cryptoki.TokenPINCountLow, pin: "1234", sent: "Login11234"},
		"locked":                        {flags: cryptoki.TokenPINLocked, pin: "1234", kind: wire.Locked},
		"locked, and agreed":            {flags: cryptoki.TokenPINLocked | cryptoki.TokenPINFinalTry, pin: "1234", last: true, kind: wire.Locked},
		"locked, by a pad":              {flags: cryptoki.TokenPINLocked | cryptoki.TokenPINPad, pad: true, kind: wire.Locked},
		"the last try":                  {flags: cryptoki.TokenPINFinalTry, pin: "1234", kind: wire.LastTry},
		"the last try, and agreed":      {flags: cryptoki.TokenPINFinalTry, pin: "1234", last: true, sent: "Login11234"},
		"the last try on a pad":         {flags: cryptoki.TokenPINFinalTry | cryptoki.TokenPINPad, pad: true, kind: wire.LastTry},
		"no PIN was set":                {unset: true, pin: "1234", kind: wire.Unset},
		"nothing":                       {kind: wire.Length},
		"short":                         {pin: "123", kind: wire.Length},
		"long":                          {pin: "123456789", kind: wire.Length},
		"four letters of two octets":    {pin: "піну", sent: "Login1піну"},
		"a pad":                         {flags: cryptoki.TokenPINPad, pad: true, sent: "Login1 on the pad"},
		"a PIN although there is a pad": {flags: cryptoki.TokenPINPad, pin: "1234", kind: wire.Invalid},
		"a PIN with the word pad":       {flags: cryptoki.TokenPINPad, pin: "1234", pad: true, kind: wire.Invalid},
		"a pad that is not there":       {pad: true, kind: wire.Invalid},
	} {
		t.Run(what, func(t *testing.T) {
			w, f := faked(t, c.flags)
			if c.unset {
				f.info.flags &^= cryptoki.TokenPINInitialized
			}
			err := w.login(wire.Login{At: at, Pad: c.pad, Last: c.last}, []byte(c.pin))
			if c.kind != "" {
				require.Error(t, err)
				assert.Equal(t, c.kind, asWire(err).Kind)
				assert.Empty(t, f.calls)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, []string{"OpenSession", c.sent}, f.calls)
		})
	}
}

// TestLoginReadsFlagsAnew wants the flags of this moment, not those told before.
func TestLoginReadsFlagsAnew(t *testing.T) {
	w, f := faked(t, 0)
	tokens, err := w.tokens()
	require.NoError(t, err)
	assert.Zero(t, tokens[0].Flags&cryptoki.TokenPINFinalTry)
	f.info.flags |= cryptoki.TokenPINFinalTry // somebody mistyped elsewhere
	assert.Equal(t, wire.LastTry, asWire(w.login(wire.Login{At: tokens[0].At}, []byte("1234"))).Kind)
}

// TestLoginFails wants a PIN to be sent once, and the token to be free again.
func TestLoginFails(t *testing.T) {
	w, f := faked(t, 0)
	f.fails["Login"] = []cryptoki.RV{cryptoki.PINIncorrect}
	err := w.login(wire.Login{At: at}, []byte("1234"))
	assert.Equal(t, cryptoki.PINIncorrect, returned(err))
	assert.Equal(t, []string{"OpenSession", "Login11234", "CloseSession"}, f.calls)
}

func TestLoginTwice(t *testing.T) {
	w, f := faked(t, 0)
	f.fails["Login"] = []cryptoki.RV{cryptoki.UserAlreadyLoggedIn}
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	require.NoError(t, w.logout(at))
	require.NoError(t, w.logout(at), "there is nothing left to end")
	assert.Equal(t, []string{"OpenSession", "Login11234", "Logout", "CloseSession"}, f.calls)
}

// TestAnotherToken wants the session to end when another token is in the slot,
// or none.
func TestAnotherToken(t *testing.T) {
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	f.info.serial, f.calls = "18", nil
	_, err := w.sign(wire.Sign{At: at, Inputs: [][]byte{{1}}}, nil)
	assert.Equal(t, wire.Gone, asWire(err).Kind)
	assert.Equal(t, []string{"Logout", "CloseSession"}, f.calls)

	other := wire.At{Slot: at.Slot, Serial: "18"}
	require.NoError(t, w.login(wire.Login{At: other}, []byte("1234")))
	f.calls = nil
	assert.Equal(t, wire.Gone, asWire(w.login(wire.Login{At: at}, []byte("1234"))).Kind)
	assert.Empty(t, f.calls, "the session of the token that is there goes on")
	f.info.serial = at.Serial
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	assert.Equal(t, []string{"Logout", "CloseSession", "OpenSession", "Login11234"}, f.calls, "none with one that was exchanged unseen")

	for _, rv := range []cryptoki.RV{cryptoki.TokenNotPresent, cryptoki.DeviceRemoved, cryptoki.TokenNotRecognized} {
		f.fails["Token"] = []cryptoki.RV{rv}
		assert.Equal(t, wire.Gone, asWire(w.login(wire.Login{At: at}, []byte("1234"))).Kind)
	}
	f.empty = true
	assert.Equal(t, wire.Gone, asWire(w.login(wire.Login{At: at}, []byte("1234"))).Kind, "whatever the module remembers of it")
	f.empty = false
	f.fails["Token"] = []cryptoki.RV{cryptoki.GeneralError}
	assert.Equal(t, cryptoki.GeneralError, returned(w.login(wire.Login{At: at}, []byte("1234"))))
}

func TestCloseLetsGo(t *testing.T) {
	w, f := faked(t, 0)
	require.NoError(t, w.login(wire.Login{At: at}, []byte("1234")))
	f.calls = nil
	w.close()
	assert.Equal(t, []string{"Logout", "CloseSession", "Close"}, f.calls)
	(&worker{}).close()
}
