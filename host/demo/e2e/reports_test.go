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
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// The forms that there are.
const (
	formEntrepreneur = "F0103309"
	formPayroll      = "J0500110"
)

// reportsVisit is a person at the page on which tax reports are filed.
func reportsVisit(t *testing.T, name string, change ...func(*browser.Options)) *visit {
	t.Helper()
	inSuite(t, "portal")
	v := begin(t, name, change...)
	v.takeTime(3 * patience)
	v.open(v.house.Origin + "/reports/")
	v.awaitState("out")
	return v
}

// fileFor signs in and fills in a form, for a tax service that behaves so.
func (v *visit) fileFor(key, form, gateway string) {
	v.Helper()
	v.signIn(key)
	v.verified()
	v.fill(form, gateway)
}

// fill fills in one report more.
func (v *visit) fill(form, gateway string) {
	v.Helper()
	v.do(v.page, "document.querySelector('details.mishaps').open = true")
	v.click(fmt.Sprintf("#mishaps [value=%s]", gateway))
	v.do(v.page, "document.querySelector('details.mishaps').open = false")
	v.click(fmt.Sprintf("[data-form=%s] button", form))
	v.wait(v.page, "document.querySelector('#report').checkVisibility()")
}

// agreeWith has the window do what a button of the page asks for, with a sample key, and
// waits for what comes of it.
func (v *visit) agreeWith(button, key string) {
	v.Helper()
	w := v.start(button)
	v.read(w, key)
	require.NoError(v, w.Approve(v.ctx))
	v.windowGone()
	v.awaitState("in")
}

// signTurn has whoever's turn it is sign, and the page go on to the next.
func (v *visit) signTurn(role, key string) {
	v.Helper()
	v.agreeWith(turnOf(role), key)
	v.wait(v.page, fmt.Sprintf("document.querySelector('[data-role=%s]').dataset.state === 'done'", role))
	require.True(v, v.verified().Passed)
}

func turnOf(role string) string { return fmt.Sprintf("[data-role=%s] button", role) }

// lately is the report that was sent last.
const lately = "#sent > :first-child"

// verdict is what the page says of it.
func (v *visit) verdict() string {
	v.Helper()
	return ask[string](v, v.page, fmt.Sprintf("document.querySelector('%s .verdict').textContent", lately))
}

// send encrypts and sends the report.
func (v *visit) send(key string) {
	v.Helper()
	v.agreeWith("#send", key)
	v.wait(v.page, "!document.querySelector('#report').checkVisibility()")
}

// readReceipt decrypts the next receipt.
func (v *visit) readReceipt(key string) {
	v.Helper()
	v.agreeWith(lately+" .read", key)
}

