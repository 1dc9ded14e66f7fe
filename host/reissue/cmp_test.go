// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"net/http"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/testpki"
)

// newCMPWorld is one whose administrator named the authority's address.
func newCMPWorld(t *testing.T, o testpki.ReissueOptions, person string, kind key.Kind) *world {
	t.Helper()
	w := newWorld(t, person, kind)
	w.enrol = func(*x509.Certificate) (string, bool) { return base + testpki.ReissuePath, true }
	w.serve(o)
	return w
}

// serve has the authority behave as said from now on.
func (w *world) serve(o testpki.ReissueOptions) {
	w.services = w.pki.Services(testpki.ServicesOptions{Reissue: o})
}

// route has something else answer at the address for requests.
func (w *world) route(service http.HandlerFunc) {
	mux := http.NewServeMux()
	mux.Handle("/", w.pki.Services(testpki.ServicesOptions{}))
	mux.Handle(testpki.ReissuePath, service)
	w.services = mux
}

func TestCMP(t *testing.T) {
	for person, kind := range map[string]key.Kind{
		testpki.Person: key.DSTU4145M257, testpki.Kupyna: key.ECDSAP256, testpki.ECDSAPerson: key.RSA2048,
	} {
		t.Run(person, func(t *testing.T) {
			w := newCMPWorld(t, testpki.ReissueOptions{}, person, kind)
			p := w.program(0)
			plan := p.plan()
			assert.Equal(t, reissue.CMP, plan.Road)
			assert.Equal(t, pki.Issuer(w.person.SignCert).DisplayName(), plan.Authority)
			out, err := p.Run(t.Context(), plan, p.hands())
			require.NoError(t, err)
			assert.Equal(t, reissue.Replaced, out.State)
			assert.Equal(t, reissue.CMP, out.Road)
			w.replaced(out.Certificate)
			assert.Equal(t, []reissue.Step{
				reissue.StepChecking, reissue.StepKey, reissue.StepRequest, reissue.StepSending, reissue.StepStoring, reissue.StepSending,
			}, p.steps)

			_, err = p.Plan(t.Context(), p.old(), w.carrier.shown(), "")
			_, revoked := err.(*cades.RevokedError)
			assert.True(t, revoked, "the authority ended the old certificate: %v", err)
		})
	}
}

// TestCMPKilled kills at every point, also of the talk with the authority, which
// takes its time.
func TestCMPKilled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		everywhere(t, func(t *testing.T) *world {
			return newCMPWorld(t, testpki.ReissueOptions{Polls: 1}, testpki.ECDSAPerson, key.ECDSAP256)
		})
	})
}

// TestCMPAsksAsAgreed: what stands in the journal as a request, whoever wrote it
// there, is not what the old key signs.
func TestCMPAsksAsAgreed(t *testing.T) {
	w := newCMPWorld(t, testpki.ReissueOptions{}, testpki.ECDSAPerson, key.ECDSAP256)
	w.route(http.NotFound)
	p := w.program(0)
	plan := p.plan()
	_, err := p.Run(t.Context(), plan, p.hands())
	require.Error(t, err)

	wish := pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 19}, Value: []byte{0x30, 3, 1, 1, 0xff}} // to be an authority
	request, err := pkcs10.Create(&pkcs10.Request{Public: w.carrier.only().Public(), Extensions: []pkix.Extension{wish}}, w.carrier.only())
	require.NoError(t, err)
	journal, err := os.ReadFile(w.file(plan.ID))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(w.file(plan.ID), changed(t, journal, "request", request), 0o600))
	w.route(func(_ http.ResponseWriter, r *http.Request) {
		message, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		m, err := cmp.Parse(message)
		require.NoError(t, err)
		asked := m.Body.(*cmp.CertReqMsg).Template.Extensions
		assert.NotEmpty(t, asked)
		assert.NotContains(t, asked, wish)
	})
	_, err = p.Run(t.Context(), plan, p.hands())
	require.ErrorIs(t, err, cmp.ErrMalformed)
}

