// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/relying/registration"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestPortalWhoMayNot reads keys that are somebody's, but not for that.
func TestPortalWhoMayNot(t *testing.T) {
	r := newRegistrant(t, eitherBrowser())
	for _, c := range []struct{ subscriber, category, code, says string }{
		{testpki.Person, "legal", "no-organization", "Це особистий ключ"},
		{testpki.FOP, "legal", "sole-proprietor", "Підприємець реєструється як фізична особа"},
		{testpki.Director, "natural", "for-an-organization", "видано для роботи в організації"},
		{testpki.Stamp, "non-resident", "stamp", "Це печатка організації"},
	} {
		r.portal(c.category, "file")
		r.fill("#email", "oksana@pidpys.test")
		r.readFile(c.subscriber)
		assert.Equal(t, c.code, r.failure())
		r.shows(c.says)
		r.picture(r.page, c.code)
		require.NoError(t, r.page.Close(r.ctx))
	}
	assert.Empty(t, r.house.Office.Letters())
}

// TestPortalWrongData types addresses that are none and tells another's data.
func TestPortalWrongData(t *testing.T) {
	r := newRegistrant(t, eitherBrowser())
	r.portal("natural", "file")
	for _, typed := range []string{"oksana", "oksana@pidpys.test,all@pidpys.test", "оксана@підпис.укр"} {
		r.fill("#email", typed)
		r.click("#read")
		assert.Equal(t, "email", r.failure(), typed)
		r.click("#failure-close")
	}
	assert.Empty(t, r.hosts(), "no key is read for an address that is none")
	r.fill("#email", "nobody@pidpys.test")
	r.readFile(testpki.Person)
	r.own()
	r.do(r.page, `const code = document.querySelector('[name="drfo"]'); code.readOnly = false; code.value = '0000000030'`)
	r.click("#confirm")
	assert.Equal(t, "contradicts", r.failure())
	r.picture(r.page, "contradicts")
	r.do(r.page, `document.querySelector('[name="drfo"]').value = '0000000017'; document.querySelector('#failure').hidden = true`)
	r.click("#confirm")
	assert.Equal(t, "nobody", r.failure())
	r.picture(r.page, "nobody")

	injected := ask[string](r.visit, r.page, `fetch('/api/letter', {method: 'POST', body: JSON.stringify({data: {}, email: 'oksana@pidpys.test\r\nBcc: all@pidpys.test'})})
		.then((answer) => answer.json()).then(({code}) => code)`)
	assert.Equal(t, "email", injected)
	assert.Empty(t, r.house.Office.Letters())

	r.fill("#email-again", "oksana@pidpys.test")
	r.click("#confirm")
	r.view("letter")
	r.follow(r.link("oksana@pidpys.test"), "here")
}

// TestPortalLinks opens links that are wrong, of another address, old and used.
func TestPortalLinks(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			var ahead atomic.Int64
			clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
			r := &registrant{visit: newPlace(t, demo.Options{PortalClock: clock}).begin(t, name)}
			r.takeTime(4 * patience)
			r.apply("mistyped@pidpys.test", testpki.Person)
			began := r.page
			mistyped := r.link("mistyped@pidpys.test")
			r.click("#change")
			r.view("data")
			r.fill("#email-again", "oksana@pidpys.test")
			r.click("#confirm")
			r.view("letter")
			old := r.link("oksana@pidpys.test")

			refused := func(link, code string) {
				t.Helper()
				r.follow(link, "ready")
				assert.Equal(t, code, r.failure())
				r.picture(r.page, code)
				require.NoError(t, r.page.Close(r.ctx))
				r.page = began
			}
			refused(mistyped, "link")
			refused(old[:len(old)-8]+strings.Repeat("A", 8), "link")
			refused(r.house.Portal+"/confirm/", "link")
			ahead.Store(int64(registration.LinkLife))
			refused(old, "link-expired")
			r.view("letter")

			r.click("#change")
			r.view("data")
			r.click("#confirm")
			r.view("letter")
			link := r.link("oksana@pidpys.test")
			r.follow(old, "ready")
			r.do(r.page, "location.href = '"+link+"'") // pasted into the same tab
			r.wait(r.page, "location.hash === ''")
			r.press("here")
			require.NoError(t, r.page.Close(r.ctx))
			r.page = began
			refused(link, "link-used")
			r.view("end")
		})
	}
}

// TestPortalLinkElsewhere reads the letter in another browser. Whoever sits there is let
// in nowhere, and the one who registers goes on.
func TestPortalLinkElsewhere(t *testing.T) {
	r := newRegistrant(t, eitherBrowser())
	r.apply("oksana@pidpys.test", testpki.Person)

	other := &registrant{visit: r.place.begin(t, eitherBrowser())}
	other.takeTime(2 * patience)
	other.follow(r.link("oksana@pidpys.test"), "elsewhere")
	other.picture(other.page, "elsewhere")
	other.open(r.house.Portal + "/cabinet/")
	other.awaitState("out")
	other.picture(other.page, "nobody")

	r.view("end")
	r.click("#enter")
	r.awaitState("in")
}

// TestPortalTwice registers somebody who is registered, and a colleague of hers.
func TestPortalTwice(t *testing.T) {
	r := newRegistrant(t, eitherBrowser())
	r.portal("legal", "file")
	r.fill("#email", "director@pidpys.test")
	r.readFile(testpki.Director)
	r.finish("director@pidpys.test")
	r.shows("Директор (записано в сертифікаті, але ним не доведено)")
	r.leavePortal()
	for _, subscriber := range []string{testpki.Director, testpki.Accountant} {
		r.portal("legal", "file")
		r.fill("#email", "again@pidpys.test")
		r.readFile(subscriber)
		assert.Equal(t, "already-registered", r.failure(), subscriber)
		r.picture(r.page, "already-"+subscriber)
		require.NoError(t, r.page.Close(r.ctx))
	}
	r.open(r.house.Portal)
	r.awaitState("ready")
	w := r.start("#sign-in")
	r.present(w, r.keyFile(testpki.Accountant))
	require.NoError(t, w.AwaitConsent(r.ctx))
	require.NoError(t, w.Approve(r.ctx))
	assert.Equal(t, "another-holder", r.failure())
	r.picture(r.page, "another-holder")
}
