// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/pcscd"
	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/hardware/simulator/softhsm"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// Each test signs in and signs with a carrier of another kind, and others
// accept the signature.

// TestToken has a key of DSTU 4145 on a simulated token.
func TestToken(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			d := newDrawer(t)
			d.put(simulator.Spec{Label: "Носій Оксани"}, testpki.Person)
			v := begin(t, name, with(t, d.module()))
			v.openCabinet()
			w := v.startWithTokens(1)
			assert.Contains(t, ask[string](v, w, "document.querySelector('#tokens').textContent"), extension.Words("uk")["token_simulated"])
			v.picture(w, "token")
			v.readToken(w, pin)
			v.picture(w, "owner")
			v.enter(w, testpki.Person)

			s := v.signDocument(func(w *browser.Window) {
				require.NoError(t, w.AwaitTokens(v.ctx, 1), "the tab is remembered")
				v.readToken(w, pin)
				v.picture(w, "document")
				require.NoError(t, w.Approve(v.ctx))
			})
			v.picture(v.page, "signed")
			v.acceptedByPidpys(s)
			acceptedByBouncyCastle(t, s)
		})
	}
}

// TestTokenPIVCard has a key of ECDSA in the slot of a PIV card that wants the
// PIN before every signature, in a reader of the system's card service, with
// OpenSC as its driver.
func TestTokenPIVCard(t *testing.T) {
	inSuite(t, "tokens")
	const pin = "123456"
	who := world.house.PKI.Subscriber(testpki.ECDSAPerson)
	card := piv.Start(t, piv.Spec{PIN: pin, Keys: map[piv.Slot]piv.Key{piv.Signature: {Private: who.SignKey, Certificate: who.SignCert}}})
	v := begin(t, eitherBrowser())
	v.takeTime(2 * patience)
	v.openCabinet()
	w := v.startWithTokens(1)
	v.measured("a card is taken out, until the window shows it", v.untilShown(w, 0, card.Remove))
	v.picture(w, "no-card")
	v.measured("a card is put in, until the window shows it", v.untilShown(w, 1, card.Insert))
	agree := func(w *browser.Window) {
		require.NoError(t, w.AwaitTokens(v.ctx, 1))
		v.picture(w, "card")
		v.readToken(w, pin)
		v.picture(w, "owner")
		require.NoError(t, w.Approve(v.ctx))
		require.NoError(t, w.AwaitStep(v.ctx, "key-pin"))
		v.picture(w, "pin-again")
		require.NoError(t, w.GivePIN(v.ctx, pin))
	}
	agree(w)
	assert.Equal(t, person(testpki.ECDSAPerson), v.verified().Visitor.Person)
	v.awaitState("in")
	v.windowGone()

	s := v.signDocument(agree)
	v.picture(v.page, "signed")
	v.acceptedByPidpys(s)
	acceptedByOpenSSL(t, s, testpki.ECDSAPerson)
	assert.Equal(t, 3, card.Tries())
}

// TestTokenSoftHSM has a key of RSA in somebody else's module.
func TestTokenSoftHSM(t *testing.T) {
	inSuite(t, "tokens")
	pcscd.Turn(t)
	const pin = "1234"
	who := world.house.PKI.Subscriber(testpki.RSAPerson)
	hsm := softhsm.New(t, softhsm.Spec{Label: "Ключі компанії", PIN: pin, Keys: []softhsm.Key{{Private: who.SignKey, Certificate: who.SignCert}}})
	module, err := filepath.EvalSymlinks(hsm.Module)
	require.NoError(t, err)
	v := begin(t, eitherBrowser(), with(t, config.Module{Name: "SoftHSM", Path: module, Environment: hsm.Environment}))
	v.openCabinet()
	w := v.startWithTokens(1)
	v.picture(w, "module")
	v.readToken(w, pin)
	v.enter(w, testpki.RSAPerson)

	s := v.signDocument(func(w *browser.Window) {
		v.readToken(w, pin)
		v.picture(w, "document")
		require.NoError(t, w.Approve(v.ctx))
	})
	v.picture(v.page, "signed")
	v.acceptedByPidpys(s)
	acceptedByOpenSSL(t, s, testpki.RSAPerson)
}