// TestCMPWaits: while an authority takes its time a program may end; the old key
// is needed again to ask.
func TestCMPWaits(t *testing.T) {
	w := newCMPWorld(t, testpki.ReissueOptions{Polls: 2, CheckAfter: time.Hour}, testpki.Person, key.DSTU4145M257)
	now := today()
	w.now = func() time.Time { return now }
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	assert.Equal(t, reissue.Waiting, out.State)
	assert.Equal(t, time.Hour, out.Wait)
	assert.Nil(t, out.Certificate)

	unfinished, err := p.Unfinished()
	require.NoError(t, err)
	require.Len(t, unfinished, 1)
	assert.True(t, unfinished[0].NeedsOldKey)
	hands := p.hands()
	hands.Old = nil
	_, err = p.Run(t.Context(), unfinished[0], hands)
	assert.ErrorIs(t, err, reissue.ErrOldKeyNeeded)

	now = now.Add(20 * time.Minute)
	early := w.program(0)
	out, err = early.Run(t.Context(), unfinished[0], early.hands())
	require.NoError(t, err)
	assert.Equal(t, 40*time.Minute, out.Wait)
	assert.Zero(t, early.reaper.count, "nobody is bothered before the hour is over")

	now = now.Add(40 * time.Minute)
	out, err = p.Run(t.Context(), unfinished[0], p.hands())
	require.NoError(t, err)
	assert.Equal(t, reissue.Replaced, out.State)
	assert.Zero(t, out.Wait)
	w.replaced(out.Certificate)
}

