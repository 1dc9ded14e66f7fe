// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// Tokens come and go, and there may be several.

func TestTokenPulledWhileChoosing(t *testing.T) {
	v, _, token, w := visitOksana(t, simulator.Spec{})
	require.NoError(t, w.Type(v.ctx, "#pin", "1234"))
	v.measured("a token is pulled, until the window shows it", v.untilShown(w, 0, func() { require.NoError(t, token.Unplug()) }))
	assert.Empty(t, ask[string](v, w, "document.querySelector('#pin').value"))
	assert.False(t, ask[bool](v, w, "document.querySelector('#pin').checkVisibility()"))
	v.picture(w, "pulled")

	v.measured("a token is plugged in, until the window shows it", v.untilShown(w, 1, func() { require.NoError(t, token.Plug()) }))
	v.picture(w, "plugged")
	v.readToken(w, pin)
	v.enter(w, testpki.Person)
}

// TestTokenComesAndNothingMoves lets nobody miss the tab they were about to press:
// neither a token that turns up nor a chosen file moves the tabs, below keys that
// were used lately.
func TestTokenComesAndNothingMoves(t *testing.T) {
	v, _, token, w := visitOksana(t, simulator.Spec{})
	v.readToken(w, pin)
	v.enter(w, testpki.Person)
	v.leave()
	require.NoError(t, token.Unplug())

	w = v.start("#sign-in")
	require.NoError(t, w.AwaitTokens(v.ctx, 0), "the tab is remembered")
	require.True(t, ask[bool](v, w, "document.querySelector('#shortcuts').checkVisibility()"))
	tabs := func() float64 {
		return ask[float64](v, w, "document.querySelector('#file-tab').getBoundingClientRect().top")
	}
	before := tabs()
	require.NoError(t, token.Plug())
	require.NoError(t, w.AwaitTokens(v.ctx, 1))
	require.NoError(t, w.AwaitStep(v.ctx, "password"))
	v.picture(w, "token")
	assert.InDelta(t, before, tabs(), 0)

	require.NoError(t, w.OpenFiles(v.ctx))
	require.NoError(t, w.Choose(v.ctx, v.key("Key-6.dat")...))
	v.picture(w, "file")
	assert.InDelta(t, before, tabs(), 0)
}

// TestTokenOfAShortcut: a key used lately is on a token that is not plugged in, but
// another of its make is. The window asks for just that one, and chooses it.
func TestTokenOfAShortcut(t *testing.T) {
	v, d, token, w := visitOksana(t, simulator.Spec{Label: "Носій Оксани"})
	d.put(simulator.Spec{Label: "Носій фірми"}, testpki.Director)
	require.NoError(t, w.AwaitTokens(v.ctx, 2))
	require.NoError(t, w.ChooseToken(v.ctx, "Носій Оксани"))
	v.readToken(w, pin)
	v.enter(w, testpki.Person)
	v.leave()
	require.NoError(t, token.Unplug())

	w = v.start("#sign-in")
	require.NoError(t, w.AwaitTokens(v.ctx, 1))
	require.NoError(t, w.AwaitStep(v.ctx, "password"), "another is chosen, for it is alone")
	require.NoError(t, w.Click(v.ctx, "#shortcut-list button"))
	require.NoError(t, w.AwaitStep(v.ctx, "key"))
	assert.Contains(t, ask[string](v, w, "document.querySelector('#token-hint').textContent"), "на іншому носії Навчальний токен (власник ключа: Тестова Оксана Іванівна)")
	v.picture(w, "plug-it-in")
	require.NoError(t, token.Plug())
	require.NoError(t, w.AwaitStep(v.ctx, "password"))
	assert.Empty(t, ask[string](v, w, "document.querySelector('#token-hint').textContent"))
	v.picture(w, "chosen")
	v.readToken(w, pin)
	v.enter(w, testpki.Person)
}

