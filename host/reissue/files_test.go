// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestFiles is the road of a person who takes the request to their authority and
// comes back with a certificate.
func TestFiles(t *testing.T) {
	for name, kind := range map[string]key.Kind{
		testpki.Person: key.DSTU4145M257, testpki.Director: key.ECDSAP256, testpki.ECDSAPerson: key.RSA2048,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, name, kind)
			p := w.program(0)
			plan := p.plan()
			assert.Equal(t, reissue.Files, plan.Road)
			assert.Equal(t, reissue.Planned, plan.State)
			assert.Equal(t, pki.Subject(w.person.SignCert), plan.Owner())
			assert.True(t, plan.NeedsOldKey)
			assert.NoDirExists(t, w.folder, "a plan writes nothing")

			out, err := p.Run(t.Context(), plan, p.hands())
			require.NoError(t, err)
			assert.Equal(t, reissue.Waiting, out.State)
			assert.Equal(t, reissue.Files, out.Road)
			assert.Nil(t, out.Certificate)
			assert.Equal(t, []reissue.Step{reissue.StepChecking, reissue.StepKey, reissue.StepRequest}, p.steps)
			request, err := pkcs10.Parse(out.Request)
			require.NoError(t, err)
			assert.Equal(t, w.person.SignCert.RawSubject, request.Subject)
			assert.True(t, bytes.Contains(out.Signed, out.Request))

			later := w.program(0)
			unfinished, err := later.Unfinished()
			require.NoError(t, err)
			require.Len(t, unfinished, 1)
			assert.False(t, unfinished[0].NeedsOldKey)
			again, err := later.Run(t.Context(), unfinished[0], reissue.Hands{})
			require.NoError(t, err)
			assert.Equal(t, out, again, "the files once more, and nobody is asked")

			cert := w.issue(out.Signed)
			hands := later.hands(cert, w.pki.Certificates()[0])
			hands.Old = nil
			done, err := later.Run(t.Context(), unfinished[0], hands)
			require.NoError(t, err)
			assert.Equal(t, reissue.Replaced, done.State)
			assert.True(t, done.Certificate.Equal(cert))
			assert.Equal(t, []reissue.Step{reissue.StepStoring}, later.steps)
			w.replaced(cert)

			done, err = w.program(0).Run(t.Context(), plan, reissue.Hands{})
			require.NoError(t, err, "what is done is done")
			assert.Equal(t, reissue.Replaced, done.State)
		})
	}
}

// TestWordsOfTheLogs wants the log of a re-issue to tell each step, and neither
// log a name or a code of the person.
func TestWordsOfTheLogs(t *testing.T) {
	w := newWorld(t, testpki.Director, key.DSTU4145M257)
	p := w.program(0)
	plan := p.plan()
	w.carrier.refuses = key.ErrTokenFull
	_, err := p.Run(t.Context(), plan, p.hands())
	require.ErrorIs(t, err, key.ErrTokenFull)
	w.carrier.refuses = nil
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	_, err = p.Run(t.Context(), plan, p.hands(w.pki.Subscriber(testpki.Person).SignCert))
	require.ErrorIs(t, err, reissue.ErrOtherKey)
	_, err = p.Run(t.Context(), plan, p.hands(w.issue(out.Signed)))
	require.NoError(t, err)

	var events []string
	for line := range strings.Lines(w.audit(plan.ID)) {
		fields := strings.Fields(line)
		assert.Equal(t, "2026-07-01T12:00:00Z", fields[0])
		assert.Equal(t, "key="+plan.ID, fields[2])
		events = append(events, fields[1])
	}
	assert.Equal(t, []string{
		"planned", "generating", "unmade", "stopped",
		"planned", "generating", "generated", "requested", "waiting",
		"stopped", "issued", "kept", "replaced",
	}, events)

	texts := []string{w.audit(plan.ID)}
	for _, entry := range w.logged.AllEntries() {
		line, err := entry.String()
		require.NoError(t, err)
		texts = append(texts, line)
	}
	person := pki.Subject(w.person.SignCert)
	for _, text := range texts {
		for _, secret := range append(person.Codes(), person.Surname, person.Organization, "0017", w.folder) {
			assert.NotContains(t, text, secret)
		}
	}
}

