// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestDiia signs in and signs a document with Дія.Підпис: by the page's own button,
// or through «Хмарне сховище» in the window, which leads back to the page.
func TestDiia(t *testing.T) {
	for _, c := range []struct {
		browser, way string
		signIn, sign string // the buttons
		window       bool
	}{
		{browser.Chromium, "page", "#sign-in-by-phone", "#documents .sign-by-phone", false},
		{browser.Chromium, "window", "#sign-in", "#documents .sign", true},
		{browser.Firefox, "page", "#sign-in-by-phone", "#documents .sign-by-phone", false},
		{browser.Firefox, "window", "#sign-in", "#documents .sign", true},
	} {
		t.Run(c.browser+"/"+c.way, func(t *testing.T) {
			v := cloudVisit(t, c.browser)
			v.askDiia(c.signIn, c.window)
			v.confirm(v.page, "Запит на вхід")
			assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
			v.awaitState("in")
			v.picture(v.page, "signed-in")

			for i, form := range []string{"detached", "attached"} {
				v.click("[name=form][value=" + form + "] + span")
				v.askDiia(c.sign, c.window)
				v.confirm(v.page, "Звіт про доходи.xml")
				report := v.verified().Report
				require.True(t, report.Passed())
				assert.Equal(t, form == "detached", report.Detached)
				assert.Equal(t, person(testpki.Person), report.Signatures[0].Signer)
				v.awaitState("in")
				assert.Equal(t, i+1, ask[int](v, v.page, "document.querySelectorAll('#results > .good').length"))
			}
			v.picture(v.page, "signed")
		})
	}
}

// askDiia presses a button for Дія.Підпис, in the window where that comes first, up to
// the code.
func (v *visit) askDiia(button string, window bool) {
	v.Helper()
	v.click(button)
	if window {
		w := v.window()
		require.NoError(v, w.OpenCloud(v.ctx))
		require.NoError(v, w.ChooseProvider(v.ctx, "Дія.Підпис", ""))
		v.picture(w, "provider")
		require.NoError(v, w.GetLink(v.ctx))
		v.windowGone()
	}
	v.wait(v.page, "document.querySelector('#phone-start').checkVisibility()")
	require.NoError(v, v.page.Front(v.ctx))
	v.picture(v.page, "ask")
	v.click("#phone-start")
	v.wait(v.page, "document.querySelector('#phone-code svg')?.checkVisibility()")
}

// press confirms what is asked without a phone being looked at.
func (v *visit) press() {
	v.Helper()
	v.house.Diia.Prompt(ask[string](v, v.page, "document.querySelector('#phone-link').href")).Confirm("")
}

// TestDiiaFaults is everything that Diia, or the person, may do wrong.
func TestDiiaFaults(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	v.takeTime(2 * patience)
	t.Cleanup(func() { v.house.Diia.SetFault(diiatest.NoFault) })
	for _, c := range []struct {
		fault diiatest.Fault
		code  string
	}{
		{diiatest.Refuse, "declined"},
		{diiatest.WrongHash, "provider-answer"},
		{diiatest.ForeignCertificate, "certificate-untrusted"},
		{diiatest.BrokenBody, "provider-answer"},
		{diiatest.BrokenJSON, "provider-answer"},
		{diiatest.ServerError, "provider-failed"},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			v.T = t
			v.house.Diia.SetFault(c.fault)
			v.click("#sign-in-by-phone")
			v.click("#phone-start")
			if c.fault != diiatest.BrokenJSON && c.fault != diiatest.ServerError { // which give no code
				v.wait(v.page, "document.querySelector('#phone-code svg')?.checkVisibility()")
				v.press()
			}
			assert.Equal(t, c.code, v.failure())
			v.saysOf(c.code, "Дія.Підпис")
			v.picture(v.page, "said")
			v.click("#failure-close")
		})
	}
	v.T = t
	v.nothingSignedIn()
}

