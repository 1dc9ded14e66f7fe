// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"context"
	"crypto/x509"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
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
