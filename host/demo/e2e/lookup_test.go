// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestFindCertificate signs in with a key that has no certificate beside it:
// the authority that the person names has it, and the next time it is
// remembered.
func TestFindCertificate(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.openCabinet()
			w := v.start("#sign-in")
			v.present(w, v.key("Key-6-alone.dat")...)
			require.NoError(t, w.AwaitStep(v.ctx, "certificate"))
			v.picture(w, "certificate-needed")
			issuer := pki.Issuer(world.house.PKI.Subscriber(testpki.Passport).SignCert).CommonName
			require.NoError(t, w.Find(v.ctx, issuer))
			require.NoError(t, w.AwaitConsent(v.ctx))
			v.picture(w, "found")
			require.NoError(t, w.Approve(v.ctx))
			assert.Equal(t, person(testpki.Passport), v.verified().Visitor.Person)
			v.awaitState("in")
			v.windowGone()

			v.click("#sign-out")
			v.awaitState("out")
			v.signIn("Key-6-alone.dat")
			assert.Equal(t, person(testpki.Passport), v.verified().Visitor.Person)
		})
	}
}

// TestFindCertificateEverywhere is the person who does not know who issued
// the certificate.
func TestFindCertificateEverywhere(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	w := v.start("#sign-in")
	v.present(w, v.key("Key-6-alone.dat")...)
	require.NoError(t, w.AskEveryone(v.ctx))
	v.picture(w, "may-everyone-be-asked")
	require.NoError(t, w.FindEverywhere(v.ctx))
	require.NoError(t, w.AwaitConsent(v.ctx))
	require.NoError(t, w.Approve(v.ctx))
	assert.Equal(t, person(testpki.Passport), v.verified().Visitor.Person)
	v.awaitState("in")
}

// TestCertificateNotFound is a key that no authority has certified; its owner
// gives up finding the certificate and adds it as a file.
func TestCertificateNotFound(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openCabinet()
	foreign := world.house.PKI.Subscriber(testpki.Foreign)

	w := v.start("#sign-in")
	v.present(w, v.file("Key-6.dat", foreign.Key6(testpki.Password)))
	require.NoError(t, w.AskEveryone(v.ctx))
	require.NoError(t, w.FindEverywhere(v.ctx))
	code, err := w.Failure(v.ctx, "certificate")
	require.NoError(t, err)
	assert.Equal(t, "certificate-not-found", code)
	v.picture(w, "not-found")

	require.NoError(t, w.SetFiles(v.ctx, "#certificates", v.file("somebody.cer", world.house.Files["Key-6-sign.cer"])))
	v.wait(w, "document.querySelector('#certificate-failure').dataset.code === 'certificate-mismatch'")
	v.picture(w, "not-his")

	require.NoError(t, w.SetFiles(v.ctx, "#certificates", v.file("foreign.cer", foreign.SignCert.Raw)))
	code, err = w.Failure(v.ctx, "owner")
	require.NoError(t, err)
	assert.Equal(t, "certificate-untrusted", code)
	v.picture(w, "untrusted")
	require.NoError(t, w.Cancel(v.ctx))
	assert.Equal(t, "cancelled", v.failure())
}
