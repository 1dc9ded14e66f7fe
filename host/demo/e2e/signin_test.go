// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

var bothBrowsers = []string{browser.Chromium, browser.Firefox}

// TestSignIn is the first whole path through the product.
func TestSignIn(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.openCabinet()
			v.picture(v.page, "cabinet")

			v.click("#sign-in")
			w := v.window()
			v.picture(v.page, "waiting")
			v.picture(w, "window")
			v.read(w, "Key-6.dat")
			v.picture(w, "owner")
			require.NoError(t, w.Approve(v.ctx))
			assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
			v.awaitState("in")
			v.windowGone()
			v.picture(v.page, "signed-in")

			v.click("#documents .sign")
			w = v.window()
			v.read(w, "director.pfx")
			v.picture(w, "document")
			require.NoError(t, w.Approve(v.ctx))
			e := v.verified()
			require.True(t, e.Report.Passed())
			assert.Equal(t, person(testpki.Director), e.Report.Signatures[0].Signer)
			v.wait(v.page, "document.querySelector('#results .good')")
			v.picture(v.page, "signed")

			v.click("#sign-out")
			v.awaitState("out")
		})
	}
}

// TestRefusal is the person who changes his mind.
func TestRefusal(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.openCabinet()
			v.click("#sign-in")
			w := v.window()
			v.read(w, "Key-6.dat")
			require.NoError(t, w.Cancel(v.ctx))
			assert.Equal(t, "cancelled", v.failure())
			v.windowGone()
			v.picture(v.page, "cancelled")
			v.nothingVerified()
		})
	}
}

// TestKeys signs in with a key of each kind.
func TestKeys(t *testing.T) {
	v := visitIn(t, browser.Chromium)
	v.openCabinet()
	for _, c := range []struct{ file, subscriber string }{
		{"Key-6.dat", testpki.Person},
		{"director.pfx", testpki.Director},
		{"fop.p12", testpki.FOP},
		{"stamp.pfx", testpki.Stamp},
		{"ecdsa.p12", testpki.ECDSAPerson},
	} {
		t.Run(c.file, func(t *testing.T) {
			v.T = t
			v.signIn(c.file)
			assert.Equal(t, person(c.subscriber), v.verified().Visitor.Person)
			v.picture(v.page, "signed-in")
			v.click("#sign-out")
			v.awaitState("out")
		})
	}
	v.T = t
}

// TestSeveralSigningKeys signs in with a container that holds two people's
// keys, a director's and the company's stamp: who signs, the person must say.
func TestSeveralSigningKeys(t *testing.T) {
	v := visitIn(t, browser.Chromium)
	v.openCabinet()
	var entries []container.Entry
	for _, name := range []string{testpki.Director, testpki.Stamp} {
		who := world.house.PKI.Subscriber(name)
		entries = append(entries, container.Entry{Key: who.SignKey, Usage: key.Sign, Certificates: append(who.Certificates(), who.Chain...)})
	}
	both, err := container.MarshalPKCS12(entries, []byte(testpki.Password), container.PKCS12Options{})
	require.NoError(t, err)

	v.click("#sign-in")
	w := v.window()
	require.NoError(t, w.Choose(v.ctx, v.file("both.pfx", both)))
	require.NoError(t, w.Read(v.ctx, testpki.Password))
	require.NoError(t, w.AwaitStep(v.ctx, "consent"))
	v.wait(w, "document.querySelectorAll('#owners .option').length === 2")
	assert.Zero(t, ask[int](v, w, "document.querySelectorAll('#owners input:checked').length"), "none is proposed")
	assert.Equal(t, "true", ask[string](v, w, "document.querySelector('#approve').getAttribute('aria-disabled')"), "nobody signs yet")
	v.picture(w, "who")

	require.NoError(t, w.Click(v.ctx, "#owners .option:nth-child(2)"))
	require.NoError(t, w.AwaitConsent(v.ctx))
	v.picture(w, "stamp")
	require.NoError(t, w.Approve(v.ctx))
	assert.Equal(t, person(testpki.Stamp), v.verified().Visitor.Person)
	v.awaitState("in")
}

// TestTaxCabinet signs in by the contract of the tax service's cabinet.
func TestTaxCabinet(t *testing.T) {
	v := visitIn(t, browser.Chromium)
	v.openCabinet()
	v.click("#sign-in-tax")
	w := v.window()
	v.read(w, "Key-6.dat")
	v.picture(w, "owner")
	require.NoError(t, w.Approve(v.ctx))
	assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
	v.awaitState("in")
	v.picture(v.page, "signed-in")
}

// TestAttached signs a document so that the signature holds it.
func TestAttached(t *testing.T) {
	v := visitIn(t, browser.Chromium)
	v.openCabinet()
	v.signIn("ecdsa.p12")
	v.verified()
	v.click("[name=form][value=attached] + span")
	v.click("#documents li:last-child .sign")
	w := v.window()
	v.read(w, "Key-6.dat")
	assert.Contains(t, ask[string](v, w, "document.querySelector('#document-text').textContent"), "ЗАЯВА",
		"a short text is shown verbatim")
	v.picture(w, "text")
	require.NoError(t, w.Approve(v.ctx))
	report := v.verified().Report
	assert.True(t, report.Passed())
	assert.False(t, report.Detached)
	v.wait(v.page, "document.querySelector('#results .good')")
	v.picture(v.page, "signed")

	v.click("#sign-out")
	v.awaitState("out")
	assert.Zero(t, ask[int](v, v.page, "document.querySelectorAll('#results li').length"), "the next visitor finds nothing of this one's")
}
