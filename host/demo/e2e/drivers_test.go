// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// What drivers do to people, and tokens that are not as they should be.

// TestTokenDriverCrashes has the driver crash twice, which sets it aside until
// the person says otherwise.
func TestTokenDriverCrashes(t *testing.T) {
	v, _, token, w := visitOksana(t, simulator.Spec{})
	host := v.hosts()
	require.NoError(t, token.Break(&simulator.Fault{On: "C_Login", Kind: simulator.Segv}))
	require.NoError(t, w.ReadToken(v.ctx, pin))
	assert.Equal(t, "driver-crashed", v.fails(w, "token"))
	v.picture(w, "crashed")
	require.NoError(t, w.AwaitTokens(v.ctx, 1))
	require.NoError(t, w.ReadToken(v.ctx, pin))
	require.NoError(t, w.AwaitTokens(v.ctx, 0))
	v.wait(w, "document.querySelector('#token-troubles button')")
	v.picture(w, "set-aside")
	assert.Equal(t, host, v.hosts(), "the host lives on")

	require.NoError(t, token.Break(nil))
	require.NoError(t, w.Revive(v.ctx))
	require.NoError(t, w.AwaitTokens(v.ctx, 1))
	v.readToken(w, pin)
	v.enter(w, testpki.Person)
}

// TestTokenWithoutCertificate has a key that the authority knows and the token
// does not.
func TestTokenWithoutCertificate(t *testing.T) {
	d := newDrawer(t)
	key := signingKey(testpki.Passport)
	key.Certificate = nil
	d.put(simulator.Spec{Keys: []simulator.Key{key}})
	v := begin(t, eitherBrowser(), with(t, d.module()))
	v.openCabinet()
	w := v.startWithTokens(1)
	v.picture(w, "nobody-named")
	require.NoError(t, w.ReadToken(v.ctx, pin))
	require.NoError(t, w.AwaitStep(v.ctx, "certificate"))
	v.picture(w, "certificate-needed")
	require.NoError(t, w.Find(v.ctx, pki.Issuer(world.house.PKI.Subscriber(testpki.Passport).SignCert).CommonName))
	require.NoError(t, w.AwaitConsent(v.ctx))
	v.picture(w, "found")
	v.enter(w, testpki.Passport)
}

// TestTokenForeignKey has a key of an unknown kind beside a good one.
func TestTokenForeignKey(t *testing.T) {
	v, _, _, w := visitOksana(t, simulator.Spec{Foreign: true})
	v.picture(w, "token")
	v.readToken(w, pin)
	v.picture(w, "owner")
	v.enter(w, testpki.Person)
}

// TestTokenNoSecretLeft looks for PINs, right and wrong, in all that a visit
// leaves on the disk, in what the browser and its hosts print, also of a driver
// that crashes with one in its hands, and in the pages.
func TestTokenNoSecretLeft(t *testing.T) {
	const right, wrong = "Kanarka-17", "Horobets-3"
	d := newDrawer(t)
	token := d.put(simulator.Spec{PIN: right}, testpki.Person)
	output, err := os.Create(filepath.Join(t.TempDir(), "output"))
	require.NoError(t, err)
	v := begin(t, eitherBrowser(), with(t, d.module()), func(o *browser.Options) { o.Output = output })
	v.openCabinet()
	w := v.startWithTokens(1)
	require.NoError(t, w.ReadToken(v.ctx, wrong))
	assert.Equal(t, "wrong-pin", v.fails(w, "pin"))
	require.NoError(t, token.Break(&simulator.Fault{On: "C_Login", Kind: simulator.Segv, Once: true}))
	require.NoError(t, w.ReadToken(v.ctx, right))
	assert.Equal(t, "driver-crashed", v.fails(w, "token"))
	require.NoError(t, w.AwaitTokens(v.ctx, 1))
	v.readToken(w, right)
	assert.NotContains(t, ask[string](v, w, everything), right)
	v.enter(w, testpki.Person)
	assert.NotContains(t, ask[string](v, v.page, everything), right)
	require.NoError(t, v.page.Close(v.ctx))
	v.hostsGone()

	require.NotEmpty(t, v.hostLog())
	v.keepsNone(right, wrong)
	printed, err := os.ReadFile(output.Name())
	require.NoError(t, err)
	for _, secret := range []string{right, wrong} {
		assert.False(t, holds(printed, secret), "%s was printed", secret)
	}
}

// keepsNone says that none of these secrets is in anything that the visit left on
// the disk.
func (v *visit) keepsNone(secrets ...string) {
	v.Helper()
	require.NoError(v, filepath.WalkDir(v.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return nil // the browser is still at work
		}
		data, _ := os.ReadFile(path)
		for _, secret := range secrets {
			assert.False(v, holds(data, secret), "%s is in %s", secret, path)
		}
		return nil
	}))
}

// everything is what a page holds that it could have a secret in.
const everything = `JSON.stringify([
	document.documentElement.outerHTML,
	...[...document.querySelectorAll('input')].map((field) => field.value),
	{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie,
])`

// holds looks for a text as programs in Go, C and a browser's own store it.
func holds(data []byte, text string) bool {
	var wide []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	return bytes.Contains(data, []byte(text)) || bytes.Contains(data, wide)
}
