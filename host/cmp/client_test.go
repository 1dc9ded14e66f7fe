// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// An office is an authority that has one certificate to give.
type office struct {
	t      testing.TB
	server *testpki.Subscriber // who signs
	answer func(m *cmp.Message) cmp.Body
	change func(reply *cmp.Message) // before it is signed
	spoil  func(reply *cmp.Message) // after it is signed
	heard  []*cmp.Message
}

func (o *office) Post(_ context.Context, url, contentType string, body []byte, limit int64) ([]byte, error) {
	assert.Equal(o.t, "https://ca.example.ua/reissue", url)
	assert.Equal(o.t, cmp.MediaType, contentType)
	assert.EqualValues(o.t, cmp.MaxMessage, limit)
	m, err := cmp.Parse(body)
	require.NoError(o.t, err)
	_, err = m.VerifyProtection(nil)
	require.NoError(o.t, err)
	o.heard = append(o.heard, m)
	reply := m.Reply(o.answer(m), day())
	if o.change != nil {
		o.change(reply)
	}
	der, err := reply.Protect(o.server.SignKey, o.server.SignCert, nil)
	if err == nil && o.spoil != nil {
		o.spoil(reply)
		der, err = reply.Marshal()
	}
	return der, err
}

// town has a person with an old certificate, somebody whose key and certificate
// stand for the new ones, and the authority's server.
type town struct {
	*office
	client         *cmp.Client
	person, future *testpki.Subscriber
}

func newTown(t testing.TB, answer func(m *cmp.Message) cmp.Body) *town {
	p := testpki.New(day)
	o := &office{t: t, server: p.Subscriber(testpki.Stamp), answer: answer}
	person := p.Subscriber(testpki.Person)
	return &town{
		office: o, person: person, future: p.Subscriber(testpki.Director),
		client: &cmp.Client{
			URL: "https://ca.example.ua/reissue", Network: o, Now: day,
			Signer: person.SignKey, Certificate: person.SignCert, Chain: person.Chain,
			Trust: func(server *x509.Certificate, _ []*x509.Certificate) error {
				if !server.Equal(o.server.SignCert) {
					return errors.New("a stranger")
				}
				return nil
			},
		},
	}
}

func (w *town) order(kind cmp.BodyType) cmp.Order {
	return cmp.Order{Old: w.person.SignCert, New: w.future.SignKey, Kind: kind, Request: []byte{0x30, 0}}
}

// grants gives the certificate, and takes a confirmation.
func (w *town) grants(m *cmp.Message) cmp.Body {
	switch m.Body.(type) {
	case *cmp.CertReqMsg:
		return &cmp.CertRepMessage{Answers: cmp.KUR, Certificate: w.future.SignCert}
	case cmp.CertificationRequest:
		return &cmp.CertRepMessage{Answers: cmp.P10CR, CertReqID: cmp.NoCertReqID, Certificate: w.future.SignCert}
	case *cmp.PollReqContent:
		return &cmp.CertRepMessage{Answers: cmp.KUR, Certificate: w.future.SignCert}
	}
	return cmp.PKIConfirmContent{}
}

func granting(t *testing.T) *town {
	w := newTown(t, nil)
	w.answer = w.grants
	return w
}

