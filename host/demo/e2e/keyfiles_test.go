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

// TestKeyFiles signs in with a key file of each kind.
func TestKeyFiles(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.takeTime(2 * patience)
	v.openCabinet()
	for _, c := range []struct{ file, subscriber string }{
		{"Key-6.dat", testpki.Person},
		{"director.pfx", testpki.Director},
		{"fop.p12", testpki.FOP},
		{"stamp.pfx", testpki.Stamp},
		{"ecdsa.p12", testpki.ECDSAPerson},
		{"person.pk8", testpki.Person},
		{"fop.zs2", testpki.FOP},
		{"rsa.pem", testpki.RSAPerson},
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

// TestTwoAliases signs in with a Java key store that holds two people's keys, a
// director's and the company's stamp.
func TestTwoAliases(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	v.present(w, v.key("privatbank.jks")...)
	v.turnToSecond(w)
	assert.Equal(t, person(testpki.Stamp), v.verified().Visitor.Person)
	v.awaitState("in")
}

// TestTwoPasswords signs in with a store whose keys have another password than
// itself.
func TestTwoPasswords(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	v.present(w, v.key("jks-two-passwords.jks")...)
	require.NoError(t, w.AwaitStep(v.ctx, "key-password"))
	v.picture(w, "second-password")
	require.NoError(t, w.ReadKey(v.ctx, testpki.KeyPassword))
	v.turnToSecond(w)
	assert.Equal(t, person(testpki.Stamp), v.verified().Visitor.Person)
	v.awaitState("in")
}

// TestSeveralSigningKeys signs in with a container that holds two people's
// keys, a director's and the company's stamp: who signs, the person must say.
func TestSeveralSigningKeys(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	var entries []container.Entry
	for _, name := range []string{testpki.Director, testpki.Stamp} {
		who := world.house.PKI.Subscriber(name)
		entries = append(entries, container.Entry{Key: who.SignKey, Usage: key.Sign, Certificates: append(who.Certificates(), who.Chain...)})
	}
	both, err := container.MarshalPKCS12(entries, []byte(testpki.Password), container.PKCS12Options{})
	require.NoError(t, err)

	w := v.start("#sign-in")
	v.present(w, v.file("both.pfx", both))
	v.turnToSecond(w)
	assert.Equal(t, person(testpki.Stamp), v.verified().Visitor.Person)
	v.awaitState("in")
}

// turnToSecond agrees as the second of two people whose keys a file holds: who
// signs, the person must say.
func (v *visit) turnToSecond(w *browser.Window) {
	v.Helper()
	require.NoError(v, w.AwaitStep(v.ctx, "consent"))
	v.wait(w, "document.querySelectorAll('#owners .option').length === 2")
	assert.Zero(v, ask[int](v, w, "document.querySelectorAll('#owners input:checked').length"), "none is proposed")
	assert.Equal(v, "true", ask[string](v, w, "document.querySelector('#approve').getAttribute('aria-disabled')"), "nobody signs yet")
	v.picture(w, "who")
	require.NoError(v, w.Click(v.ctx, "#owners .option:nth-child(2)"))
	require.NoError(v, w.AwaitConsent(v.ctx))
	v.picture(w, "second")
	require.NoError(v, w.Approve(v.ctx))
}
