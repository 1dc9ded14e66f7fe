// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && cgo

package simulator_test

import (
	"testing"

	"github.com/miekg/pkcs11"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
)

// pinFlags are what a token says of its PIN.
const pinFlags = cryptoki.TokenPINInitialized | cryptoki.TokenPINPad | cryptoki.TokenPINToBeChanged |
	cryptoki.TokenPINCountLow | cryptoki.TokenPINFinalTry | cryptoki.TokenPINLocked

func TestTries(t *testing.T) {
	module, token := load(t, usual())
	session := begin(t, module)
	flags := func() uint {
		info, err := module.GetTokenInfo(0)
		require.NoError(t, err)
		return info.Flags & pinFlags
	}
	const set, low, last = cryptoki.TokenPINInitialized, cryptoki.TokenPINCountLow, cryptoki.TokenPINFinalTry
	wrong := func(want cryptoki.RV) {
		requireRV(t, want, module.Login(session, pkcs11.CKU_USER, "00000000"))
	}

	assert.EqualValues(t, set, flags())
	wrong(cryptoki.PINIncorrect)
	assert.EqualValues(t, set|low, flags())
	wrong(cryptoki.PINIncorrect)
	assert.EqualValues(t, set|low|last, flags())

	require.NoError(t, module.Login(session, pkcs11.CKU_USER, pin))
	assert.EqualValues(t, set, flags(), "the right PIN gives the tries back")
	requireRV(t, cryptoki.UserAlreadyLoggedIn, module.Login(session, pkcs11.CKU_USER, pin))
	require.NoError(t, module.Logout(session))
	requireRV(t, cryptoki.UserNotLoggedIn, module.Logout(session))

	wrong(cryptoki.PINIncorrect)
	wrong(cryptoki.PINIncorrect)
	wrong(cryptoki.PINLocked)
	assert.EqualValues(t, set|low|cryptoki.TokenPINLocked, flags())
	requireRV(t, cryptoki.PINLocked, module.Login(session, pkcs11.CKU_USER, pin))

	require.NoError(t, token.Update(func(s *simulator.State) { s.Tries = 1 }))
	assert.EqualValues(t, set|low|last, flags(), "what a test changes is seen at once")
}

func TestPINIsRefused(t *testing.T) {
	short := usual()
	short.MinPIN, short.MaxPIN = 6, 8
	unset, expired := usual(), usual()
	unset.PIN, expired.Expired = "", true
	for name, c := range map[string]struct {
		spec simulator.Spec
		user uint
		pin  string
		want cryptoki.RV
	}{
		"too short":         {short, pkcs11.CKU_USER, "12345", cryptoki.PINLenRange},
		"too long":          {short, pkcs11.CKU_USER, "123456789", cryptoki.PINLenRange},
		"never set":         {unset, pkcs11.CKU_USER, pin, cryptoki.UserPINNotInitialized},
		"expired":           {expired, pkcs11.CKU_USER, pin, cryptoki.PINExpired},
		"none":              {usual(), pkcs11.CKU_USER, "", cryptoki.ArgumentsBad},
		"of an officer":     {usual(), pkcs11.CKU_SO, pin, 0x103}, // CKR_USER_TYPE_INVALID
		"no signing begun":  {usual(), pkcs11.CKU_CONTEXT_SPECIFIC, pin, cryptoki.OperationNotInitialized},
		"another, but good": {usual(), pkcs11.CKU_USER, "87654321", cryptoki.PINIncorrect},
	} {
		t.Run(name, func(t *testing.T) {
			module, token := load(t, c.spec)
			requireRV(t, c.want, module.Login(begin(t, module), c.user, c.pin))
			state, err := token.State()
			require.NoError(t, err)
			left := 3
			if c.want == cryptoki.PINIncorrect {
				left = 2
			}
			assert.Equal(t, left, state.Tries)
		})
	}
}

func TestPINPad(t *testing.T) {
	spec := usual()
	spec.Pad = true
	module, token := load(t, spec)
	session := begin(t, module)
	info, err := module.GetTokenInfo(0)
	require.NoError(t, err)
	assert.NotZero(t, info.Flags&cryptoki.TokenPINPad)

	types := func(pin string) {
		require.NoError(t, token.Update(func(s *simulator.State) { s.Typed = pin }))
	}
	requireRV(t, cryptoki.ArgumentsBad, module.Login(session, pkcs11.CKU_USER, pin))
	requireRV(t, cryptoki.FunctionCanceled, module.Login(session, pkcs11.CKU_USER, ""))
	types("00000000")
	requireRV(t, cryptoki.PINIncorrect, module.Login(session, pkcs11.CKU_USER, ""))
	types(pin)
	require.NoError(t, module.Login(session, pkcs11.CKU_USER, ""))
	signature, err := sign(t, module, session, digest)
	require.NoError(t, err)
	verifies(t, person.SignKey.Public(), signature)
}
