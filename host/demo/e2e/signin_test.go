// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"cmp"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

var bothBrowsers = []string{browser.Chromium, browser.Firefox}

// eitherBrowser is where stories are played that are told once: the one that BROWSER
// wants, so that each can be played in both, else Chromium.
func eitherBrowser() string { return cmp.Or(os.Getenv("BROWSER"), browser.Chromium) }

// TestSignIn is the first whole path through the product.
func TestSignIn(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.openCabinet()
			v.picture(v.page, "cabinet")

			w := v.start("#sign-in")
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
			w := v.start("#sign-in")
			v.read(w, "Key-6.dat")
			require.NoError(t, w.Cancel(v.ctx))
			assert.Equal(t, "cancelled", v.failure())
			v.windowGone()
			v.picture(v.page, "cancelled")
			v.nothingVerified()
		})
	}
}

// TestTaxCabinet signs in by the contract of the tax service's cabinet.
func TestTaxCabinet(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in-tax")
	v.read(w, "Key-6.dat")
	v.picture(w, "owner")
	require.NoError(t, w.Approve(v.ctx))
	assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
	v.awaitState("in")
	v.picture(v.page, "signed-in")
}

// TestAttached signs a document so that the signature holds it.
func TestAttached(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	v.signIn("ecdsa.p12")
	v.verified()
	v.click("[name=form][value=attached] + span")
	w := v.start("#documents li:last-child .sign")
	v.read(w, "Key-6.dat")
	assert.Contains(t, ask[string](v, w, "document.querySelector('#document-text').textContent"), "ЗАЯВА",
		"a short text is shown verbatim")
	v.picture(w, "text")
	require.NoError(t, w.Approve(v.ctx))
	report := v.verified().Report
	assert.True(t, report.Passed())
	assert.Equal(t, cades.LevelBLT, report.Signatures[0].Level)
	assert.True(t, report.Signatures[0].Proven, "a time-stamp proves when")
	assert.False(t, report.Detached)
	assert.Equal(t, cades.LevelBLT, report.Signatures[0].Level)
	assert.True(t, report.Signatures[0].Proven, "a time-stamp proves when")
	v.wait(v.page, "document.querySelector('#results .good')")
	v.picture(v.page, "signed")

	v.click("#sign-out")
	v.awaitState("out")
	assert.Zero(t, ask[int](v, v.page, "document.querySelectorAll('#results li').length"), "the next visitor finds nothing of this one's")
}
