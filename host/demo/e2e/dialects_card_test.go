// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/piv"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestWebEIDCard has both keys on one card, as the cards have that Web eID is made
// for: one to sign in with, and one for documents that wants its PIN each time.
func TestWebEIDCard(t *testing.T) {
	inDialects(t)
	const pin = "123456"
	login, documents := world.house.PKI.Subscriber(testpki.ECDSALogin), world.house.PKI.Subscriber(testpki.ECDSAPerson)
	card := piv.Start(t, piv.Spec{PIN: pin, Keys: map[piv.Slot]piv.Key{
		piv.Authentication: {Private: login.SignKey, Certificate: login.SignCert},
		piv.Signature:      {Private: documents.SignKey, Certificate: documents.SignCert},
	}})
	v := begin(t, eitherBrowser())
	v.takeTime(3 * patience)
	v.openPage("/webeid/")
	v.switchOn((*browser.Menu).Permit)
	v.wait(v.page, "document.body.dataset.state === 'ready'")
	v.passes("status")

	v.begins("authenticate")
	w := v.window()
	v.lookAtTokens(w, 1)
	v.readToken(w, pin)
	v.picture(w, "login")
	require.NoError(t, w.Approve(v.ctx))
	v.windowGone()
	require.Equal(t, "good", v.came("authenticate"), v.outcome("authenticate"))
	assert.Equal(t, person(testpki.ECDSALogin), v.verified().Visitor.Person)

	v.begins("certificate")
	w = v.window()
	v.lookAtTokens(w, 1)
	v.readToken(w, pin)
	require.NoError(t, w.Approve(v.ctx))
	v.windowGone()
	require.Equal(t, "good", v.came("certificate"), v.outcome("certificate"))

	v.begins("sign")
	w = v.window()
	require.NoError(t, w.AwaitConsent(v.ctx))
	v.picture(w, "document")
	require.NoError(t, w.Approve(v.ctx))
	require.NoError(t, w.GivePIN(v.ctx, pin))
	v.windowGone()
	require.Equal(t, "good", v.came("sign"), v.outcome("sign"))
	assert.True(t, v.verified().Passed)
	assert.Equal(t, 3, card.Tries())
	v.picture(v.page, "signed")
}

// TestWebEIDNotWithAKeyForDocuments is a page that has a sign-in signed, and a person
// whose only key is for documents: such a key signs no challenge.
func TestWebEIDNotWithAKeyForDocuments(t *testing.T) {
	inDialects(t)
	v := begin(t, eitherBrowser())
	v.openPage("/webeid/")
	v.switchOn((*browser.Menu).Permit)
	v.wait(v.page, "document.body.dataset.state === 'ready'")
	v.begins("authenticate")
	w := v.window()
	v.present(w, v.key("ecdsa.p12")...)
	v.wait(w, "document.querySelector('#owner-failure, #file-failure, #password-failure')?.dataset.code || [...document.querySelectorAll('.failure')].some((e) => e.checkVisibility())")
	v.picture(w, "not-this-one")
	require.NoError(t, w.Cancel(v.ctx))
	assert.Equal(t, "bad", v.came("authenticate"))
	assert.Equal(t, "ERR_WEBEID_USER_CANCELLED", ask[string](v, v.page, "document.querySelector('[data-step=authenticate]').dataset.code"))
	v.nothingVerified()
}

// TestWebEIDHashesAreNotPermitted signs the person in, and no hash.
func TestWebEIDHashesAreNotPermitted(t *testing.T) {
	inDialects(t)
	v := begin(t, eitherBrowser())
	v.takeTime(2 * patience)
	v.openPage("/webeid/")
	v.switchOn()
	v.wait(v.page, "document.body.dataset.state === 'ready'")
	v.begins("authenticate")
	w := v.window()
	v.read(w, "ecdsa-login.p12")
	require.NoError(t, w.Approve(v.ctx))
	require.Equal(t, "good", v.came("authenticate"), v.outcome("authenticate"))
	v.verified()
	v.begins("certificate")
	w = v.window()
	v.read(w, "ecdsa.p12")
	require.NoError(t, w.Approve(v.ctx))
	require.Equal(t, "good", v.came("certificate"), v.outcome("certificate"))
	v.windowGone()
	v.begins("sign")
	require.Equal(t, "bad", v.came("sign"))
	v.picture(v.page, "no-hashes")
	v.nothingVerified()
}