// TestReportOfAnOrganisation is signed by the accountant, the director and with the
// stamp, sent, and accepted, as two receipts tell.
func TestReportOfAnOrganisation(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := reportsVisit(t, name)
			v.picture(v.page, "signed-out")
			v.fileFor("accountant.pfx", formPayroll, demo.Honest)
			v.picture(v.page, "filled-in")
			assert.True(t, ask[bool](v, v.page, "document.querySelector('[data-form=F0103309] button').disabled"), "that is for people")
			assert.True(t, ask[bool](v, v.page, "document.querySelector('#send').disabled"), "nobody signed")
			xml := ask[string](v, v.page, "document.querySelector('#report-xml').textContent")
			assert.Contains(t, xml, "<TIN>00000055</TIN>")
			assert.Contains(t, xml, "ТЕСТОВІ РІШЕННЯ")

			w := v.start(turnOf("accountant"))
			v.picture(w, "whose-key")
			v.read(w, "accountant.pfx")
			v.picture(w, "accountant")
			require.NoError(t, w.Approve(v.ctx))
			v.windowGone()
			assert.Equal(t, person(testpki.Accountant), v.verified().Report.Signatures[0].Signer)
			v.awaitState("in")
			w = v.start(turnOf("director"))
			v.read(w, "director.pfx")
			assert.Contains(t, ask[string](v, w, "document.body.innerText"), person(testpki.Accountant).DisplayName(), "who signed before")
			v.picture(w, "director")
			require.NoError(t, w.Approve(v.ctx))
			v.windowGone()
			assert.Equal(t, person(testpki.Director), v.verified().Report.Signatures[0].Signer)
			v.signTurn("stamp", "stamp.pfx")
			v.do(v.page, "document.querySelector('#signing').scrollIntoView()")
			v.picture(v.page, "signed")

			w = v.start("#send")
			v.read(w, "director.pfx")
			v.picture(w, "send")
			require.NoError(t, w.Approve(v.ctx))
			v.windowGone()
			v.awaitState("in")
			assert.Equal(t, "Є квитанція: прочитайте її.", v.verdict())
			v.picture(v.page, "sent")

			w = v.start(lately + " .read")
			v.read(w, "director.pfx")
			v.picture(w, "receipt")
			require.NoError(t, w.Approve(v.ctx))
			v.windowGone()
			v.awaitState("in")
			assert.Contains(t, v.verdict(), "Доставлено")
			v.picture(v.page, "delivered")

			v.house.Gateways[demo.Honest].Simulated.Check()
			v.agreeWith(lately+" .refresh", "director.pfx")
			v.readReceipt("director.pfx")
			assert.Equal(t, "Звіт прийнято.", v.verdict())
			assert.True(t, ask[bool](v, v.page, fmt.Sprintf("document.querySelector('%s .refresh') === null", lately)), "no other comes")
			assert.Regexp(t, `\.kvt2\.p7s$`, ask[string](v, v.page, fmt.Sprintf("Array.from(document.querySelectorAll('%s a')).at(-1).download", lately)))
			v.picture(v.page, "accepted")
			v.click("[data-language=en]")
			v.wait(v.page, fmt.Sprintf("document.querySelector('%s .verdict').textContent === 'The report is accepted.'", lately))
			v.picture(v.page, "accepted-en")
			v.click("[data-language=uk]")
		})
	}
}

// TestReportOfAnEntrepreneur is signed, encrypted and sent by one consent.
func TestReportOfAnEntrepreneur(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := reportsVisit(t, name)
			v.fileFor("fop.p12", formEntrepreneur, demo.Honest)
			assert.False(t, ask[bool](v, v.page, "document.querySelector('#signing').checkVisibility()"), "nobody else signs")
			v.picture(v.page, "filled-in")
			v.send("fop.p12")
			v.readReceipt("fop.p12")
			assert.Contains(t, v.verdict(), "Доставлено")
			v.agreeWith(lately+" .refresh", "fop.p12")
			assert.Equal(t, "no-receipt", v.failure(), "the tax service is still checking")
			v.picture(v.page, "not-yet")
			v.house.Gateways[demo.Honest].Simulated.Check()
			v.agreeWith(lately+" .refresh", "fop.p12")
			v.readReceipt("fop.p12")
			assert.Equal(t, "Звіт прийнято.", v.verdict())
		})
	}
}

// TestReportSignedOnAToken has the director's key on a token.
func TestReportSignedOnAToken(t *testing.T) {
	inSuite(t, "portal")
	d := newDrawerIn(t)
	who := world.house.PKI.Subscriber(testpki.Director)
	d.put(simulator.Spec{Label: "Носій директора", Keys: []simulator.Key{simulator.NewKey(who.AgreeKey.(*dstu4145.PrivateKey), who.AgreeCert)}}, testpki.Director)
	v := reportsVisit(t, eitherBrowser(), with(t, d.module()))
	w := v.startWithTokens(1)
	v.readToken(w, pin)
	v.enter(w, testpki.Director)
	v.fill(formPayroll, demo.Honest)
	w = v.start(turnOf("accountant"))
	require.NoError(t, w.OpenFiles(v.ctx))
	v.read(w, "accountant.pfx")
	require.NoError(t, w.Approve(v.ctx))
	v.windowGone()
	v.awaitState("in")
	for i, button := range []string{turnOf("director"), "#send", lately + " .read"} {
		w := v.start(button)
		if i == 0 {
			require.NoError(t, w.OpenTokens(v.ctx))
		}
		require.NoError(t, w.AwaitTokens(v.ctx, 1), "the tab is remembered")
		v.readToken(w, pin)
		require.NoError(t, w.Approve(v.ctx))
		v.windowGone()
		v.awaitState("in")
	}
	assert.Contains(t, v.verdict(), "Доставлено")
}
