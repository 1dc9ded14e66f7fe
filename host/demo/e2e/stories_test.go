// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// Each test is something a person lives through, named for it.

func TestWrongPasswordThenRight(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	require.NoError(t, w.Choose(v.ctx, v.key("Key-6.dat")...))
	require.NoError(t, w.Read(v.ctx, "not the password"))
	code, err := w.Failure(v.ctx, "password")
	require.NoError(t, err)
	assert.Equal(t, "wrong-password", code)
	v.picture(w, "wrong-password")

	require.NoError(t, w.Read(v.ctx, testpki.Password))
	require.NoError(t, w.AwaitConsent(v.ctx))
	require.NoError(t, w.Approve(v.ctx))
	v.awaitState("in")
	assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
	v.picture(v.page, "signed-in")
}

func TestCancelOnPage(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	v.click("#sign-in")
	v.window()
	v.click("#cancel")
	assert.Equal(t, "cancelled", v.failure())
	v.windowGone()
	v.picture(v.page, "cancelled")
	v.nothingVerified()
}

func TestWindowClosed(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	v.read(w, "Key-6.dat")
	require.NoError(t, w.Close(v.ctx))
	assert.Equal(t, "cancelled", v.failure())
	v.picture(v.page, "cancelled")
	v.nothingVerified()

	v.signIn("Key-6.dat") // and it may be tried again
	v.verified()
}

func TestTabClosed(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	require.Empty(t, v.hosts(), "no host runs before anybody asked for one")
	w := v.start("#sign-in")
	v.read(w, "Key-6.dat")
	require.Len(t, v.hosts(), 1)
	v.picture(w, "open")
	require.NoError(t, v.page.Close(v.ctx))
	v.windowGone()
	v.hostsGone()
	v.nothingVerified()
}

func TestTabReloaded(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	v.click("#sign-in")
	v.window()
	v.reload()
	v.windowGone()
	v.hostsGone()
	v.awaitState("out")
	v.signIn("Key-6.dat")
	v.verified()
}

func TestThreeCancelsBlockThePage(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	for range 3 {
		v.click("#sign-in")
		require.NoError(t, v.window().Cancel(v.ctx))
		assert.Equal(t, "cancelled", v.failure())
		v.windowGone()
	}
	v.click("#sign-in")
	v.wait(v.page, "document.querySelector('#failure').dataset.code === 'too-many-cancels'")
	v.picture(v.page, "blocked")
}

func TestDocumentChangedAfterConsent(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	v.signIn("ecdsa.p12")
	v.verified()
	contract := v.file("договір.txt", []byte("сплатити 100 гривень"))
	require.NoError(t, v.page.SetFiles(v.ctx, "#file", contract))
	w := v.window()
	v.read(w, "Key-6.dat")
	v.picture(w, "consent")
	v.file("договір.txt", []byte("сплатити 100000 гривень"))
	require.NoError(t, w.Approve(v.ctx))
	assert.Equal(t, "document-changed", v.failure())
	v.picture(v.page, "changed")
	v.nothingVerified()
}

func TestPageNotListed(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.open(world.stranger.Origin)
	v.awaitState("out")
	v.click("#sign-in")
	assert.Equal(t, "page-not-listed", v.failure())
	v.picture(v.page, "said-aloud")
	assert.Empty(t, v.hosts(), "no host is started for such a page")
}

// TestSignedOutElsewhere leaves the cabinet in another tab and goes on in this
// one: whatever is pressed says so.
func TestSignedOutElsewhere(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	v.signIn("ecdsa.p12")
	v.verified()
	v.do(v.page, "fetch('/api/sign-out', { method: 'POST' }).then(() => { window.out = true })")
	v.wait(v.page, "window.out")
	for _, button := range []string{"#documents .sign", "#documents .view"} {
		v.click(button)
		assert.Equal(t, "denied", v.failure(), button)
		v.picture(v.page, "said-aloud")
		v.click("#failure-close")
	}
	assert.Empty(t, v.hosts()[1:], "no other host is started for it")
}

func TestHostMissing(t *testing.T) {
	v := visitIn(t, eitherBrowser(), func(o *browser.Options) { o.Hosts = nil })
	v.openCabinet()
	v.click("#sign-in")
	assert.Equal(t, "host-missing", v.failure())
	v.picture(v.page, "how-to-install")
}

func TestExtensionMissing(t *testing.T) {
	v := visitIn(t, eitherBrowser(), func(o *browser.Options) { o.Extensions = nil })
	v.openCabinet()
	v.click("#sign-in")
	assert.Equal(t, "extension-missing", v.failure())
	v.picture(v.page, "how-to-install")
}

func TestLargeDocument(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.takeTime(5 * time.Minute)
	v.openCabinet()
	v.signIn("ecdsa.p12")
	v.verified()
	large := v.file("архів.bin", bytes.Repeat([]byte("Pidpys 200 MB. "), 200_000_000/15))
	for _, form := range []string{"detached", "attached"} {
		v.click("[name=form][value=" + form + "] + span")
		started := time.Now()
		require.NoError(t, v.page.SetFiles(v.ctx, "#file", large))
		w := v.window()
		v.present(w, v.key("Key-6.dat")...)
		require.NoError(t, w.AwaitStep(v.ctx, "consent"))
		v.picture(w, form+"-progress")
		require.NoError(t, w.AwaitConsent(v.ctx))
		v.measured("200 MB, "+form+", read and hashed", time.Since(started))
		require.NoError(t, w.Approve(v.ctx))
		report := v.verified().Report
		v.measured("200 MB, "+form+", signed, sent and verified by the server", time.Since(started))
		assert.True(t, report.Passed(), form)
		assert.Equal(t, form == "detached", report.Detached)
		v.awaitState("in")
	}
	v.picture(v.page, "signed")
}

// TestKeysThatAreRefused are keys which open but must not sign in a browser,
// and files which are no keys; the window says which of it is the matter.
func TestKeysThatAreRefused(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	files := world.house.Files
	for _, c := range []struct {
		name, place, code string
		data              []byte
	}{
		{"empty password", "password", "empty-password", files["director.pfx"]},
		{"not a container", "file", "not-a-container", []byte("hello")},
		{"truncated", "file", "truncated-container", files["Key-6.dat"][:len(files["Key-6.dat"])/2]},
		{"expired", "owner", "certificate-expired", files["expired.pfx"]},
		{"foreign", "owner", "certificate-untrusted", files["foreign.pfx"]},
		{"self-made", "owner", "certificate-untrusted", files["self-made.pfx"]},
		{"not yet valid", "owner", "certificate-not-yet-valid", world.house.PKI.Subscriber(testpki.NotYet).PKCS12(testpki.Password)},
		{"100 MB", "file", "file-too-large", make([]byte, 100<<20)},
	} {
		t.Run(c.name, func(t *testing.T) {
			v.T = t
			if ask[string](v, w, "document.body.dataset.step") == "consent" {
				require.NoError(t, w.Click(v.ctx, "#another-key"))
			}
			require.NoError(t, w.Choose(v.ctx, v.file("key.dat", c.data)))
			password := testpki.Password
			if c.code == "empty-password" {
				password = ""
			}
			require.NoError(t, w.Read(v.ctx, password))
			code, err := w.Failure(v.ctx, c.place)
			require.NoError(t, err)
			assert.Equal(t, c.code, code)
			assert.NotEqual(t, "false", ask[string](v, w, "document.querySelector('#approve').ariaDisabled"))
			v.picture(w, c.code)
		})
	}
	v.T = t
	v.nothingVerified()
}
