// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// Each test registers people at a state portal.

// registrant is a person at a portal that is nobody else's: who is registered there
// already matters to all.
type registrant struct {
	*visit
	letters int // that were read
}

// newRegistrant is one at the first page of a new portal.
func newRegistrant(t *testing.T, name string, change ...func(*browser.Options)) *registrant {
	t.Helper()
	inSuite(t, "portal")
	r := &registrant{visit: newPlace(t, demo.Options{}).begin(t, name, change...)}
	r.takeTime(4 * patience)
	return r
}

// keyFile puts a store with a subscriber's keys on the disk.
func (r *registrant) keyFile(subscriber string) string {
	r.Helper()
	return r.file(subscriber+".pfx", r.house.PKI.Subscriber(subscriber).PKCS12(testpki.Password))
}

// portal opens the portal and goes to the screen of the key.
func (r *registrant) portal(category, carrier string) {
	r.Helper()
	r.open(r.house.Portal)
	r.awaitState("ready")
	r.click(`a[href="/register/"]`)
	r.view("category")
	r.choose(category, carrier)
}

func (r *registrant) choose(category, carrier string) {
	r.Helper()
	r.click("[data-category=" + category + "]")
	r.view("carrier")
	r.click("[data-key=" + carrier + "]")
	r.view("key")
}

// view waits until the page of registration shows a screen.
func (r *registrant) view(name string) {
	r.Helper()
	r.wait(r.page, `document.body.dataset.view === "`+name+`" && document.body.dataset.state === "ready"`)
}

// fill types a text in the place of what is in a field.
func (r *registrant) fill(selector, text string) {
	r.Helper()
	r.do(r.page, `document.querySelector('`+selector+`').value = ''`)
	require.NoError(r, r.page.Type(r.ctx, selector, text))
}

// readFile reads a key file, and agrees.
func (r *registrant) readFile(subscriber string) {
	r.Helper()
	w := r.start("#read")
	r.present(w, r.keyFile(subscriber))
	require.NoError(r, w.AwaitConsent(r.ctx))
	require.NoError(r, w.Approve(r.ctx))
	r.windowGone()
}

// link is that of the next letter to an address.
func (r *registrant) link(address string) string {
	r.Helper()
	letter, err := r.house.Office.Wait(r.ctx, address, r.letters)
	require.NoError(r, err)
	r.letters = letter.Number
	_, text := letter.Text()
	return regexp.MustCompile(`http://\S+/confirm/#\S+`).FindString(text)
}

// follow opens a link and presses its button; the page says how it ended.
func (r *registrant) follow(link, ended string) {
	r.Helper()
	r.open(link)
	r.press(ended)
}

// press presses the button of a link's page twice, as many people do.
func (r *registrant) press(ended string) {
	r.Helper()
	r.awaitState("ready")
	assert.Equal(r, r.house.Portal+"/confirm/", ask[string](r.visit, r.page, "location.href"), "the link does not stay in sight")
	r.do(r.page, "const button = document.querySelector('#confirm'); button.click(); button.click()")
	r.awaitState(ended)
}

// own says that the key which was read is the person's own; the data come next.
func (r *registrant) own() {
	r.Helper()
	r.view("signer")
	r.click("#mine")
	r.view("data")
}

// apply registers a natural person with a key file, as far as the letter.
func (r *registrant) apply(address, subscriber string) {
	r.Helper()
	r.portal("natural", "file")
	r.fill("#email", address)
	r.readFile(subscriber)
	r.own()
	r.click("#confirm")
	r.view("letter")
}

// finish goes from the data to the cabinet.
func (r *registrant) finish(address string, told ...string) {
	r.Helper()
	r.view("signer")
	r.picture(r.page, "signer")
	r.own()
	for i := 0; i < len(told); i += 2 {
		r.fill(`[name="`+told[i]+`"]`, told[i+1])
	}
	r.picture(r.page, "data")
	r.click("#confirm")
	r.view("letter")
	r.picture(r.page, "letter")
	began := r.page
	r.follow(r.link(address), "here")
	r.picture(r.page, "confirmed")
	require.NoError(r, r.page.Close(r.ctx))
	r.page = began
	r.view("end")
	r.picture(r.page, "end")
	r.click("#enter")
	r.awaitState("in")
	r.picture(r.page, "cabinet")
}

// shows says that the page shows texts.
func (r *registrant) shows(texts ...string) {
	r.Helper()
	shown := ask[string](r.visit, r.page, "document.querySelector('main').innerText")
	for _, text := range texts {
		assert.Contains(r, shown, text)
	}
}

// leavePortal signs out.
func (r *registrant) leavePortal() {
	r.Helper()
	r.click("#sign-out")
	r.wait(r.page, "location.pathname === '/' && document.body.dataset.state === 'ready'")
	require.NoError(r, r.page.Close(r.ctx))
}

