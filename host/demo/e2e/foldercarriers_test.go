// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestFolderByToken signs a folder with a token, which wants its PIN but once.
func TestFolderByToken(t *testing.T) {
	d := newDrawer(t)
	d.put(simulator.Spec{Label: "Носій Оксани"}, testpki.Person)
	v := begin(t, eitherBrowser(), with(t, d.module()))
	v.takeTime(2 * patience)
	const count = 100
	v.openFolder(v.folder(count))
	w := v.start("#sign")
	v.lookAtTokens(w, 1)
	v.readToken(w, pin)
	v.picture(w, "consent")
	require.NoError(t, w.Approve(v.ctx))
	began := time.Now()
	v.foldersVerified(testpki.Person, count)
	v.measured(fmt.Sprintf("%d documents signed with a simulated token and verified by the server", count), time.Since(began))
	v.awaitSigned(count)
	v.windowGone()
	assert.Zero(t, v.counted("failed"))
	v.picture(v.page, "signed")
}

// TestFolderByTokenPulled has the token taken out in the middle: what was signed stays,
// and the rest is signed once it is back.
func TestFolderByTokenPulled(t *testing.T) {
	d := newDrawer(t)
	token := d.put(simulator.Spec{Label: "Носій Оксани"}, testpki.Person)
	v := begin(t, eitherBrowser(), with(t, d.module()))
	v.takeTime(4 * time.Minute)
	v.openFolder(v.folder(thousand))
	verified := v.counting()
	w := v.start("#sign")
	v.lookAtTokens(w, 1)
	v.readToken(w, pin)
	require.NoError(t, w.Approve(v.ctx))
	v.awaitSigned(20)
	require.NoError(t, token.Unplug())
	require.NoError(t, w.AwaitStep(v.ctx, "outcome"))
	v.picture(w, "pulled")
	assert.Equal(t, "token-removed", v.fails(w, "outcome"))
	require.NoError(t, w.Cancel(v.ctx))
	v.windowGone()
	assert.Equal(t, "failed", v.failure())
	require.Less(t, v.counted("signed"), thousand)
	hint := func() string { return ask[string](v, v.page, "document.querySelector('#failure-hint').textContent") }
	assert.Contains(t, hint(), "збережено у списку", "a page that is loaded again has lost it")
	v.picture(v.page, "left")

	again := func() *browser.Window {
		require.NoError(t, token.Plug())
		w := v.start("#sign")
		require.NoError(t, w.AwaitTokens(v.ctx, 1))
		v.readToken(w, pin)
		return w
	}
	w = again()
	require.NoError(t, token.Unplug())
	require.NoError(t, w.Approve(v.ctx))
	require.NoError(t, w.AwaitStep(v.ctx, "over"))
	require.NoError(t, w.Cancel(v.ctx))
	v.windowGone()
	assert.Equal(t, "failed", v.failure())
	assert.Contains(t, hint(), "Спершу збережіть підписи.", "where loading it again is advised")
	v.picture(v.page, "nothing-more")

	require.NoError(t, again().Approve(v.ctx))
	v.awaitSigned(thousand)
	v.windowGone()
	v.eachVerifiedOnce(verified, thousand)
	assert.Zero(t, v.counted("failed"))
}

// TestFolderByProvider signs a folder with a key at a provider: one confirmation on the
// phone is for all of it, as far as the provider goes by one.
func TestFolderByProvider(t *testing.T) {
	for _, c := range []struct {
		browser string
		keeper  keeper
		count   int
	}{
		{browser.Chromium, csc1, 100}, // all digests are in an address
		{browser.Firefox, csc2, 250},  // they are pushed
		{browser.Chromium, ksp6, 40},
		{browser.Firefox, ksp4, 250},
	} {
		t.Run(c.browser+"/"+c.keeper.name, func(t *testing.T) {
			inSuite(t, "cloud")
			v := begin(t, c.browser)
			v.takeTime(2 * patience)
			v.openFolder(v.folder(c.count))
			w := v.start("#sign")
			v.identify(w, c.keeper)
			v.picture(w, "consent")
			v.agree(w, c.keeper)
			v.foldersVerified(testpki.Director, c.count)
			v.awaitSigned(c.count)
			v.windowGone()
			assert.Zero(t, v.counted("failed"))
			v.picture(v.page, "signed")
		})
	}
}
