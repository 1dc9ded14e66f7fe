// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"bytes"
	"image/png"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/qr/qrtest"
)

// A keeper is a practice provider of keys.
type keeper struct {
	name, title string
	user        string // who the person is there, if that is asked
	page        string // in the address of its own page that has the code; empty where the window has it
}

var (
	csc1 = keeper{"CSC 1", "Навчальне сховище CSC 1", "", "/csc1/oauth2/"}
	csc2 = keeper{"CSC 2", "Навчальне сховище CSC 2", "", "/csc2/oauth2/"}
	ksp4 = keeper{"KSP 4", "Навчальне сховище KSP 4", "director", ""}
	ksp6 = keeper{"KSP 6", "Навчальне сховище KSP 6", "", ""}
)

// scan reads the code that a page shows, from its picture, as a phone does.
func (v *visit) scan(p browser.Page) string {
	v.Helper()
	shot, err := browser.Picture(v.ctx, p)
	require.NoError(v, err)
	picture, err := png.Decode(bytes.NewReader(shot))
	require.NoError(v, err)
	v.keep("code", shot)
	link := qrtest.Scan(v, picture)
	require.True(v, strings.HasPrefix(link, v.house.Origin+"/"), link)
	return link
}

// confirm scans the code of a page, confirms on the phone, in another tab, and puts
// that away. What the phone shows has all the texts.
func (v *visit) confirm(p browser.Page, texts ...string) {
	v.Helper()
	phone, err := browser.OpenPhone(v.ctx, v.browser, v.scan(p))
	require.NoError(v, err)
	shown := ask[string](v, phone, "document.body.innerText")
	for _, text := range texts {
		require.Contains(v, shown, text)
	}
	v.picture(phone, "phone")
	require.NoError(v, phone.Confirm(v.ctx))
	require.NoError(v, phone.Close(v.ctx))
}

// reach begins with a key at a provider, up to what is to be confirmed.
func (v *visit) reach(w *browser.Window, k keeper) {
	v.Helper()
	require.NoError(v, w.OpenCloud(v.ctx))
	require.NoError(v, w.ChooseProvider(v.ctx, k.title, k.user))
	require.NoError(v, w.GetLink(v.ctx))
}

// codeOf waits for the code of a provider at a step of the window, and returns the
// page that shows it.
func (v *visit) codeOf(w *browser.Window, k keeper, step string) browser.Page {
	v.Helper()
	require.NoError(v, w.AwaitStep(v.ctx, step))
	if k.page == "" {
		v.wait(w, "document.querySelector('#qr svg').checkVisibility()")
		return w
	}
	page, err := v.browser.Find(v.ctx, k.page)
	require.NoError(v, err)
	v.wait(page, "document.querySelector('#qr').checkVisibility()")
	return page
}

// identify opens the person's key at a provider, up to the question for consent.
func (v *visit) identify(w *browser.Window, k keeper) {
	v.Helper()
	v.reach(w, k)
	v.confirm(v.codeOf(w, k, browser.Identifying))
	require.NoError(v, w.Front(v.ctx))
	require.NoError(v, w.AwaitConsent(v.ctx))
}

// agree agrees in the window and on the phone.
func (v *visit) agree(w *browser.Window, k keeper, texts ...string) {
	v.Helper()
	require.NoError(v, w.Approve(v.ctx))
	v.confirm(v.codeOf(w, k, browser.Confirming), texts...)
}

// signInWith signs in with the person's key at a provider.
func (v *visit) signInWith(k keeper) {
	v.Helper()
	w := v.start("#sign-in")
	v.identify(w, k)
	v.agree(w, k)
	v.awaitState("in")
	v.windowGone()
}