// TestPlanIsRefused wants to hear what stands in the way before anything is made.
func TestPlanIsRefused(t *testing.T) {
	for name, want := range map[string]string{
		testpki.Expired:  "expired",
		testpki.NotYet:   "is not valid before",
		testpki.Foreign:  pki.ErrNoChain.Error(),
		testpki.SelfMade: pki.ErrNoChain.Error(),
		testpki.Revoked:  "revoked since",
		testpki.OnHold:   "revoked since",
	} {
		t.Run(name, func(t *testing.T) {
			p := newWorld(t, name, key.DSTU4145M257).program(0)
			_, err := p.Plan(t.Context(), p.old(), p.carrier.shown(), "")
			assert.ErrorContains(t, err, want)
		})
	}
	w := newWorld(t, testpki.Person, key.DSTU4145M257)
	p := w.program(0)
	plan := func(old reissue.Old, onto key.Carrier, kind key.Kind) error {
		_, err := p.Plan(t.Context(), old, onto, kind)
		return err
	}
	assert.ErrorIs(t, plan(p.old(), key.Carrier{Ref: "fake:one"}, ""), key.ErrNoGenerator)
	assert.ErrorIs(t, plan(p.old(), w.carrier.shown(), key.RSA2048), key.ErrNoGenerator)
	old := p.old()
	old.Certificate = nil
	assert.ErrorIs(t, plan(old, w.carrier.shown(), ""), key.ErrNoCertificate)
	old.Certificate = w.person.AgreeCert
	assert.ErrorIs(t, plan(old, w.carrier.shown(), ""), reissue.ErrOldKey)
	old.Key = key.New(w.person.AgreeKey)
	assert.ErrorIs(t, plan(old, w.carrier.shown(), ""), key.ErrNoSigningKey)
	w.services = nil
	assert.ErrorContains(t, plan(p.old(), w.carrier.shown(), ""), "status of a certificate", "that nobody answers is not good")
	assert.NoDirExists(t, w.folder)
}

func TestCautions(t *testing.T) {
	w := newWorld(t, testpki.Person, key.DSTU4145M257, key.ECDSAP256)
	p := w.program(0)
	cautions := func(form key.Form, kind key.Kind, agreement bool) []reissue.Caution {
		onto, old := w.carrier.shown(), p.old()
		onto.Form, onto.PIN.Unlimited, old.Agreement = form, form == key.FormModule, agreement
		plan, err := p.Plan(t.Context(), old, onto, kind)
		require.NoError(t, err)
		return plan.Cautions
	}
	assert.Empty(t, cautions(key.FormToken, "", false))
	assert.Equal(t, []reissue.Caution{reissue.Simulated}, cautions(key.FormSimulated, key.DSTU4145M257, false))
	assert.Equal(t, []reissue.Caution{reissue.NotQualifiedDevice, reissue.AlgorithmChanges}, cautions(key.FormTPM, key.ECDSAP256, false))
	assert.Equal(t, []reissue.Caution{reissue.UnlimitedTries}, cautions(key.FormModule, "", false))
	assert.Equal(t, []reissue.Caution{reissue.AgreementKeyStays}, cautions(key.FormCard, "", true))

	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	assert.Equal(t, []reissue.Caution{reissue.AnotherUnfinished}, cautions(key.FormToken, "", false))
	_, err = p.Run(t.Context(), plan, p.hands(w.issue(out.Signed)))
	require.NoError(t, err)
	assert.Equal(t, []reissue.Caution{reissue.AlreadyReplaced}, cautions(key.FormToken, "", false))
}

// TestNothingIsLeftOfARefusal: who gives no PIN has begun nothing.
func TestNothingIsLeftOfARefusal(t *testing.T) {
	w := newWorld(t, testpki.Person, key.DSTU4145M257)
	for what, refusal := range map[string]func(*reissue.Hands){
		"no PIN":         func(h *reissue.Hands) { h.Open = w.carrier.opener(&reaper{at: 1}) },
		"no new PIN":     func(*reissue.Hands) { w.carrier.refuses = key.ErrCancelled },
		"no old key":     func(h *reissue.Hands) { h.Old = nil },
		"an unknown key": func(h *reissue.Hands) { h.Old = key.New(newKey(key.ECDSAP256)) },
	} {
		p := w.program(0)
		plan, hands := p.plan(), p.hands()
		refusal(&hands)
		_, err := p.Run(t.Context(), plan, hands)
		require.Error(t, err, what)
		w.carrier.refuses = nil
		unfinished, err := p.Unfinished()
		require.NoError(t, err)
		assert.Empty(t, unfinished, what)
		out, err := p.Run(t.Context(), plan, p.hands())
		require.NoError(t, err, "the same plan once more")
		assert.Equal(t, reissue.Waiting, out.State)
		_, err = p.Abandon(t.Context(), plan.ID, p.hands())
		require.NoError(t, err)
		assert.Empty(t, w.carrier.made)
	}
}

