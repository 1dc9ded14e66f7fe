// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// A talk is one transaction, message by message, of a client that may say
// whatever it likes.
type talk struct {
	t       *testing.T
	service http.Handler
	by      *testpki.Subscriber
	id      byte
	last    *cmp.Message // the service's
}

// say sends a body and reads the answer.
func (k *talk) say(body cmp.Body) cmp.Body {
	k.t.Helper()
	m := &cmp.Message{Body: body, Header: cmp.Header{
		Version: cmp.CMP2021, Time: now, TransactionID: bytes.Repeat([]byte{k.id}, 16), SenderNonce: bytes.Repeat([]byte{7}, 16),
	}}
	if k.last != nil {
		m.Header.RecipientNonce = k.last.Header.SenderNonce
	}
	message, err := m.Protect(k.by.SignKey, k.by.SignCert, nil)
	require.NoError(k.t, err)
	answer := httptest.NewRecorder()
	k.service.ServeHTTP(answer, httptest.NewRequest(http.MethodPost, testpki.ReissuePath, bytes.NewReader(message)))
	require.Equal(k.t, http.StatusOK, answer.Code)
	require.Equal(k.t, cmp.MediaType, answer.Header().Get("Content-Type"))
	k.last, err = cmp.Parse(answer.Body.Bytes())
	require.NoError(k.t, err)
	_, err = k.last.VerifyProtection(nil)
	require.NoError(k.t, err)
	return k.last.Body
}

// update asks for a certificate of a key in an old one's name.
func update(t *testing.T, old *x509.Certificate, k crypto.Signer) *cmp.CertReqMsg {
	t.Helper()
	key, err := pki.MarshalPublicKey(k.Public())
	require.NoError(t, err)
	body := &cmp.CertReqMsg{
		Template:  cmp.CertTemplate{Subject: old.RawSubject, PublicKey: key},
		OldCertID: &cmp.CertID{Issuer: old.RawIssuer, Serial: old.SerialNumber},
	}
	require.NoError(t, body.Prove(k))
	return body
}

// issued is the certificate in an answer.
func issued(t *testing.T, answer cmp.Body) *x509.Certificate {
	t.Helper()
	require.IsType(t, &cmp.CertRepMessage{}, answer)
	require.Equal(t, cmp.Accepted, answer.(*cmp.CertRepMessage).Status.Status)
	return answer.(*cmp.CertRepMessage).Certificate
}

// failed wants the service to object.
func failed(t *testing.T, want cmp.Failures, answer cmp.Body) {
	t.Helper()
	switch answer := answer.(type) {
	case *cmp.ErrorMsgContent:
		assert.Equal(t, want, answer.Status.Failures)
	case *cmp.CertRepMessage:
		assert.Equal(t, cmp.Rejection, answer.Status.Status)
		assert.Equal(t, want, answer.Status.Failures)
	default:
		assert.Fail(t, "it did not object", "%T", answer)
	}
}

// revocation is what the responder and the lists of an authority say of a
// certificate, and both must say the same.
func revocation(t *testing.T, p *testpki.PKI, cert *x509.Certificate) crl.Reason {
	t.Helper()
	authority, issuer := "national", p.Subscriber(testpki.Person).Chain[0]
	if !pki.EqualNames(cert.RawIssuer, issuer.RawSubject) {
		authority, issuer = "european", p.Subscriber(testpki.ECDSAPerson).Chain[0]
	}
	id, err := ocsp.NewCertID(issuer, cert.SerialNumber, ocsp.HashFor(issuer))
	require.NoError(t, err)
	message, err := (&ocsp.Request{IDs: []ocsp.CertID{id}}).Marshal()
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	p.OCSP(testpki.OCSPOptions{}).ServeHTTP(answer, httptest.NewRequest(http.MethodPost, testpki.OCSPPath, bytes.NewReader(message)))
	response, err := ocsp.ParseResponse(answer.Body.Bytes())
	require.NoError(t, err)
	require.Len(t, response.Singles, 1)

	complete, err := crl.Parse(p.List(authority, testpki.CRLOptions{}, false))
	require.NoError(t, err)
	delta, err := crl.Parse(p.List(authority, testpki.CRLOptions{}, true))
	require.NoError(t, err)
	lists, err := crl.Combine(complete, delta)
	require.NoError(t, err)
	listed, revoked, err := lists.Lookup(cert)
	require.NoError(t, err)
	require.Equal(t, revoked, response.Singles[0].Status == ocsp.Revoked)
	require.Equal(t, listed.Reason, response.Singles[0].Revocation.Reason)
	return listed.Reason
}

func TestReissue(t *testing.T) {
	for _, name := range []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson, testpki.RSAPerson} {
		t.Run(name, func(t *testing.T) {
			p := testpki.New(clock)
			s := p.Subscriber(name)
			k := newKey(t, s.SignKey)
			talk := &talk{t: t, service: p.Reissue(testpki.ReissueOptions{}), by: s}
			cert := issued(t, talk.say(update(t, s.SignCert, k)))
			assert.True(t, pki.SamePublicKey(cert, k.Public()))
			assert.Equal(t, pki.Subject(s.SignCert), pki.Subject(cert))
			assert.True(t, talk.last.ExtraCerts[0].Equal(p.Reissuer(s.SignCert)))
			assert.Zero(t, revocation(t, p, s.SignCert), "not before it is confirmed")

			assert.IsType(t, cmp.PKIConfirmContent{}, talk.say(cmp.NewCertStatus(cert, 0, true)))
			assert.Equal(t, crl.Superseded, revocation(t, p, s.SignCert))
			assert.Zero(t, revocation(t, p, cert))

			assert.IsType(t, cmp.PKIConfirmContent{}, talk.say(cmp.NewCertStatus(cert, 0, true)), "asked again")
			failed(t, cmp.CertConfirmed, talk.say(cmp.NewCertStatus(cert, 0, false)))
			talk.id, talk.last = 1, nil
			failed(t, cmp.CertRevoked, talk.say(update(t, s.SignCert, k)))
		})
	}
}

