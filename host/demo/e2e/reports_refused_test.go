// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo"
)

// said is what the page says of what came to nothing: a code, what happened and what to do.
func (v *visit) said() (code, words string) {
	v.Helper()
	code = v.failure()
	return code, ask[string](v, v.page, "document.querySelector('#failure').innerText")
}

// TestReportOfAnOrganisationRefused is signed by those whose turn it is not, and by
// somebody's director of another organisation.
func TestReportOfAnOrganisationRefused(t *testing.T) {
	v := reportsVisit(t, eitherBrowser())
	v.fileFor("director.pfx", formPayroll, demo.Honest)
	for _, c := range []struct{ key, code, words string }{
		{"director.pfx", "wrong-order", "зараз підписує Облікова Тетяна Василівна"},
		{"neighbour.pfx", "other-organization", `ТОВ "СУСІДНІ СПРАВИ" (00000068)`},
		{"Key-6.dat", "other-organization", "00000055"},
	} {
		v.agreeWith(turnOf("accountant"), c.key)
		require.False(t, v.verified().Passed, c.key)
		code, words := v.said()
		assert.Equal(t, c.code, code, c.key)
		assert.Contains(t, words, c.words, c.key)
		v.picture(v.page, c.code)
	}
	assert.True(t, ask[bool](v, v.page, "document.querySelector('#send').disabled"))
	v.signTurn("accountant", "accountant.pfx")

	w := v.start(turnOf("director"))
	v.read(w, "director.pfx")
	require.NoError(t, w.Cancel(v.ctx))
	v.windowGone()
	assert.Equal(t, "cancelled", v.failure())
	v.signTurn("director", "director.pfx")
	assert.False(t, ask[bool](v, v.page, "document.querySelector('#send').disabled"), "the stamp may be left out")
	v.leave()
	v.signIn("neighbour.pfx")
	assert.False(t, ask[bool](v, v.page, "document.querySelector('#begun-part').checkVisibility()"), "others have their own reports")
}

// TestReportNotSent is all that may be wrong on the way to the tax service.
func TestReportNotSent(t *testing.T) {
	v := reportsVisit(t, eitherBrowser())
	v.signIn("fop.p12")
	for _, c := range []struct{ gateway, code, words string }{
		{demo.WrongKey, "ERROR_DECRYPT", "не зміг розшифрувати"},
		{demo.Silent, "gateway-silent", "не відповідає"},
	} {
		v.fill(formEntrepreneur, c.gateway)
		v.agreeWith("#send", "fop.p12")
		code, words := v.said()
		assert.Equal(t, c.code, code, c.gateway)
		assert.Contains(t, words, c.words, c.gateway)
		assert.True(t, ask[bool](v, v.page, "document.querySelector('#report').checkVisibility()"), "it can be tried again")
		v.picture(v.page, c.gateway)
	}
	v.fill(formEntrepreneur, demo.WrongUse)
	v.click("#send")
	code, _ := v.said()
	assert.Equal(t, "gateway-unfit", code)
	v.picture(v.page, demo.WrongUse)
}

// TestReportOutlivesTheHost has the host killed before the report is signed: the next press
// of the button goes on with another, on the same page.
func TestReportOutlivesTheHost(t *testing.T) {
	v := reportsVisit(t, eitherBrowser())
	v.fileFor("fop.p12", formEntrepreneur, demo.Honest)
	v.start("#send")
	require.NoError(t, syscall.Kill(v.hosts()[0], syscall.SIGKILL))
	assert.Equal(t, "failed", v.failure())
	v.windowGone()
	v.awaitState("in")
	v.send("fop.p12")
	assert.Equal(t, "Є квитанція: прочитайте її.", v.verdict())
}

// TestReceiptsNotBelieved are receipts that the tax service did not give for the report.
func TestReceiptsNotBelieved(t *testing.T) {
	v := reportsVisit(t, eitherBrowser())
	v.signIn("fop.p12")
	for _, c := range []struct{ gateway, code string }{
		{demo.Forged, "receipt-forged"}, {demo.Foreign, "receipt-foreign"}, {demo.Mixed, "receipt-mismatch"},
		{demo.Unsigned, "receipt-unsigned"}, {demo.Cut, "not-a-receipt"},
	} {
		v.fill(formEntrepreneur, c.gateway)
		v.send("fop.p12")
		w := v.start(lately + " .read")
		v.read(w, "fop.p12")
		require.NoError(t, w.Approve(v.ctx))
		require.NoError(t, w.AwaitStep(v.ctx, "over"))
		v.picture(w, c.gateway)
		assert.Equal(t, c.code, v.failure(), c.gateway)
		assert.Equal(t, "Цю квитанцію не підтверджено.", v.verdict(), c.gateway)
		assert.False(t, ask[bool](v, v.page, fmt.Sprintf("document.querySelector('%s a') !== null", lately)), "it is not to be saved")
		v.picture(v.page, c.gateway)
	}
}

// TestReceiptAfterAForgedOne is read and believed, though another came before it under its
// number; of which the page still tells.
func TestReceiptAfterAForgedOne(t *testing.T) {
	v := reportsVisit(t, eitherBrowser())
	v.fileFor("fop.p12", formEntrepreneur, demo.Preceded)
	v.send("fop.p12")
	forged := func() {
		w := v.start(lately + " .read")
		v.read(w, "fop.p12")
		require.NoError(t, w.Approve(v.ctx))
		require.NoError(t, w.AwaitStep(v.ctx, "over"))
		assert.Equal(t, "receipt-forged", v.failure())
		assert.Equal(t, "Цю квитанцію не підтверджено.", v.verdict())
		require.NoError(t, w.Cancel(v.ctx))
		v.windowGone()
	}
	forged()
	v.house.Gateways[demo.Preceded].Simulated.Check()
	v.agreeWith(lately+" .refresh", "fop.p12")
	v.picture(v.page, "other")
	forged()
	v.readReceipt("fop.p12")
	assert.Contains(t, v.verdict(), "Доставлено")
	forged()
	v.readReceipt("fop.p12")
	assert.Equal(t, "Звіт прийнято.", v.verdict())
	assert.Equal(t, 3, ask[int](v, v.page, fmt.Sprintf("document.querySelectorAll('%s .trouble').length", lately)), "of the forged ones it tells")
	assert.Equal(t, 2, ask[int](v, v.page, fmt.Sprintf("document.querySelectorAll('%s a').length", lately)))
	assert.True(t, ask[bool](v, v.page, fmt.Sprintf("document.querySelector('%s .refresh') === null", lately)), "no other comes")
	v.picture(v.page, "accepted")
}

// TestReportOfAnUnknownForm is rejected by the receipt.
func TestReportOfAnUnknownForm(t *testing.T) {
	v := reportsVisit(t, eitherBrowser())
	v.fileFor("fop.p12", formEntrepreneur, demo.UnknownForm)
	v.send("fop.p12")
	v.readReceipt("fop.p12")
	assert.Equal(t, "Звіт не прийнято.", v.verdict())
	assert.True(t, ask[bool](v, v.page, fmt.Sprintf("document.querySelector('%s .refresh') === null", lately)), "no other comes")
	v.picture(v.page, "rejected")
	assert.NotEmpty(t, ask[string](v, v.page, fmt.Sprintf("document.querySelector('%s pre').innerText", lately)), "why")
}
