// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && cgo

package simulator_test

import (
	"os"
	"testing"

	"github.com/miekg/pkcs11"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
)

func TestPulledAndPutBack(t *testing.T) {
	module, token := load(t, usual())
	session := login(t, module)
	slots := func(present bool) int {
		list, err := module.GetSlotList(present)
		require.NoError(t, err)
		return len(list)
	}
	assert.Equal(t, 1, slots(true))

	require.NoError(t, token.Unplug())
	_, err := module.GetSessionInfo(session)
	requireRV(t, cryptoki.DeviceRemoved, err)
	_, err = module.GetSessionInfo(session)
	requireRV(t, cryptoki.SessionHandleInvalid, err)
	_, err = module.GetTokenInfo(0)
	requireRV(t, cryptoki.TokenNotPresent, err)
	_, err = module.OpenSession(0, pkcs11.CKF_SERIAL_SESSION)
	requireRV(t, cryptoki.TokenNotPresent, err)
	assert.Equal(t, 0, slots(true))
	assert.Equal(t, 1, slots(false))
	slot, err := module.GetSlotInfo(0)
	require.NoError(t, err)
	assert.Zero(t, slot.Flags&pkcs11.CKF_TOKEN_PRESENT)

	require.NoError(t, token.Plug())
	assert.Equal(t, 1, slots(true))
	session = login(t, module)

	require.NoError(t, token.Unplug())
	require.NoError(t, token.Plug())
	_, err = sign0(module, session)
	requireRV(t, cryptoki.DeviceRemoved, err)
	login(t, module)
}

// sign0 signs with the first object, whatever it is.
func sign0(module *pkcs11.Ctx, session pkcs11.SessionHandle) ([]byte, error) {
	if err := module.SignInit(session, mechanism, 1); err != nil {
		return nil, err
	}
	return module.Sign(session, digest)
}

func TestTwoTokens(t *testing.T) {
	module, _ := load(t, usual())
	second := usual()
	second.Label, second.Serial = "Другий", "X-2"
	_, err := simulator.Create(os.Getenv(simulator.Folder), second)
	require.NoError(t, err)
	slots, err := module.GetSlotList(true)
	require.NoError(t, err)
	require.Equal(t, []uint{0, 1}, slots)
	info, err := module.GetTokenInfo(1)
	require.NoError(t, err)
	assert.Equal(t, "Другий", info.Label)
	assert.Equal(t, "X-2", info.SerialNumber)
	_, err = module.GetTokenInfo(2)
	requireRV(t, cryptoki.SlotIDInvalid, err)

	login(t, module)
	other, err := module.OpenSession(1, pkcs11.CKF_SERIAL_SESSION)
	require.NoError(t, err)
	assert.Empty(t, find(t, module, other, class(pkcs11.CKO_PRIVATE_KEY)), "each has its own login")
}

func TestOneSession(t *testing.T) {
	module, token := load(t, usual())
	session := begin(t, module)
	_, err := module.OpenSession(0, pkcs11.CKF_SERIAL_SESSION)
	requireRV(t, cryptoki.SessionCount, err)
	_, err = token.Occupy()
	require.Error(t, err, "another program gets none either")
	require.NoError(t, module.CloseSession(session))
	_, err = module.GetSessionInfo(session)
	requireRV(t, cryptoki.SessionHandleInvalid, err)

	other, err := token.Occupy()
	require.NoError(t, err)
	_, err = module.OpenSession(0, pkcs11.CKF_SERIAL_SESSION)
	requireRV(t, cryptoki.SessionCount, err)
	require.NoError(t, other.Unlock())
	login(t, module)
	require.NoError(t, module.CloseAllSessions(0))
	assert.Empty(t, find(t, module, begin(t, module), class(pkcs11.CKO_PRIVATE_KEY)), "the login went with the session")
}

func TestManySessions(t *testing.T) {
	spec := usual()
	spec.Shared = true
	module, _ := load(t, spec)
	first := begin(t, module)
	second := login(t, module)
	assert.Len(t, find(t, module, first, class(pkcs11.CKO_PRIVATE_KEY)), 2, "a login is for all sessions")
	require.NoError(t, module.CloseSession(second))
	assert.Len(t, find(t, module, first, class(pkcs11.CKO_PRIVATE_KEY)), 2)
}

func TestOrderOfCalls(t *testing.T) {
	module, _ := load(t, usual())
	requireRV(t, cryptoki.CryptokiInitialized, module.Initialize())
	requireRV(t, 0xB4, func() error { _, err := module.OpenSession(0, 0); return err }()) // CKR_SESSION_PARALLEL_NOT_SUPPORTED
	session := begin(t, module)
	require.NoError(t, module.FindObjectsInit(session, nil))
	requireRV(t, cryptoki.OperationActive, module.FindObjectsInit(session, nil))
	require.NoError(t, module.FindObjectsFinal(session))
	requireRV(t, cryptoki.OperationNotInitialized, module.FindObjectsFinal(session))
	requireRV(t, cryptoki.FunctionNotSupported, module.SetPIN(session, pin, pin))
	require.NoError(t, module.Finalize())
	requireRV(t, cryptoki.CryptokiNotInitialized, module.Finalize())
	_, err := module.GetSlotList(true)
	requireRV(t, cryptoki.CryptokiNotInitialized, err)
}