// TestRevokedMeanwhile: days may be between a plan and its end.
func TestRevokedMeanwhile(t *testing.T) {
	w := newWorld(t, testpki.Person, key.DSTU4145M257)
	p := w.program(0)
	plan := p.plan()
	w.pki.Revoke(w.person.SignCert, today(), crl.KeyCompromise)
	_, err := p.Run(t.Context(), plan, p.hands())
	assert.ErrorContains(t, err, "revoked since")
	assert.Empty(t, w.carrier.made)
}

// TestKeptEvidence: that a certificate was good half an hour ago does not count.
func TestKeptEvidence(t *testing.T) {
	w := newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
	w.evidence = t.TempDir()
	_, err := w.Status().Check(t.Context(), w.person.SignCert, w.person.Chain[0])
	require.NoError(t, err)
	w.pki.Revoke(w.person.SignCert, today(), crl.Superseded)
	answer, err := w.Status().Check(t.Context(), w.person.SignCert, w.person.Chain[0])
	require.NoError(t, err)
	require.True(t, answer.Kept && !answer.Revoked)
	p := w.program(0)
	_, err = p.Plan(t.Context(), p.old(), w.carrier.shown(), "")
	assert.ErrorContains(t, err, "revoked since")
}

// TestCopied: a carrier that presents the old key as a new one has it still when
// all is over.
func TestCopied(t *testing.T) {
	w := newWorld(t, testpki.Person, key.DSTU4145M257)
	w.carrier.copied = w.person.SignKey
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	assert.ErrorIs(t, err, reissue.ErrCopied)
	assert.True(t, out.KeyLeft)
	_, err = p.Abandon(t.Context(), plan.ID, p.hands())
	assert.ErrorIs(t, err, reissue.ErrOver)
	assert.Len(t, w.carrier.made, 1)
	unfinished, err := p.Unfinished()
	require.NoError(t, err)
	assert.Empty(t, unfinished)
}

// TestDriversThatWereKilled left half a key, or one that can be read out.
func TestDriversThatWereKilled(t *testing.T) {
	w := newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
	p := w.program(0)
	plan := p.plan()
	w.carrier.leaky = true
	_, err := p.Run(t.Context(), plan, p.hands())
	require.ErrorIs(t, err, key.ErrNoGenerator)
	assert.Empty(t, w.carrier.made, "such a key goes")
	w.carrier.leaky, w.carrier.half = false, true
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	assert.Equal(t, reissue.Waiting, out.State)
}

// TestTooEarly: somebody brings a certificate before there was a request.
func TestTooEarly(t *testing.T) {
	w := newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
	p := w.program(0)
	plan := p.plan()
	hands := p.hands()
	hands.Old = key.New(refusing{w.person.SignKey})
	out, err := p.Run(t.Context(), plan, hands)
	require.ErrorIs(t, err, key.ErrCancelled)
	require.Equal(t, reissue.Generated, out.State)
	hands.Old, hands.Certificates = nil, []*x509.Certificate{w.person.SignCert}
	_, err = p.Run(t.Context(), plan, hands)
	assert.ErrorIs(t, err, reissue.ErrOldKeyNeeded)
}

