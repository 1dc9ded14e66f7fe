// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// What a person lives through with the PIN of a token.

func TestTokenWrongPINThenRight(t *testing.T) {
	v, d, token, w := visitOksana(t, simulator.Spec{MinPIN: 4})
	require.NoError(t, w.ReadToken(v.ctx, "123"))
	assert.Equal(t, "pin-length", v.fails(w, "pin"))
	assert.Equal(t, 3, d.tries(token), "nothing was sent")
	v.picture(w, "too-short")

	require.NoError(t, w.ReadToken(v.ctx, "00000000"))
	v.wait(w, "document.querySelector('#pin-failure').dataset.code === 'wrong-pin'")
	assert.Equal(t, 2, d.tries(token))
	v.picture(w, "wrong")

	v.readToken(w, pin)
	v.enter(w, testpki.Person)
	assert.Equal(t, 3, d.tries(token))
}

func TestTokenLastTry(t *testing.T) {
	v, d, token, w := visitOksana(t, simulator.Spec{})
	d.change(token, func(s *simulator.State) { s.Tries = 1 })
	v.wait(w, "document.querySelector('#tokens .warning')")
	v.picture(w, "warned")
	require.NoError(t, w.ReadToken(v.ctx, pin))
	require.NoError(t, w.AwaitLastTry(v.ctx))
	v.picture(w, "asked")
	require.NoError(t, w.DeclineLastTry(v.ctx))
	assert.Equal(t, "last-try", v.fails(w, "pin"))
	assert.Equal(t, 1, d.tries(token), "nothing was sent")
	v.picture(w, "declined")

	require.NoError(t, w.ReadToken(v.ctx, pin))
	require.NoError(t, w.AwaitLastTry(v.ctx))
	require.NoError(t, w.AgreeToLastTry(v.ctx))
	require.NoError(t, w.AwaitConsent(v.ctx))
	v.enter(w, testpki.Person)
	assert.Equal(t, 3, d.tries(token))
}

func TestTokenLocked(t *testing.T) {
	v, d, token, w := visitOksana(t, simulator.Spec{})
	d.change(token, func(s *simulator.State) { s.Tries = 1 })
	v.wait(w, "document.querySelector('#tokens .warning')")
	require.NoError(t, w.ReadToken(v.ctx, "00000000"))
	require.NoError(t, w.AwaitLastTry(v.ctx))
	require.NoError(t, w.AgreeToLastTry(v.ctx))
	assert.Equal(t, "pin-locked", v.fails(w, "token"))
	assert.Zero(t, d.tries(token))
	v.wait(w, "!document.querySelector('#pin').checkVisibility()")
	v.picture(w, "locked")
	require.NoError(t, w.Cancel(v.ctx))
	assert.Equal(t, "cancelled", v.failure())
	v.nothingVerified()
}

func TestTokenPINNotSet(t *testing.T) {
	v, d, token, w := visitOksana(t, simulator.Spec{})
	d.change(token, func(s *simulator.State) { s.PIN = "" })
	v.wait(w, "document.querySelector('#tokens .warning')")
	v.picture(w, "not-set")
	v.wait(w, "!document.querySelector('#pin').checkVisibility()")
}

// TestTokenPINPad is a token whose PIN is typed on itself: first the person
// presses the button to cancel there.
func TestTokenPINPad(t *testing.T) {
	v, d, token, w := visitOksana(t, simulator.Spec{Pad: true})
	assert.False(t, ask[bool](v, w, "document.querySelector('#pin').checkVisibility()"))
	v.picture(w, "nothing-to-type-here")
	v.readToken(w, "")
	v.picture(w, "owner")
	require.NoError(t, w.Approve(v.ctx))
	assert.Equal(t, "cancelled", v.failure())
	v.windowGone()

	d.change(token, func(s *simulator.State) { s.Typed = pin })
	w = v.startWithTokens(1)
	v.readToken(w, "")
	v.enter(w, testpki.Person)
}

// TestTokenAlwaysAuthenticates is a key that wants the PIN before each
// signature: two documents, three PINs.
func TestTokenAlwaysAuthenticates(t *testing.T) {
	v, _, w := visitToSignTwo(t)
	v.readToken(w, pin)
	v.picture(w, "owner")
	require.NoError(t, w.Approve(v.ctx))
	for _, count := range []string{"1 з 2", "2 з 2"} {
		v.awaitCount(w, count)
		v.picture(w, "pin")
		require.NoError(t, w.GivePIN(v.ctx, pin))
	}
	v.wait(v.page, "window.signed")
	assert.Equal(t, 2, ask[int](v, v.page, "signed"))
	v.windowGone()
}

// visitToSignTwo is a visit of a person with such a key, at a page that wants two
// documents signed, and a window that shows the token.
func visitToSignTwo(t *testing.T) (*visit, *simulator.Token, *browser.Window) {
	t.Helper()
	d := newDrawer(t)
	key := signingKey(testpki.Person)
	key.Always = true
	token := d.put(simulator.Spec{Keys: []simulator.Key{key}})
	v := begin(t, eitherBrowser(), with(t, d.module()))
	v.enterLab()
	v.do(v.page, `
		const files = ['перший', 'другий'].map((name) => new File([name], name + '.txt'))
		pidpys.sign(files).then(({ signatures }) => { window.signed = signatures.length }, (error) => { window.signed = error.code })`)
	w := v.window()
	v.lookAtTokens(w, 1)
	return v, token, w
}

// awaitCount waits until the window asks for the PIN of a signature, as "1 з 2".
func (v *visit) awaitCount(w *browser.Window, count string) {
	v.Helper()
	require.NoError(v, w.AwaitStep(v.ctx, "key-pin"))
	v.wait(w, fmt.Sprintf("document.querySelector('#key-pin-count').textContent.includes(%q)", count))
}