// TestNational: what goes out where all is DSTU 4145.
func TestNational(t *testing.T) {
	w := granting(t)
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	assert.True(t, w.future.SignCert.Equal(transaction.Certificate))
	assert.True(t, w.server.SignCert.Equal(transaction.Extra[0]))
	require.NoError(t, w.client.Confirm(t.Context(), transaction, true))

	require.Len(t, w.heard, 2)
	first, last := w.heard[0], w.heard[1]
	assert.Equal(t, w.person.SignCert.RawSubject, first.Header.Sender)
	assert.Equal(t, w.person.SignCert.RawIssuer, first.Header.Recipient)
	assert.Equal(t, w.person.SignCert.SubjectKeyId, first.Header.SenderKID)
	assert.Equal(t, pki.OIDDSTU4145, first.Header.Algorithm.OID)
	assert.Equal(t, day(), first.Header.Time)
	assert.Equal(t, cmp.CMP2000, first.Header.Version)
	assert.Len(t, first.Header.TransactionID, 16)
	assert.Len(t, first.Header.SenderNonce, 16)
	assert.Len(t, first.ExtraCerts, 1+len(w.person.Chain))

	request := first.Body.(*cmp.CertReqMsg)
	public, err := request.CheckPossession()
	require.NoError(t, err)
	assert.True(t, pki.EqualPublicKeys(w.future.SignKey.Public(), public))
	assert.Equal(t, w.person.SignCert.RawSubject, request.Template.Subject)
	assert.Equal(t, &cmp.CertID{Issuer: w.person.SignCert.RawIssuer, Serial: w.person.SignCert.SerialNumber}, request.OldCertID)

	assert.Equal(t, first.Header.TransactionID, last.Header.TransactionID)
	assert.NotEqual(t, first.Header.SenderNonce, last.Header.SenderNonce)
	assert.NotEmpty(t, last.Header.RecipientNonce)
	assert.Equal(t, cmp.CMP2021, last.Header.Version, "hashAlg stands there")
	confirmation := last.Body.(*cmp.CertStatus)
	assert.True(t, confirmation.Names(w.future.SignCert) && confirmation.Accepts())
}

func TestOrdersThatCannotBe(t *testing.T) {
	w := granting(t)
	order := w.order(cmp.CertConf)
	_, err := w.client.Update(t.Context(), order)
	assert.Error(t, err, "that orders nothing")
	w.client.Certificate = w.future.SignCert
	_, err = w.client.Update(t.Context(), w.order(cmp.KUR))
	assert.ErrorIs(t, err, cmp.ErrWrongKey, "a certificate that is not the signer's")
	assert.Empty(t, w.heard)
}

func TestRepliesThatAreNotBelieved(t *testing.T) {
	for name, c := range map[string]struct {
		change, spoil func(reply *cmp.Message)
		want          error
	}{
		"of another transaction":  {change: func(r *cmp.Message) { r.Header.TransactionID = []byte("other") }, want: cmp.ErrTransaction},
		"of no transaction":       {change: func(r *cmp.Message) { r.Header.TransactionID = nil }, want: cmp.ErrTransaction},
		"to another message":      {change: func(r *cmp.Message) { r.Header.RecipientNonce[0] ^= 1 }, want: cmp.ErrNonce},
		"to no message":           {change: func(r *cmp.Message) { r.Header.RecipientNonce = nil }, want: cmp.ErrNonce},
		"not to be replied to":    {change: func(r *cmp.Message) { r.Header.SenderNonce = nil }, want: cmp.ErrNonce},
		"changed under way":       {spoil: func(r *cmp.Message) { r.Protection[20] ^= 1 }, want: cmp.ErrProtection},
		"signed by nobody":        {spoil: func(r *cmp.Message) { r.Protection = nil }, want: cmp.ErrUnprotected},
		"without the certificate": {spoil: func(r *cmp.Message) { r.ExtraCerts = nil }, want: cmp.ErrProtection},
		"of another protocol":     {spoil: func(r *cmp.Message) { r.Header.Version = 1 }, want: cmp.ErrMalformed},
		"too large":               {spoil: func(r *cmp.Message) { r.Header.FreeText = strings.Repeat("а", cmp.MaxMessage/2) }, want: cmp.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			w := granting(t)
			w.change, w.spoil = c.change, c.spoil
			transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
			assert.ErrorIs(t, err, c.want)
			assert.Nil(t, transaction)
		})
	}
	w := granting(t)
	w.server = w.future
	w.client.Trust = func(*x509.Certificate, []*x509.Certificate) error { return pki.ErrNoChain }
	_, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	assert.ErrorIs(t, err, cmp.ErrServer)
	assert.ErrorIs(t, err, pki.ErrNoChain)
}

// octets is a network that answers with them, or their absence.
type octets []byte

func (o octets) Post(_ context.Context, _, _ string, body []byte, _ int64) ([]byte, error) {
	switch {
	case o == nil:
		return nil, context.DeadlineExceeded
	case len(o) == 0:
		return body, nil // an echo
	}
	return o, nil
}

func TestAnswersThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		octets octets
		want   error
	}{
		"HTML":        {octets("<!DOCTYPE html><title>Технічні роботи</title>"), cmp.ErrMalformed},
		"an echo":     {octets{}, cmp.ErrNonce},
		"none at all": {nil, context.DeadlineExceeded},
	} {
		w := granting(t)
		w.client.Network = c.octets
		_, err := w.client.Update(t.Context(), w.order(cmp.KUR))
		assert.ErrorIs(t, err, c.want, name)
	}
}

func TestAnswersOfAnotherKind(t *testing.T) {
	w := newTown(t, nil)
	cert := w.future.SignCert
	for name, c := range map[string]struct {
		kind cmp.BodyType
		body cmp.Body
		want error
	}{
		"kup to p10cr":           {cmp.P10CR, &cmp.CertRepMessage{Answers: cmp.KUR, Certificate: cert}, cmp.ErrUnexpected},
		"cp to kur":              {cmp.KUR, &cmp.CertRepMessage{Answers: cmp.P10CR, Certificate: cert}, cmp.ErrUnexpected},
		"of another request":     {cmp.KUR, &cmp.CertRepMessage{Answers: cmp.KUR, CertReqID: 1, Certificate: cert}, cmp.ErrUnexpected},
		"of no request":          {cmp.KUR, &cmp.CertRepMessage{Answers: cmp.KUR, CertReqID: cmp.NoCertReqID, Certificate: cert}, cmp.ErrUnexpected},
		"granted, but nothing":   {cmp.KUR, &cmp.CertRepMessage{Answers: cmp.KUR}, cmp.ErrMalformed},
		"a confirmation of none": {cmp.KUR, cmp.PKIConfirmContent{}, cmp.ErrUnexpected},
		"a poll that none asked": {cmp.KUR, &cmp.PollRepContent{}, cmp.ErrUnexpected},
		"a request":              {cmp.KUR, kur(t, w.person), cmp.ErrUnexpected},
	} {
		w.answer = func(*cmp.Message) cmp.Body { return c.body }
		_, err := w.client.Update(t.Context(), w.order(c.kind))
		assert.ErrorIs(t, err, c.want, name)
	}
	w.answer = func(*cmp.Message) cmp.Body { return &cmp.CertRepMessage{Answers: cmp.P10CR, Certificate: cert} }
	_, err := w.client.Update(t.Context(), w.order(cmp.P10CR))
	assert.NoError(t, err, "0 stands for a p10cr at many servers")
}

// TestWaiting: an authority that lets wait by an error, says when to come again,
// and never too soon or too late.
func TestWaiting(t *testing.T) {
	w := newTown(t, func(*cmp.Message) cmp.Body {
		return &cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Waiting, Text: "оператор\nдумає"}}
	})
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	require.True(t, transaction.Waiting())
	assert.Equal(t, "оператор думає", transaction.Reason)
	assert.Equal(t, day(), transaction.CheckAfter)

	var refusal *cmp.RejectedError
	assert.ErrorAs(t, w.client.Poll(t.Context(), transaction), &refusal, "waiting again is no answer to a poll")
}

func TestCheckAfter(t *testing.T) {
	w := newTown(t, func(*cmp.Message) cmp.Body {
		return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting}}
	})
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	require.ErrorIs(t, w.client.Poll(t.Context(), transaction), cmp.ErrUnexpected, "waiting again is no answer to a poll")
	for asked, until := range map[time.Duration]time.Duration{
		0: time.Second, time.Minute: time.Minute, 365 * 24 * time.Hour: 24 * time.Hour,
	} {
		w.answer = func(m *cmp.Message) cmp.Body {
			assert.Equal(t, &cmp.PollReqContent{}, m.Body)
			return &cmp.PollRepContent{CheckAfter: asked, Reason: "ще\u202e ні"}
		}
		require.NoError(t, w.client.Poll(t.Context(), transaction))
		assert.Equal(t, day().Add(until), transaction.CheckAfter)
		assert.Equal(t, "ще ні", transaction.Reason)
	}
	w.answer = func(m *cmp.Message) cmp.Body { return &cmp.PollRepContent{CertReqID: 1} }
	require.ErrorIs(t, w.client.Poll(t.Context(), transaction), cmp.ErrUnexpected, "of another request")

	w.spoil = func(reply *cmp.Message) { reply.ExtraCerts = nil }
	w.answer = w.grants
	require.NoError(t, w.client.Poll(t.Context(), transaction), "the server is known by now")
	assert.Equal(t, cmp.StateIssued, transaction.State)
}