// registrations are who registers as what, and what the cabinet shows of them.
var registrations = []struct {
	subscriber, category string
	told                 []string
	shown                []string
}{
	{testpki.Person, "natural", nil, []string{"Тестова", "0000000017 (із сертифіката)", "19000101-00017 (із сертифіката)"}},
	{testpki.Passport, "natural", nil, []string{"Зразкова", "ЯЯ000023 (із сертифіката)"}},
	{testpki.Neighbour, "legal", []string{"phone", "+380440000157"}, []string{`ТОВ "СУСІДНІ СПРАВИ"`, "00000068 (із сертифіката)", "Директор (записано в сертифікаті, але ним не доведено)",
		"Сертифікат не доводить, що людина керує організацією", "+380440000157 (з ваших слів)"}},
	{testpki.Stamp, "legal", []string{"surname", "Показова", "given-name", "Наталія"}, []string{`ТОВ "ТЕСТОВІ РІШЕННЯ"`, "00000055 (із сертифіката)", "Показова (з ваших слів)",
		"Печатка доводить лише організацію"}},
	{testpki.Kupyna, "non-resident", []string{"country", "Польща", "document", "AB 1234567"}, []string{"Купина", "0000000052 (із сертифіката)", "Польща (з ваших слів)"}},
}

func address(subscriber string) string {
	return strings.ReplaceAll(subscriber, "-", "") + "@pidpys.test"
}

// TestPortalKeyFile registers all with key files.
func TestPortalKeyFile(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			r := newRegistrant(t, name)
			for _, c := range registrations {
				t.Run(c.subscriber, func(t *testing.T) {
					r.T = t
					r.portal(c.category, "file")
					r.fill("#email", address(c.subscriber))
					r.picture(r.page, "key")
					r.readFile(c.subscriber)
					r.finish(address(c.subscriber), c.told...)
					r.shows(append(c.shown, address(c.subscriber)+" (підтверджено)")...)
					r.leavePortal()
				})
			}
			r.T = t
		})
	}
}

// TestPortalToken registers all with a simulated token, on whose tab the window opens.
func TestPortalToken(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			d := newDrawerIn(t)
			r := newRegistrant(t, name, with(t, d.module()))
			for _, c := range registrations {
				t.Run(c.subscriber, func(t *testing.T) {
					r.T = t
					who := r.house.PKI.Subscriber(c.subscriber)
					token := d.put(simulator.Spec{Label: "Носій", Keys: []simulator.Key{simulator.NewKey(who.SignKey.(*dstu4145.PrivateKey), who.SignCert)}})
					r.portal(c.category, "token")
					r.fill("#email", address(c.subscriber))
					w := r.start("#read")
					require.NoError(t, w.AwaitTokens(r.ctx, 1), "the page said where the key is")
					r.picture(w, "token")
					r.readToken(w, pin)
					require.NoError(t, w.Approve(r.ctx))
					r.windowGone()
					r.finish(address(c.subscriber), c.told...)
					r.shows(c.shown...)
					r.leavePortal()
					require.NoError(t, token.Unplug())
				})
			}
			r.T = t
		})
	}
}

// TestPortalByMail reads the letter where people read it, and signs in again with the same key.
func TestPortalByMail(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			r := newRegistrant(t, name)
			r.portal("natural", "file")
			r.fill("#email", "oksana@pidpys.test")
			r.readFile(testpki.FOP)
			r.view("signer")
			r.click("section[data-view=signer] .restart")
			r.view("category")
			assert.True(t, ask[bool](r.visit, r.page, "fetch('/api/application').then((answer) => answer.json()).then((kept) => kept === null)"),
				"who sits here next does not find the other")
			r.choose("natural", "file")
			r.readFile(testpki.Person)
			r.own()
			assert.True(t, ask[bool](r.visit, r.page, `document.querySelector('[name="drfo"]').readOnly`))
			r.click("#confirm")
			r.view("letter")
			began := r.page
			r.open(ask[string](r.visit, began, "document.querySelector('#mail').href"))
			r.awaitState("ready")
			r.wait(r.page, "document.querySelector('#letters a')")
			r.picture(r.page, "mail")
			r.follow(ask[string](r.visit, r.page, "document.querySelector('#letters a').href"), "here")
			r.click("#go-on")
			r.view("end")
			r.click("#enter")
			r.awaitState("in")
			r.leavePortal()

			r.open(r.house.Portal)
			r.awaitState("ready")
			w := r.start("#sign-in")
			r.present(w, r.keyFile(testpki.Person))
			require.NoError(t, w.AwaitConsent(r.ctx))
			origin, err := url.Parse(r.house.Portal)
			require.NoError(t, err)
			assert.Contains(t, ask[string](r.visit, w, "document.body.innerText"), origin.Host, "the window says which site it is for")
			require.NoError(t, w.Approve(r.ctx))
			r.awaitState("in")
			r.shows("oksana@pidpys.test")
			r.click("[data-language=en]")
			r.shows("Your cabinet", "0000000017 (from the certificate)", "oksana@pidpys.test (confirmed)")
			r.picture(r.page, "english")
		})
	}
}