// saysOf looks for the sentence of a code on the cabinet's page.
func (v *visit) saysOf(code, provider string) {
	v.Helper()
	sentence := extension.Words("uk")["error_"+strings.ReplaceAll(code, "-", "_")]
	require.NotEmpty(v, sentence)
	said := ask[string](v, v.page, "document.querySelector('#failure-title').textContent")
	assert.Equal(v, strings.TrimSpace(strings.NewReplacer("$1", provider, "$2", "").Replace(sentence)), said)
}

// nothingSignedIn says that the cabinet's server let nobody in.
func (v *visit) nothingSignedIn() {
	v.Helper()
	assert.Equal(v, "null", strings.TrimSpace(ask[string](v, v.page, "fetch('/api/visitor').then((answer) => answer.text())")))
	for len(v.events) > 0 {
		assert.Error(v, (<-v.events).Err)
	}
}

// TestDiiaTwice has Diia say the same twice: it counts once.
func TestDiiaTwice(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	t.Cleanup(func() { v.house.Diia.SetFault(diiatest.NoFault) })
	v.house.Diia.SetFault(diiatest.Duplicate)
	v.askDiia("#sign-in-by-phone", false)
	v.press()
	v.verified()
	v.awaitState("in")
	v.nothingVerified()
}

// TestDiiaTooLate lets a code expire, and one be confirmed when its time was over.
func TestDiiaTooLate(t *testing.T) {
	inSuite(t, "cloud")
	at := newPlace(t, demo.Options{DiiaLife: 3 * time.Second})
	v := at.begin(t, eitherBrowser())
	v.house.Diia.SetFault(diiatest.Late)
	v.openCabinet()
	v.askDiia("#sign-in-by-phone", false)
	v.press()
	assert.Equal(t, "unconfirmed", v.failure())
	v.picture(v.page, "late")
	v.nothingSignedIn()
}

// TestDiiaLeft leaves the page while the phone is awaited. What is confirmed then
// comes to no page: not to this one opened anew, nor to another person's.
func TestDiiaLeft(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	v.do(v.page, `
		const send = window.fetch
		window.fetch = async (path, init) => {
			const answer = await send(path, init)
			if (path === '/api/diia/start/auth') sessionStorage.begun = (await answer.clone().json()).id
			return answer
		}`)
	v.askDiia("#sign-in-by-phone", false)
	link, id := ask[string](v, v.page, "document.querySelector('#phone-link').href"), ask[string](v, v.page, "sessionStorage.begun")
	v.reload()
	v.awaitState("out")
	v.house.Diia.Prompt(link).Confirm("")
	v.nothingSignedIn()
	assert.Equal(t, "out", ask[string](v, v.page, "document.body.dataset.state"))
	v.picture(v.page, "anew")

	stranger := &http.Client{Timeout: patience}
	for method, path := range map[string]string{http.MethodGet: "/api/diia/events/", http.MethodPost: "/api/diia/finish/"} {
		request, err := http.NewRequestWithContext(v.ctx, method, v.house.Origin+path+id, nil)
		require.NoError(t, err)
		response, err := stranger.Do(request)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusNotFound, response.StatusCode, path)
	}
	assert.Equal(t, http.StatusOK, ask[int](v, v.page, "fetch('/api/diia/finish/"+id+"', { method: 'POST' }).then(({ status }) => status)"),
		"only the session that began it has it")
	v.verified()
}

// TestDiiaCancelled presses «Скасувати», before there is a code and after.
func TestDiiaCancelled(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	v.click("#sign-in-by-phone")
	v.click(".ask .cancel")
	assert.Equal(t, "cancelled", v.failure())
	v.askDiia("#sign-in-by-phone", false)
	v.click("#phone-cancel")
	assert.Equal(t, "cancelled", v.failure())
	v.awaitState("out")
	v.picture(v.page, "cancelled")
	v.nothingVerified()
}
