// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki_test

import (
	"bytes"
	"context"
	"crypto"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// direct is a network without rules.
type direct struct{}

func (direct) Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	return io.ReadAll(io.LimitReader(answer.Body, limit))
}

// A renewal is a subscriber who moves to a new key.
type renewal struct {
	t      *testing.T
	p      *testpki.PKI
	old    *testpki.Subscriber
	key    crypto.Signer
	client *cmp.Client
}

// newRenewal has a new key of the kind of another subscriber's.
func newRenewal(t *testing.T, name, like string, o testpki.ReissueOptions) *renewal {
	t.Helper()
	p := testpki.New(clock)
	old := p.Subscriber(name)
	r := &renewal{t: t, p: p, old: old, key: newKey(t, p.Subscriber(like).SignKey), client: &cmp.Client{
		Network: direct{}, Signer: old.SignKey, Certificate: old.SignCert, Chain: old.Chain,
		Trust: cmp.ServerOf(old.Chain[0], p.Trust(), clock), Now: clock,
	}}
	r.serve(o)
	return r
}

// serve puts another service of the same authorities in the place of the last.
func (r *renewal) serve(o testpki.ReissueOptions) {
	server := httptest.NewServer(r.p.Services(testpki.ServicesOptions{Reissue: o}))
	r.t.Cleanup(server.Close)
	r.client.URL = server.URL + testpki.ReissuePath
}

func (r *renewal) order(kind cmp.BodyType) cmp.Order {
	return cmp.Order{
		Old: r.old.SignCert, New: r.key, Kind: kind, Request: request(r.t, r.old.SignCert, r.key, pki.AES),
	}
}

// done wants the new certificate to be good, and the old one to have ended.
func (r *renewal) done(x *cmp.Transaction) {
	r.t.Helper()
	assert.Equal(r.t, cmp.StateConfirmed, x.State)
	assert.True(r.t, pki.SamePublicKey(x.Certificate, r.key.Public()))
	assert.Equal(r.t, pki.Subject(r.old.SignCert), pki.Subject(x.Certificate))
	_, err := r.p.Trust().Chain(x.Certificate, x.Extra, now)
	assert.NoError(r.t, err)
	assert.Equal(r.t, crl.Superseded, revocation(r.t, r.p, r.old.SignCert))
	assert.Zero(r.t, revocation(r.t, r.p, x.Certificate))
}

// TestClientRenews: the messages are signed by keys of every kind, DSTU 4145
// above all, and ask for the same kind or for the one that a TPM makes.
func TestClientRenews(t *testing.T) {
	for _, c := range []struct {
		name, like string
		kind       cmp.BodyType
	}{
		{testpki.Person, testpki.Person, cmp.KUR},
		{testpki.Person, testpki.Person, cmp.P10CR},
		{testpki.Person, testpki.ECDSAPerson, cmp.KUR},
		{testpki.Stamp, testpki.ECDSAPerson, cmp.P10CR},
		{testpki.Kupyna, testpki.RSAPerson, cmp.KUR},
		{testpki.ECDSAPerson, testpki.Person, cmp.KUR},
		{testpki.ECDSAPerson, testpki.ECDSAPerson, cmp.P10CR},
		{testpki.RSAPerson, testpki.RSAPerson, cmp.KUR},
	} {
		t.Run(fmt.Sprintf("%s of %s to %s", c.kind, c.name, c.like), func(t *testing.T) {
			r := newRenewal(t, c.name, c.like, testpki.ReissueOptions{})
			x, err := r.client.Update(t.Context(), r.order(c.kind))
			require.NoError(t, err)
			require.Equal(t, cmp.StateIssued, x.State)
			require.NoError(t, r.client.Confirm(t.Context(), x, true))
			r.done(x)
		})
	}
}

// TestClientWaits: every question is asked by a process of its own, which knows
// the journal alone.
func TestClientWaits(t *testing.T) {
	for _, kind := range []cmp.BodyType{cmp.KUR, cmp.P10CR} {
		r := newRenewal(t, testpki.Person, testpki.Person, testpki.ReissueOptions{Polls: 3, CheckAfter: time.Minute})
		x, err := r.client.Update(t.Context(), r.order(kind))
		require.NoError(t, err)
		for polls := 0; x.Waiting(); polls++ {
			require.Less(t, polls, 3)
			if polls > 0 {
				assert.Equal(t, now.Add(time.Minute), x.CheckAfter)
			}
			journal, err := json.Marshal(x)
			require.NoError(t, err)
			x = new(cmp.Transaction)
			require.NoError(t, json.Unmarshal(journal, x))
			require.NoError(t, r.client.Poll(t.Context(), x))
		}
		require.NoError(t, r.client.Confirm(t.Context(), x, true))
		r.done(x)
	}
}

func TestClientNeedNotConfirm(t *testing.T) {
	for polls := range 2 {
		var bodies []cmp.BodyType
		r := newRenewal(t, testpki.Person, testpki.Person, testpki.ReissueOptions{
			Polls: polls, Implicit: true, Requests: func(m *cmp.Message) { bodies = append(bodies, m.Body.Type()) },
		})
		order := r.order(cmp.KUR)
		order.ImplicitConfirm = true
		x, err := r.client.Update(t.Context(), order)
		require.NoError(t, err)
		if polls > 0 {
			require.NoError(t, r.client.Poll(t.Context(), x))
		}
		require.NoError(t, r.client.Confirm(t.Context(), x, true))
		r.done(x)
		assert.NotContains(t, bodies, cmp.CertConf)
	}
	r := newRenewal(t, testpki.Person, testpki.Person, testpki.ReissueOptions{})
	order := r.order(cmp.KUR)
	order.ImplicitConfirm = true
	x, err := r.client.Update(t.Context(), order)
	require.NoError(t, err)
	assert.Zero(t, revocation(t, r.p, r.old.SignCert), "asked for and not granted")
	require.NoError(t, r.client.Confirm(t.Context(), x, true))
	r.done(x)
}