// untilShown is how long the window takes to show so many tokens after something
// was done to them.
func (v *visit) untilShown(w *browser.Window, shown int, done func()) time.Duration {
	v.Helper()
	since := time.Now()
	done()
	require.NoError(v, w.AwaitTokens(v.ctx, shown))
	return time.Since(since)
}

func TestTokenPulledWhileSigning(t *testing.T) {
	v, _, token, w := visitOksana(t, simulator.Spec{})
	v.readToken(w, pin)
	require.NoError(t, token.Unplug())
	require.NoError(t, w.Approve(v.ctx))
	require.NoError(t, w.AwaitStep(v.ctx, "over"))
	assert.Equal(t, "token-removed", v.fails(w, "over"))
	v.picture(w, "removed")
	assert.Equal(t, "failed", v.failure())
	require.NoError(t, w.Cancel(v.ctx))
	v.windowGone()
	v.nothingVerified()

	require.NoError(t, token.Plug())
	w = v.startWithTokens(1)
	v.readToken(w, pin)
	v.enter(w, testpki.Person)
}

// TestTokenPulledBetweenSignatures has one of two documents signed, of which the
// page gets none.
func TestTokenPulledBetweenSignatures(t *testing.T) {
	v, token, w := visitToSignTwo(t)
	v.readToken(w, pin)
	require.NoError(t, w.Approve(v.ctx))
	require.NoError(t, w.GivePIN(v.ctx, pin))
	v.awaitCount(w, "2 з 2")
	require.NoError(t, token.Unplug())
	require.NoError(t, w.GivePIN(v.ctx, pin))
	require.NoError(t, w.AwaitStep(v.ctx, "over"))
	assert.Equal(t, "token-removed", v.fails(w, "over"))
	v.wait(v.page, "window.signed")
	assert.Equal(t, "failed", ask[string](v, v.page, "signed"))
}

// TestTokenTwo are two tokens, one of them with the keys of two people.
func TestTokenTwo(t *testing.T) {
	d := newDrawer(t)
	d.put(simulator.Spec{Label: "Носій Оксани"}, testpki.Person)
	d.put(simulator.Spec{Label: "Носій фірми", PIN: "87654321"}, testpki.Director, testpki.Stamp)
	v := begin(t, eitherBrowser(), with(t, d.module()))
	v.openCabinet()
	w := v.startWithTokens(2)
	assert.Equal(t, "key", ask[string](v, w, "document.body.dataset.step"), "nobody chose yet")
	v.picture(w, "which")
	require.NoError(t, w.ChooseToken(v.ctx, "печатка"))
	v.picture(w, "stamp")
	v.readToken(w, "87654321")
	v.picture(w, "owner")
	v.enter(w, testpki.Stamp)
	v.leave()

	w = v.startWithTokens(2)
	require.NoError(t, w.ChooseToken(v.ctx, "Носій Оксани"))
	v.readToken(w, pin)
	v.enter(w, testpki.Person)
}

// TestTokenTakesTurns are two tabs that want one token, which has one session.
func TestTokenTakesTurns(t *testing.T) {
	v, _, _, w := visitOksana(t, simulator.Spec{})
	v.readToken(w, pin)
	first := v.page
	v.openCabinet()
	v.click("#sign-in")
	other, err := browser.FindWindow(v.ctx, v.browser, w)
	require.NoError(t, err)
	v.lookAtTokens(other, 1)
	require.NoError(t, other.ReadToken(v.ctx, pin))
	v.wait(other, "document.querySelector('#elsewhere').textContent !== ''")
	v.picture(other, "waits")

	require.NoError(t, w.Front(v.ctx))
	require.NoError(t, w.Approve(v.ctx))
	assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
	v.wait(first, "document.body.dataset.state === 'in'")
	require.NoError(t, other.Front(v.ctx))
	require.NoError(t, other.AwaitConsent(v.ctx))
	assert.Empty(t, ask[string](v, other, "document.querySelector('#elsewhere').textContent"))
	v.picture(other, "goes-on")
	v.enter(other, testpki.Person)
}
