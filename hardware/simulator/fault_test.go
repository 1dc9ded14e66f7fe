// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux && cgo

package simulator_test

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/miekg/pkcs11"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
)

func TestReturnedFaults(t *testing.T) {
	module, token := load(t, usual())
	session := login(t, module)
	breaks := func(on string, value cryptoki.RV, once bool) {
		require.NoError(t, token.Break(&simulator.Fault{On: on, Kind: simulator.Return, Value: value, Once: once}))
	}
	breaks("C_Sign", cryptoki.DeviceMemory, false)
	for range 2 {
		_, err := sign(t, module, session, digest)
		requireRV(t, cryptoki.DeviceMemory, err)
		require.NoError(t, module.Logout(session))
		require.NoError(t, module.Login(session, pkcs11.CKU_USER, pin))
	}
	breaks("C_GetSlotList", cryptoki.GeneralError, true)
	_, err := module.GetSlotList(true)
	requireRV(t, cryptoki.GeneralError, err)
	_, err = module.GetSlotList(true)
	require.NoError(t, err, "once")

	require.NoError(t, module.Finalize())
	breaks("C_Initialize", cryptoki.ArgumentsBad, true)
	requireRV(t, cryptoki.ArgumentsBad, module.Initialize())
	require.NoError(t, module.Initialize(), "as a module that wants no locks")
}

// TestCrashes has another program suffer them.
func TestCrashes(t *testing.T) {
	tool, err := exec.LookPath("pkcs11-tool")
	if err != nil {
		t.Skip("pkcs11-tool is not on this machine")
	}
	for kind, end := range map[simulator.FaultKind]string{
		simulator.Segv:  "signal: segmentation fault",
		simulator.Abort: "signal: aborted",
		simulator.Exit:  "exit status 7",
		simulator.Heap:  "signal: aborted",
		simulator.Hang:  "signal: killed",
	} {
		t.Run(string(kind), func(t *testing.T) {
			token := folder(t, usual())[0]
			require.NoError(t, token.Break(&simulator.Fault{On: "C_Login", Kind: kind}))
			ctx := t.Context()
			if kind == simulator.Hang {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, time.Second)
				defer cancel()
			}
			cmd := exec.CommandContext(ctx, tool, "--module", modulePath(t), "--login", "--pin", pin, "--list-objects")
			require.ErrorContains(t, cmd.Run(), end)
		})
	}
	t.Run(string(simulator.Print), func(t *testing.T) {
		token := folder(t, usual())[0]
		require.NoError(t, token.Break(&simulator.Fault{On: "C_Login", Kind: simulator.Print}))
		out, err := exec.Command(tool, "--module", modulePath(t), "--login", "--pin", pin, "--list-objects").Output()
		require.NoError(t, err)
		assert.Contains(t, string(out), "the module says hello")
		assert.Contains(t, string(out), "Private Key Object", "it goes on")
	})
}