// TestClientMeetsFaults: nothing that is wrong with the answer to a request
// changes what holds.
func TestClientMeetsFaults(t *testing.T) {
	for fault, want := range map[testpki.ReissueFault]error{
		testpki.ReissueUnprotected:      cmp.ErrUnprotected,
		testpki.ReissueBadProtection:    cmp.ErrProtection,
		testpki.ReissueForeignServer:    cmp.ErrServer,
		testpki.ReissueOrdinaryServer:   cmp.ErrServer,
		testpki.ReissueWrongNonce:       cmp.ErrNonce,
		testpki.ReissueWrongTransaction: cmp.ErrTransaction,
	} {
		r := newRenewal(t, testpki.Person, testpki.Person, testpki.ReissueOptions{Fault: fault})
		x, err := r.client.Update(t.Context(), r.order(cmp.KUR))
		assert.ErrorIs(t, err, want)
		assert.Nil(t, x)
		assert.Zero(t, revocation(t, r.p, r.old.SignCert))

		// The same in the last reply, and then none: the confirmation is repeated.
		r.serve(testpki.ReissueOptions{Fault: fault, On: cmp.PKIConf})
		x, err = r.client.Update(t.Context(), r.order(cmp.KUR))
		require.NoError(t, err)
		assert.ErrorIs(t, r.client.Confirm(t.Context(), x, true), want)
		assert.Equal(t, cmp.StateIssued, x.State)
		r.serve(testpki.ReissueOptions{})
		require.NoError(t, r.client.Confirm(t.Context(), x, true))
		r.done(x)
	}
}

func TestClientIsRefused(t *testing.T) {
	for fault, want := range map[testpki.ReissueFault]cmp.Failures{
		testpki.ReissueRejects: cmp.BadRequest, testpki.ReissueErrs: cmp.SystemUnavail,
	} {
		r := newRenewal(t, testpki.Person, testpki.Person, testpki.ReissueOptions{
			Fault: fault, Text: "Зверніться до\u202e надавача",
		})
		_, err := r.client.Update(t.Context(), r.order(cmp.KUR))
		var refused *cmp.RejectedError
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, cmp.Rejection, refused.Status)
		assert.Equal(t, want, refused.Failures)
		assert.Equal(t, "Зверніться до надавача", refused.Text)
	}
}

// TestClientDeclines: what is wrong with a certificate is seen by those who
// asked for it, and the old one stays.
func TestClientDeclines(t *testing.T) {
	for _, fault := range []testpki.ReissueFault{testpki.ReissueForeign, testpki.ReissueOtherSubject, testpki.ReissueOtherKey} {
		r := newRenewal(t, testpki.Person, testpki.ECDSAPerson, testpki.ReissueOptions{Fault: fault})
		x, err := r.client.Update(t.Context(), r.order(cmp.KUR))
		require.NotNil(t, x)
		_, chainErr := r.p.Trust().Chain(x.Certificate, x.Extra, now)
		switch fault {
		case testpki.ReissueForeign:
			require.NoError(t, err)
			assert.ErrorIs(t, chainErr, pki.ErrNoChain)
		case testpki.ReissueOtherSubject:
			require.NoError(t, err)
			assert.NotEqual(t, pki.Subject(r.old.SignCert), pki.Subject(x.Certificate))
		default:
			assert.ErrorIs(t, err, cmp.ErrWrongKey)
			assert.ErrorIs(t, r.client.Confirm(t.Context(), x, true), cmp.ErrWrongKey)
		}
		require.NoError(t, r.client.Confirm(t.Context(), x, false))
		assert.Equal(t, cmp.StateDeclined, x.State)
		assert.Zero(t, revocation(t, r.p, r.old.SignCert))

		r.serve(testpki.ReissueOptions{})
		x, err = r.client.Update(t.Context(), r.order(cmp.KUR))
		require.NoError(t, err)
		require.NoError(t, r.client.Confirm(t.Context(), x, true))
		r.done(x) // the number that was revoked is another's
	}
}

func TestClientMeetsNoProtocol(t *testing.T) {
	for fault, want := range map[testpki.HTTPFault]error{
		testpki.HTTPGarbage: cmp.ErrMalformed, testpki.HTTPPage: cmp.ErrMalformed, testpki.HTTPOversized: cmp.ErrMalformed,
		testpki.HTTPFails: nil, testpki.HTTPBreaks: nil,
	} {
		r := newRenewal(t, testpki.ECDSAPerson, testpki.ECDSAPerson, testpki.ReissueOptions{HTTPOptions: testpki.HTTPOptions{Fault: fault}})
		_, err := r.client.Update(t.Context(), r.order(cmp.KUR))
		require.Error(t, err)
		if want != nil {
			assert.ErrorIs(t, err, want)
		}
	}

	asked := make(chan string, 1)
	r := newRenewal(t, testpki.ECDSAPerson, testpki.ECDSAPerson, testpki.ReissueOptions{HTTPOptions: testpki.HTTPOptions{
		Slow: make(chan struct{}), Asked: func(path string) { asked <- path },
	}})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	_, err := r.client.Update(ctx, r.order(cmp.KUR))
	assert.ErrorIs(t, err, context.Canceled)
}