// TestReissueByRequest: a DSTU 4145 key asks for a certificate of an ECDSA key.
func TestReissueByRequest(t *testing.T) {
	p := testpki.New(clock)
	s := p.Subscriber(testpki.Person)
	k := newKey(t, p.Subscriber(testpki.ECDSAPerson).SignKey)
	talk := &talk{t: t, service: p.Reissue(testpki.ReissueOptions{}), by: s}
	cert := issued(t, talk.say(cmp.CertificationRequest(request(t, s.SignCert, k, pki.AES))))
	assert.Equal(t, pki.Subject(s.SignCert), pki.Subject(cert))
	_, err := p.Trust().Chain(cert, talk.last.ExtraCerts, now)
	require.NoError(t, err)
	assert.IsType(t, cmp.PKIConfirmContent{}, talk.say(cmp.NewCertStatus(cert, cmp.NoCertReqID, true)))
	assert.Equal(t, crl.Superseded, revocation(t, p, s.SignCert))
}

func TestReissueDeclined(t *testing.T) {
	p := testpki.New(clock)
	s := p.Subscriber(testpki.ECDSAPerson)
	talk := &talk{t: t, service: p.Reissue(testpki.ReissueOptions{}), by: s}
	cert := issued(t, talk.say(update(t, s.SignCert, newKey(t, s.SignKey))))
	failed(t, cmp.BadCertID, talk.say(cmp.NewCertStatus(s.SignCert, 0, true)))
	for range 2 {
		assert.IsType(t, cmp.PKIConfirmContent{}, talk.say(cmp.NewCertStatus(cert, 0, false)))
		assert.Zero(t, revocation(t, p, s.SignCert))
		assert.Equal(t, crl.CessationOfOperation, revocation(t, p, cert))
	}
	failed(t, cmp.CertConfirmed, talk.say(cmp.NewCertStatus(cert, 0, true)))
}

// TestReissueLater: another service of the same authorities carries on.
func TestReissueLater(t *testing.T) {
	p := testpki.New(clock)
	s := p.Subscriber(testpki.ECDSAPerson)
	o := testpki.ReissueOptions{Polls: 2, CheckAfter: time.Hour}
	talk := &talk{t: t, service: p.Reissue(o), by: s}
	answer := talk.say(update(t, s.SignCert, newKey(t, s.SignKey)))
	require.IsType(t, &cmp.CertRepMessage{}, answer)
	assert.Equal(t, cmp.Waiting, answer.(*cmp.CertRepMessage).Status.Status)
	assert.Equal(t, &cmp.PollRepContent{CheckAfter: time.Hour}, talk.say(&cmp.PollReqContent{}))
	talk.service = p.Reissue(testpki.ReissueOptions{})
	first := issued(t, talk.say(&cmp.PollReqContent{}))
	again := issued(t, talk.say(&cmp.PollReqContent{}))
	assert.True(t, first.Equal(again), "an answer that was lost")
	assert.Zero(t, revocation(t, p, s.SignCert))
}

func TestReissueRefuses(t *testing.T) {
	p := testpki.New(clock)
	person, other := p.Subscriber(testpki.Person), p.Subscriber(testpki.FOP)
	k := newKey(t, person.SignKey)
	unproven := update(t, person.SignCert, k)
	unproven.Template.Subject = nil
	require.NoError(t, unproven.Prove(k))
	renamed := update(t, other.SignCert, k)
	renamed.OldCertID = nil
	require.NoError(t, renamed.Prove(k))
	for why, c := range map[string]struct {
		by   *testpki.Subscriber
		body cmp.Body
		want cmp.Failures
	}{
		"another's certificate":   {other, update(t, person.SignCert, k), cmp.BadCertID},
		"another's name":          {person, renamed, cmp.BadCertTemplate},
		"no proof of the new key": {person, unproven, cmp.BadPOP},
		"the old key":             {person, update(t, person.SignCert, person.SignKey), cmp.DuplicateCertReq},
		"no request":              {person, cmp.CertificationRequest{0x30, 0}, cmp.BadDataFormat},
		"a stranger":              {p.Subscriber(testpki.Foreign), update(t, p.Subscriber(testpki.Foreign).SignCert, k), cmp.SignerNotTrusted},
		"one who is late":         {p.Subscriber(testpki.Expired), update(t, p.Subscriber(testpki.Expired).SignCert, k), cmp.NotAuthorized},
		"one who was revoked":     {p.Subscriber(testpki.Revoked), update(t, p.Subscriber(testpki.Revoked).SignCert, k), cmp.CertRevoked},
		"a poll out of the blue":  {person, &cmp.PollReqContent{}, cmp.BadRequest},
	} {
		t.Run(why, func(t *testing.T) {
			talk := &talk{t: t, service: p.Reissue(testpki.ReissueOptions{}), by: c.by}
			failed(t, c.want, talk.say(c.body))
		})
	}

	begun := &talk{t: t, service: p.Reissue(testpki.ReissueOptions{}), by: person, id: 9}
	cert := issued(t, begun.say(update(t, person.SignCert, k)))
	failed(t, cmp.TransactionIDInUse, begun.say(update(t, person.SignCert, k)))
	failed(t, cmp.BadRecipientNonce, begun.say(cmp.NewCertStatus(cert, 0, true)))
	begun.by = other
	failed(t, cmp.BadRequest, begun.say(cmp.NewCertStatus(cert, 0, true)))
	assert.Zero(t, revocation(t, p, person.SignCert))
}