// TestNoFolder: nothing is begun that is not written down.
func TestNoFolder(t *testing.T) {
	w := newWorld(t, testpki.ECDSAPerson, key.ECDSAP256)
	p := w.program(0)
	plan := p.plan()
	p.Folder = ""
	_, err := p.Plan(t.Context(), p.old(), w.carrier.shown(), "")
	assert.ErrorIs(t, err, reissue.ErrNoFolder)
	_, err = p.Run(t.Context(), plan, p.hands())
	assert.ErrorIs(t, err, reissue.ErrNoFolder)
	_, err = p.Abandon(t.Context(), plan.ID, p.hands())
	assert.ErrorIs(t, err, reissue.ErrNoPlan)
	unfinished, err := p.Unfinished()
	require.NoError(t, err)
	assert.Empty(t, unfinished)
	assert.Empty(t, w.carrier.made)
}

// TestKeyIsGone: a token was wiped while the request was under way.
func TestKeyIsGone(t *testing.T) {
	w := newWorld(t, testpki.Person, key.DSTU4145M257)
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	clear(w.carrier.made)
	out, err = p.Run(t.Context(), plan, p.hands(w.issue(out.Signed)))
	assert.ErrorIs(t, err, key.ErrNoSuchKey)
	assert.Equal(t, reissue.Issued, out.State)
	out, err = p.Abandon(t.Context(), plan.ID, p.hands())
	require.NoError(t, err)
	assert.Equal(t, reissue.Abandoned, out.State)
}

// TestFull: a certificate for which there is no room is kept here.
func TestFull(t *testing.T) {
	w := newWorld(t, testpki.Person, key.DSTU4145M257)
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	w.carrier.full = key.ErrTokenFull
	cert := w.issue(out.Signed)
	out, err = p.Run(t.Context(), plan, p.hands(cert))
	assert.ErrorIs(t, err, key.ErrTokenFull)
	assert.True(t, out.Certificate.Equal(cert))
	_, ok := p.Replaced(w.person.SignKey.Public())
	assert.False(t, ok)
	w.carrier.full = nil
	_, err = p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	w.replaced(cert)
}

// TestHostileCertificates are brought in by somebody who was sent them.
func TestHostileCertificates(t *testing.T) {
	w := newWorld(t, testpki.Person, key.ECDSAP256)
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)

	stranger := w.pki.Subscriber(testpki.ECDSAPerson)
	other, err := w.pki.Issue(namelessRequest(t, w.carrier.only()), stranger.SignCert)
	require.NoError(t, err)
	revoked := w.issue(out.Signed)
	w.pki.Revoke(revoked, today(), crl.CessationOfOperation)
	for what, hostile := range map[string]struct {
		cert *x509.Certificate
		want string
	}{
		"of another key":     {stranger.SignCert, reissue.ErrOtherKey.Error()},
		"the old one":        {w.person.SignCert, reissue.ErrOtherKey.Error()},
		"of another owner":   {other, reissue.ErrOtherOwner.Error()},
		"made by its owner":  {selfMade(t, w.person.SignCert, w.carrier.only()), pki.ErrNoChain.Error()},
		"revoked on arrival": {revoked, "revoked since"},
	} {
		again, err := p.Run(t.Context(), plan, p.hands(hostile.cert))
		assert.ErrorContains(t, err, hostile.want, what)
		assert.Equal(t, out, again, "the run stays where it was: %s", what)
	}
	many := make([]*x509.Certificate, 10_000)
	for i := range many {
		many[i] = other
	}
	_, err = p.Run(t.Context(), plan, p.hands(many...))
	assert.ErrorIs(t, err, reissue.ErrOtherOwner)

	good := w.issue(out.Signed)
	_, err = p.Run(t.Context(), plan, p.hands(other, revoked, stranger.SignCert, good))
	require.NoError(t, err, "a good one among them")
	w.replaced(good)
}

// namelessRequest is for a key, and whoever hands it in says for whom.
func namelessRequest(t *testing.T, k crypto.Signer) []byte {
	t.Helper()
	request, err := pkcs10.Create(&pkcs10.Request{Public: k.Public()}, k)
	require.NoError(t, err)
	return request
}

// selfMade is a certificate in the name of another, by its own key.
func selfMade(t *testing.T, like *x509.Certificate, k crypto.Signer) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: like.SerialNumber, RawSubject: like.RawSubject, NotBefore: like.NotBefore, NotAfter: like.NotAfter,
		KeyUsage: like.KeyUsage, ExtraExtensions: like.Extensions,
	}
	der, err := x509.CreateCertificate(nil, template, template, k.Public(), k)
	require.NoError(t, err)
	cert, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return cert
}
