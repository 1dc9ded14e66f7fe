// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// What a person lives through with keys in the TPM of their computer.

// TestTPMKey signs in and signs with a key that never left the TPM.
func TestTPMKey(t *testing.T) {
	v, machine := visitWithTPM(t)
	v.makeKey(machine, testpki.ECDSAPerson)
	w := v.startWithTokens(1)
	assert.Contains(t, ask[string](v, w, "document.querySelector('#tokens').innerText"), extension.Words("uk")["form_tpm_note"])
	v.picture(w, "key")
	v.readToken(w, pin)
	v.picture(w, "owner")
	v.enter(w, testpki.ECDSAPerson)

	s := v.signDocument(func(w *browser.Window) {
		require.NoError(t, w.AwaitTokens(v.ctx, 1))
		v.readToken(w, pin)
		require.NoError(t, w.Approve(v.ctx))
	})
	v.acceptedByPidpys(s)
	acceptedByOpenSSL(t, s, testpki.ECDSAPerson)
}

// TestTPMSealedFile signs in with a key file that is bound to the computer.
func TestTPMSealedFile(t *testing.T) {
	v, machine := visitWithTPM(t)
	v.seal(machine, "director.pfx")
	w := v.startWithTokens(1)
	assert.Contains(t, ask[string](v, w, "document.querySelector('#tokens').innerText"), extension.Words("uk")["form_sealed_note"])
	v.picture(w, "file")
	require.NoError(t, w.ReadToken(v.ctx, "00000000"))
	assert.Equal(t, "wrong-pin", v.fails(w, "pin"))
	v.picture(w, "wrong")
	v.readToken(w, pin)
	v.picture(w, "owner")
	v.enter(w, testpki.Director)
}

// TestTPMBothKinds has a key in the TPM and a bound key file, of which one is
// chosen.
func TestTPMBothKinds(t *testing.T) {
	v, machine := visitWithTPM(t)
	v.makeKey(machine, testpki.ECDSAPerson)
	v.seal(machine, "director.pfx")
	w := v.startWithTokens(2)
	v.picture(w, "both")
	require.NoError(t, w.ChooseToken(v.ctx, person(testpki.Director).DisplayName()))
	v.picture(w, "chosen")
	v.readToken(w, pin)
	v.enter(w, testpki.Director)
}

// TestTPMLockout has the wrong PIN given until the TPM, which allows four wrong
// ones for all its keys together, would take none. The window says how long that
// lasts, and that it is over.
func TestTPMLockout(t *testing.T) {
	v, machine := visitWithTPM(t)
	allow(t, machine, "4", "300")
	v.makeKey(machine, testpki.ECDSAPerson)
	w := v.startWithTokens(1)
	for range 2 {
		require.NoError(t, w.ReadToken(v.ctx, "00000000"))
		assert.Equal(t, "wrong-pin", v.fails(w, "pin"))
	}
	v.picture(w, "wrong")

	require.NoError(t, w.ReadToken(v.ctx, "00000000"))
	require.NoError(t, w.AwaitSharedTries(v.ctx))
	v.picture(w, "asked")
	require.NoError(t, w.DeclineSharedTry(v.ctx))
	v.wait(w, "document.querySelector('#pin-failure').dataset.code === 'shared-tries'")
	v.picture(w, "declined")

	require.NoError(t, w.ReadToken(v.ctx, "00000000"))
	require.NoError(t, w.AwaitSharedTries(v.ctx))
	require.NoError(t, w.AgreeToSharedTry(v.ctx))
	v.wait(w, "document.querySelector('#tokens').textContent.includes('5 хв')")
	v.wait(w, "!document.querySelector('#pin').checkVisibility()")
	v.picture(w, "wrong-and-locked")
	require.NoError(t, w.Click(v.ctx, "#read-token"))
	assert.Equal(t, "tpm-lockout", v.fails(w, "token"))
	v.picture(w, "locked")

	machine.Tool(t, "tpm2_dictionarylockout", "--clear-lockout")
	v.wait(w, "document.querySelector('#pin').checkVisibility()")
	v.picture(w, "again")
	v.readToken(w, pin)
	v.enter(w, testpki.ECDSAPerson)
}

// TestTPMOfAnotherComputer takes the whole disk elsewhere.
func TestTPMOfAnotherComputer(t *testing.T) {
	v, machine := visitWithTPM(t)
	there := swtpm.New(t)
	v.makeKey(there, testpki.ECDSAPerson)
	v.seal(there, "director.pfx")
	require.NotEqual(t, there.Path, machine.Path)
	w := v.startWithTokens(2)
	for _, owner := range []string{testpki.ECDSAPerson, testpki.Director} {
		require.NoError(t, w.ChooseToken(v.ctx, person(owner).DisplayName()))
		require.NoError(t, w.ReadToken(v.ctx, pin))
		assert.Equal(t, "other-tpm", v.fails(w, "token"))
		v.picture(w, owner)
	}
	v.nothingVerified()
}

// TestNoTPM is a computer whose TPM is gone while keys of it are not.
func TestNoTPM(t *testing.T) {
	v, machine := visitWithTPM(t)
	v.makeKey(machine, testpki.ECDSAPerson)
	require.NoError(t, os.Rename(machine.Path, filepath.Join(t.TempDir(), "tpm")))
	w := v.startWithTokens(0)
	v.wait(w, "document.querySelector('#token-troubles').checkVisibility()")
	assert.Contains(t, ask[string](v, w, "document.querySelector('#token-troubles').innerText"), extension.Words("uk")["error_no_tpm"])
	v.picture(w, "none")
}
