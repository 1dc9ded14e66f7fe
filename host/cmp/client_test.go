// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp_test

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/pki"
)

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

// TestExtra: anybody on the way may add certificates, which neither drive out
// those of the authority nor make a journal that cannot be read again.
func TestExtra(t *testing.T) {
	var nobody *issuer
	var crowd []*x509.Certificate
	for range cmp.MaxCertificates - 1 {
		padding := pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3}, Value: make([]byte, 7<<10)}
		crowd = append(crowd, nobody.issue(t, "crowd", x509.Certificate{ExtraExtensions: []pkix.Extension{padding}}).certificate)
	}
	w := newTown(t, nil)
	w.answer = func(*cmp.Message) cmp.Body {
		return &cmp.CertRepMessage{Answers: cmp.KUR, Status: cmp.StatusInfo{Status: cmp.Waiting}}
	}
	w.spoil = func(reply *cmp.Message) { reply.ExtraCerts = append(crowd, reply.ExtraCerts...) }
	transaction, err := w.client.Update(t.Context(), w.order(cmp.KUR))
	require.NoError(t, err)
	assert.True(t, w.server.SignCert.Equal(transaction.Extra[0]))
	assert.Less(t, len(transaction.Extra), len(crowd))
	journal, err := json.Marshal(transaction)
	require.NoError(t, err)
	transaction = new(cmp.Transaction)
	require.NoError(t, json.Unmarshal(journal, transaction))

	w.answer = func(*cmp.Message) cmp.Body {
		return &cmp.CertRepMessage{Answers: cmp.KUR, CAPubs: w.future.Chain, Certificate: w.future.SignCert}
	}
	require.NoError(t, w.client.Poll(t.Context(), transaction))
	assert.Equal(t, w.future.Chain, transaction.Extra[:len(w.future.Chain)], "what is signed comes first")
	journal, err = json.Marshal(transaction)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(journal, transaction))
}