func TestPollsEnd(t *testing.T) {
	w := newTown(t, func(m *cmp.Message) cmp.Body {
		if _, first := m.Body.(*cmp.CertReqMsg); first {
			return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting}}
		}
		return &cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection, Failures: cmp.NotAuthorized}, Details: "не та людина"}
	})
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)

	journal, err := json.Marshal(transaction)
	require.NoError(t, err)
	tired := new(cmp.Transaction)
	require.NoError(t, json.Unmarshal([]byte(strings.Replace(string(journal), `"polls":0`, `"polls":10000`, 1)), tired))
	require.ErrorIs(t, w.client.Poll(t.Context(), tired), cmp.ErrPolls)

	var refusal *cmp.RejectedError
	require.ErrorAs(t, w.client.Poll(t.Context(), transaction), &refusal)
	assert.Equal(t, cmp.RejectedError{Status: cmp.Rejection, Failures: cmp.NotAuthorized, Text: "не та людина"}, *refusal)
	assert.Equal(t, cmp.StateRejected, transaction.State)
	require.ErrorIs(t, w.client.Poll(t.Context(), transaction), cmp.ErrState)
	require.ErrorIs(t, w.client.Confirm(t.Context(), transaction, true), cmp.ErrState)
}

func TestConfirmations(t *testing.T) {
	for name, c := range map[string]struct {
		body  cmp.Body
		want  error // nil: a RejectedError
		state cmp.State
	}{
		"said before":    {&cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection, Failures: cmp.CertConfirmed}}, cmp.ErrState, cmp.StateConfirmed},
		"too late":       {&cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection, Failures: cmp.BadRequest}}, nil, cmp.StateRejected},
		"something else": {&cmp.PollRepContent{}, cmp.ErrUnexpected, cmp.StateIssued},
	} {
		t.Run(name, func(t *testing.T) {
			w := granting(t)
			transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
			require.NoError(t, err)
			w.client.Network = octets(nil)
			require.ErrorIs(t, w.client.Confirm(t.Context(), transaction, true), context.DeadlineExceeded)
			require.Equal(t, cmp.StateIssued, transaction.State, "to be said again")

			w.client.Network = w.office
			w.answer = func(*cmp.Message) cmp.Body { return c.body }
			err = w.client.Confirm(t.Context(), transaction, true)
			assert.Equal(t, c.state, transaction.State)
			switch {
			case c.state == cmp.StateConfirmed:
				assert.NoError(t, err)
			case c.want == nil:
				var refusal *cmp.RejectedError
				assert.ErrorAs(t, err, &refusal)
			default:
				assert.ErrorIs(t, err, c.want)
			}
		})
	}
}

// TestImplicitConfirm: what was not offered is not granted, and it is offered
// only once.
func TestImplicitConfirm(t *testing.T) {
	w := granting(t)
	w.change = func(reply *cmp.Message) { reply.Header.ImplicitConfirm = true }
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	require.NoError(t, w.client.Confirm(t.Context(), transaction, true))
	require.Len(t, w.heard, 2)
	assert.False(t, w.heard[0].Header.ImplicitConfirm)

	w.answer = func(m *cmp.Message) cmp.Body {
		if _, first := m.Body.(*cmp.CertReqMsg); first {
			return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting}}
		}
		return w.grants(m)
	}
	order := w.order(cmp.KUR)
	order.ImplicitConfirm = true
	transaction, err = w.client.Update(t.Context(), order)
	require.NoError(t, err)
	journal, err := json.Marshal(transaction)
	require.NoError(t, err)
	transaction = new(cmp.Transaction)
	require.NoError(t, json.Unmarshal(journal, transaction))
	require.NoError(t, w.client.Poll(t.Context(), transaction))
	require.NoError(t, w.client.Confirm(t.Context(), transaction, true))
	require.Len(t, w.heard, 4, "nothing is sent: it was offered before the process ended")
	assert.True(t, w.heard[2].Header.ImplicitConfirm)
	assert.False(t, w.heard[3].Header.ImplicitConfirm)
}