// TestCMPPatience waits at the window for what takes seconds.
func TestCMPPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newCMPWorld(t, testpki.ReissueOptions{Polls: 4, CheckAfter: 20 * time.Second}, testpki.ECDSAPerson, key.ECDSAP256)
		began := time.Now()
		w.now = func() time.Time { return today().Add(time.Since(began)) }
		p := w.program(0)
		out, err := p.Run(t.Context(), p.plan(), p.hands())
		require.NoError(t, err)
		assert.Equal(t, reissue.Replaced, out.State)
		assert.InDelta(t, 60, time.Since(began).Seconds(), 1)
	})
	synctest.Test(t, func(t *testing.T) {
		w := newCMPWorld(t, testpki.ReissueOptions{}, testpki.ECDSAPerson, key.ECDSAP256)
		service := w.pki.Reissue(testpki.ReissueOptions{Polls: 1000})
		w.route(func(rw http.ResponseWriter, r *http.Request) {
			time.Sleep(20 * time.Second)
			service.ServeHTTP(rw, r)
		})
		began := time.Now()
		w.now = func() time.Time { return today().Add(time.Since(began)) }
		p := w.program(0)
		out, err := p.Run(t.Context(), p.plan(), p.hands())
		require.NoError(t, err)
		assert.Equal(t, reissue.Waiting, out.State)
		assert.Less(t, time.Since(began), 3*time.Minute, "that it answers slowly is waiting, too")
	})
	synctest.Test(t, func(t *testing.T) {
		w := newCMPWorld(t, testpki.ReissueOptions{Polls: 4, CheckAfter: 20 * time.Second}, testpki.ECDSAPerson, key.ECDSAP256)
		p := w.program(0)
		plan := p.plan()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := p.Run(ctx, plan, p.hands())
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

// TestCMPRefusals: whatever comes that is not to be trusted, the old key stays
// good, nothing is taken, and a better answer is taken later.
func TestCMPRefusals(t *testing.T) {
	for what, c := range map[string]struct {
		o     testpki.ReissueOptions
		want  string
		state reissue.State
	}{
		"refused":           {testpki.ReissueOptions{Fault: testpki.ReissueRejects, Text: "дані змінилися"}, "cmp: authority answers", reissue.Requested},
		"an error":          {testpki.ReissueOptions{Fault: testpki.ReissueErrs}, "cmp: authority answers", reissue.Requested},
		"not signed":        {testpki.ReissueOptions{Fault: testpki.ReissueUnprotected}, cmp.ErrUnprotected.Error(), reissue.Requested},
		"signed wrongly":    {testpki.ReissueOptions{Fault: testpki.ReissueBadProtection}, cmp.ErrProtection.Error(), reissue.Requested},
		"by a foreigner":    {testpki.ReissueOptions{Fault: testpki.ReissueForeignServer}, cmp.ErrServer.Error(), reissue.Requested},
		"by nobody special": {testpki.ReissueOptions{Fault: testpki.ReissueOrdinaryServer}, cmp.ErrServer.Error(), reissue.Requested},
		"another nonce":     {testpki.ReissueOptions{Fault: testpki.ReissueWrongNonce}, cmp.ErrNonce.Error(), reissue.Requested},
		"foreign":           {testpki.ReissueOptions{Fault: testpki.ReissueForeign}, pki.ErrNoChain.Error(), reissue.Requested},
		"another owner":     {testpki.ReissueOptions{Fault: testpki.ReissueOtherSubject}, reissue.ErrOtherOwner.Error(), reissue.Requested},
		"another key":       {testpki.ReissueOptions{Fault: testpki.ReissueOtherKey}, reissue.ErrOtherKey.Error(), reissue.Requested},
		"no service":        {testpki.ReissueOptions{HTTPOptions: testpki.HTTPOptions{Fault: testpki.HTTPFails}}, "500", reissue.Requested},
		"garbage":           {testpki.ReissueOptions{HTTPOptions: testpki.HTTPOptions{Fault: testpki.HTTPGarbage}}, cmp.ErrMalformed.Error(), reissue.Requested},
		"no confirmation":   {testpki.ReissueOptions{Fault: testpki.ReissueUnprotected, On: cmp.PKIConf}, cmp.ErrUnprotected.Error(), reissue.Kept},
		"garbage to a poll": {testpki.ReissueOptions{Polls: 2, Fault: testpki.ReissueBadProtection, On: cmp.PollRep}, cmp.ErrProtection.Error(), reissue.Waiting},
	} {
		t.Run(what, func(t *testing.T) {
			w := newCMPWorld(t, c.o, testpki.ECDSAPerson, key.ECDSAP256)
			p := w.program(0)
			plan := p.plan()
			out, err := p.Run(t.Context(), plan, p.hands())
			require.ErrorContains(t, err, c.want)
			assert.Equal(t, c.state, out.State)
			assert.NotEmpty(t, out.Signed, "the files can be had all the same")
			named, blamed := errors.AsType[*reissue.AuthorityError](err)
			assert.Equal(t, what != "foreign" && what != "another owner", blamed, "of those the certificate's own error tells more")
			if c.o.Text != "" {
				rejected, ok := errors.AsType[*cmp.RejectedError](err)
				require.True(t, ok)
				assert.Equal(t, plan.Authority, named.Authority)
				assert.Equal(t, c.o.Text, rejected.Text)
				assert.NotContains(t, w.audit(plan.ID), c.o.Text)
			}
			w.serve(testpki.ReissueOptions{})
			out, err = p.Run(t.Context(), plan, p.hands())
			require.NoError(t, err)
			w.replaced(out.Certificate)
		})
	}
}

// TestCMPForgotten: the authority forgot the transaction before it was confirmed,
// and did, or did not, end the new certificate.
func TestCMPForgotten(t *testing.T) {
	for what, ended := range map[string]bool{"and ended it": true, "and kept it": false} {
		t.Run(what, func(t *testing.T) {
			w := newCMPWorld(t, testpki.ReissueOptions{}, testpki.ECDSAPerson, key.ECDSAP256)
			answer := func(conf http.Handler) {
				service := w.pki.Reissue(testpki.ReissueOptions{})
				w.route(func(rw http.ResponseWriter, r *http.Request) {
					message, err := io.ReadAll(r.Body)
					require.NoError(t, err)
					r.Body = io.NopCloser(bytes.NewReader(message))
					if m, err := cmp.Parse(message); err == nil && m.Body.Type() == cmp.CertConf {
						conf.ServeHTTP(rw, r)
						return
					}
					service.ServeHTTP(rw, r)
				})
			}
			answer(http.NotFoundHandler())
			p := w.program(0)
			plan := p.plan()
			out, err := p.Run(t.Context(), plan, p.hands())
			require.Error(t, err)
			require.Equal(t, reissue.Kept, out.State)

			answer(testpki.NewAt(today, base).Reissue(testpki.ReissueOptions{}))
			if !ended {
				out, err = p.Run(t.Context(), plan, p.hands())
				require.NoError(t, err)
				w.replaced(out.Certificate)
				return
			}
			w.pki.Revoke(out.Certificate, today(), crl.CessationOfOperation)
			out, err = p.Run(t.Context(), plan, p.hands())
			revoked, ok := err.(*cades.RevokedError)
			require.True(t, ok, "%v", err)
			assert.True(t, revoked.Certificate.Equal(out.Certificate))
			out, err = p.Abandon(t.Context(), plan.ID, p.hands())
			require.NoError(t, err)
			assert.True(t, out.KeyLeft)
		})
	}
}

// TestCMPUnsigned: that a person gives no PIN is no fault of the authority.
func TestCMPUnsigned(t *testing.T) {
	w := newCMPWorld(t, testpki.ReissueOptions{}, testpki.ECDSAPerson, key.ECDSAP256)
	w.route(http.NotFound)
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	_, blamed := errors.AsType[*reissue.AuthorityError](err)
	assert.True(t, blamed, "%v", err)
	require.Equal(t, reissue.Requested, out.State)

	hands := p.hands()
	hands.Old = key.New(refusing{w.person.SignKey})
	_, err = p.Run(t.Context(), plan, hands)
	assert.Equal(t, key.ErrCancelled, err)
	ctx, leave := context.WithCancelCause(t.Context())
	w.route(func(http.ResponseWriter, *http.Request) { leave(io.EOF) })
	_, err = p.Run(ctx, plan, p.hands())
	assert.Equal(t, io.EOF, err)
}

type refusing struct{ crypto.Signer }

func (refusing) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, key.ErrCancelled
}

// TestCMPTakenBack: the administrator takes the address away.
func TestCMPTakenBack(t *testing.T) {
	w := newCMPWorld(t, testpki.ReissueOptions{}, testpki.ECDSAPerson, key.ECDSAP256)
	address := w.enrol
	w.route(http.NotFound)
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.Error(t, err)
	require.Equal(t, reissue.Requested, out.State)
	p.Enrol = nil
	out, err = p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	assert.Equal(t, reissue.Waiting, out.State)
	assert.Equal(t, reissue.Files, out.Road)
	p.Enrol = address
	cert := w.issue(out.Signed)
	out, err = p.Run(t.Context(), plan, p.hands(cert))
	require.NoError(t, err)
	w.replaced(cert)
}

// TestCMPByHand: who cannot wait brings the certificate.
func TestCMPByHand(t *testing.T) {
	w := newCMPWorld(t, testpki.ReissueOptions{Polls: 9, CheckAfter: time.Hour}, testpki.ECDSAPerson, key.ECDSAP256)
	p := w.program(0)
	plan := p.plan()
	out, err := p.Run(t.Context(), plan, p.hands())
	require.NoError(t, err)
	hands := p.hands(w.issue(out.Signed))
	hands.Old = nil
	out, err = p.Run(t.Context(), plan, hands)
	require.NoError(t, err)
	w.replaced(out.Certificate)
}
