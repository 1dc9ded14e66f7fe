// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/simulator/swtpm"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// People move from a key file to a key that is made on a protected carrier.

// TestMove is the whole way: after it the token signs in, and the key file does
// not any more.
func TestMove(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			m := newMover(t, name, testpki.ReissueOptions{})
			m.plugIn(simulator.Spec{})
			m.press()
			m.seen("button")
			m.openKey()
			require.NoError(t, m.window.AwaitPlaces(m.ctx, 1))
			m.seen("place")
			require.NoError(t, m.window.Plan(m.ctx))
			m.seen("plan")
			require.NoError(t, m.window.Approve(m.ctx))
			require.NoError(t, m.window.AwaitStep(m.ctx, "key-pin"))
			m.seen("pin")
			require.NoError(t, m.window.GivePIN(m.ctx, pin))
			m.ends("done")
			m.seen("done")
			m.leaveWindow()
			m.newKeySignsIn()
			m.oldKeyIsRefused()
			assert.Equal(t, []string{
				"planned", "generating", "generated", "requested", "sending", "waiting", "issued", "kept", "confirming", "replaced",
			}, m.audit())
		})
	}
}

// TestMoveByFiles: the authority takes no requests over the network, so the
// person takes the files there, and comes back with the certificate.
func TestMoveByFiles(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{}, func(o *browser.Options) { o.Env = append(o.Env, "PIDPYS_DEMO_FILES=1") })
	m.plugIn(simulator.Spec{})
	m.begin()
	m.seen("plan")
	m.agree()
	m.ends("files")
	m.seen("files")
	request := m.saved("request.p7s")
	m.leaveWindow()

	old := m.house.PKI.Subscriber(testpki.Person).SignCert
	certificate, err := m.house.PKI.IssueSigned(request)
	require.NoError(t, err)
	m.press()
	m.seen("unfinished")
	require.NoError(t, m.window.AddCertificate(m.ctx, m.file("certificate.cer", certificate.Raw)))
	require.NoError(t, m.window.AwaitConsent(m.ctx))
	m.seen("certificate")
	m.agree()
	m.ends("done")
	m.seen("done")
	m.leaveWindow()
	m.newKeySignsIn()
	m.house.PKI.Revoke(old, time.Now(), crl.Superseded)
	m.oldKeyIsRefused()
}

// saved has the window save a file, and reads it.
func (m *mover) saved(name string) []byte {
	m.Helper()
	require.NoError(m, m.window.Click(m.ctx, fmt.Sprintf("#reissued-files button[aria-label*=%q]", name)))
	return m.download(name)
}

// TestMoveOntoTPM moves to the computer's own TPM, which makes other keys.
func TestMoveOntoTPM(t *testing.T) {
	machine := swtpm.New(t)
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{}, withTPM(machine))
	m.press()
	m.openKey()
	require.NoError(t, m.window.AwaitPlaces(m.ctx, 1))
	m.seen("place")
	require.NoError(t, m.window.ChoosePlace(m.ctx, "TPM"))
	require.NoError(t, m.window.Plan(m.ctx))
	m.seen("plan")
	require.NoError(t, m.window.Approve(m.ctx))
	require.NoError(t, m.window.MakeUpPIN(m.ctx, "12345"))
	code, err := m.window.Failure(m.ctx, "new-pin")
	require.NoError(t, err)
	assert.Empty(t, code)
	m.seen("too-short")
	require.NoError(t, m.window.MakeUpPIN(m.ctx, pin))
	m.ends("done")
	m.seen("done")
	m.leaveWindow()
	m.newKeySignsIn()
	m.oldKeyIsRefused()
}

// TestMoveToATokenThatMakesNoKeys shows which tokens are of no use, and a good
// one as soon as it is there.
func TestMoveToATokenThatMakesNoKeys(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{})
	m.drawer.put(simulator.Spec{Label: "Старий носій", Fixed: true})
	m.press()
	m.openKey()
	require.NoError(t, m.window.AwaitPlaces(m.ctx, 1))
	require.NoError(t, m.window.Click(m.ctx, "#plan"))
	_, err := m.window.Failure(m.ctx, "place")
	require.NoError(t, err)
	m.picture(m.window, "none-is-fit")

	m.plugIn(simulator.Spec{})
	require.NoError(t, m.window.AwaitPlaces(m.ctx, 2))
	m.picture(m.window, "one-is-fit")
	require.NoError(t, m.window.Plan(m.ctx))
	m.agree()
	m.ends("done")
}

// TestMoveFromARevokedKey is over before anything is made.
func TestMoveFromARevokedKey(t *testing.T) {
	m := newMover(t, eitherBrowser(), testpki.ReissueOptions{})
	m.plugIn(simulator.Spec{})
	m.house.PKI.Revoke(m.house.PKI.Subscriber(testpki.Person).SignCert, time.Now().Add(-time.Hour), crl.KeyCompromise)
	m.press()
	m.openKey()
	require.NoError(t, m.window.AwaitPlaces(m.ctx, 1))
	require.NoError(t, m.window.Click(m.ctx, "#plan"))
	code, err := m.window.Failure(m.ctx, "place")
	require.NoError(t, err)
	assert.Equal(t, "certificate-revoked", code)
	m.picture(m.window, "revoked")
	assert.Empty(t, m.keysMade())
}

// keysMade are those on the token.
func (m *mover) keysMade() []simulator.Key {
	m.Helper()
	state, err := m.token.State()
	require.NoError(m, err)
	return state.Keys
}
