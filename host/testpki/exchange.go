// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
)

// An exchange is one certificate for another: a transaction of RFC 9483,
// section 4.1.
type exchange struct {
	old, cert *x509.Certificate
	chain     []*x509.Certificate // above cert
	kind      cmp.BodyType        // KUR or P10CR
	id        int                 // of the request in its message
	polls     int                 // questions to come
	nonces    [][]byte            // ours

	implicit     bool // no confirmation is awaited
	confirmed    bool // old is revoked
	declined     bool // cert is
	acknowledged bool // a confirmation was answered
}

// refusals are the failures for what [PKI.Issue] objects to.
var refusals = []struct {
	err     error
	failure cmp.Failures
}{
	{errStranger, cmp.SignerNotTrusted},
	{errOver, cmp.NotAuthorized},
	{errRevoked, cmp.CertRevoked},
	{errSubject, cmp.BadCertTemplate},
	{errSameKey, cmp.DuplicateCertReq},
	{pkcs10.ErrMalformed, cmp.BadDataFormat},
	{pki.ErrSignature, cmp.BadPOP},
	{cmp.ErrPossession, cmp.BadPOP},
	{errOldID, cmp.BadCertID},
}

var errOldID = errors.New("testpki: the request is to replace another certificate")

func failureOf(err error) cmp.Failures {
	for _, r := range refusals {
		if errors.Is(err, r.err) {
			return r.failure
		}
	}
	return cmp.BadRequest
}

// errorMessage is an answer that ends the transaction.
func errorMessage(failure cmp.Failures, text string) *cmp.ErrorMsgContent {
	return &cmp.ErrorMsgContent{Status: cmp.StatusInfo{Status: cmp.Rejection, Text: text, Failures: failure}}
}

// converse is the answer to a message that the key of a certificate signed, and
// the exchange that it belongs to, if there is one.
func (p *PKI) converse(m *cmp.Message, signer *x509.Certificate, o ReissueOptions) (*exchange, cmp.Body) {
	x := p.exchanges[string(m.Header.TransactionID)]
	switch m.Body.(type) {
	case *cmp.CertReqMsg, cmp.CertificationRequest:
		if x != nil || len(m.Header.TransactionID) == 0 {
			return nil, errorMessage(cmp.TransactionIDInUse, o.Text)
		}
		return p.begin(m, signer, o)
	}
	switch {
	case x == nil || !x.old.Equal(signer):
		return nil, errorMessage(cmp.BadRequest, o.Text)
	case !slices.ContainsFunc(x.nonces, func(n []byte) bool { return bytes.Equal(n, m.Header.RecipientNonce) }):
		return nil, errorMessage(cmp.BadRecipientNonce, o.Text)
	}
	switch body := m.Body.(type) {
	case *cmp.PollReqContent:
		if x.polls > 1 {
			x.polls--
			return x, &cmp.PollRepContent{CertReqID: x.id, CheckAfter: o.CheckAfter}
		}
		return x, p.deliver(x)
	case *cmp.CertStatus:
		return x, p.confirm(x, body)
	}
	return nil, errorMessage(cmp.BadRequest, o.Text)
}

// begin takes up a request.
func (p *PKI) begin(m *cmp.Message, signer *x509.Certificate, o ReissueOptions) (*exchange, cmp.Body) {
	x := &exchange{
		old: signer, kind: m.Body.Type(), id: cmp.NoCertReqID, polls: o.Polls,
		implicit: o.Implicit && m.Header.ImplicitConfirm,
	}
	if body, ok := m.Body.(*cmp.CertReqMsg); ok {
		x.id = body.CertReqID
	}
	reject := func(failure cmp.Failures) (*exchange, cmp.Body) {
		return nil, x.answer(cmp.StatusInfo{Status: cmp.Rejection, Text: o.Text, Failures: failure})
	}
	switch o.Fault {
	case ReissueRejects:
		return reject(cmp.BadRequest)
	case ReissueErrs:
		return nil, errorMessage(cmp.SystemUnavail, o.Text)
	}
	r, err := requestOf(m.Body, signer)
	if err == nil {
		x.cert, err = p.renewWith(r, signer, o.Fault)
	}
	if err != nil {
		return reject(failureOf(err))
	}
	x.chain = p.officeOf(x.cert).chain
	p.exchanges[string(m.Header.TransactionID)] = x
	if x.polls > 0 {
		return x, x.answer(cmp.StatusInfo{Status: cmp.Waiting})
	}
	return x, p.deliver(x)
}

// requestOf is what is asked for, with proof that the new key is at hand.
func requestOf(body cmp.Body, signer *x509.Certificate) (*pkcs10.Request, error) {
	switch body := body.(type) {
	case cmp.CertificationRequest:
		return pkcs10.Parse(body)
	case *cmp.CertReqMsg:
		public, err := body.CheckPossession()
		if err != nil {
			return nil, err
		}
		if id := body.OldCertID; id != nil && (id.Serial.Cmp(signer.SerialNumber) != 0 || !pki.EqualNames(id.Issuer, signer.RawIssuer)) {
			return nil, errOldID
		}
		return &pkcs10.Request{Subject: body.Template.Subject, Public: public, Extensions: body.Template.Extensions}, nil
	}
	return nil, fmt.Errorf("testpki: a request of %v", body.Type())
}

// renewWith is [PKI.renew] with the faults that are in the certificate.
func (p *PKI) renewWith(r *pkcs10.Request, old *x509.Certificate, fault ReissueFault) (*x509.Certificate, error) {
	switch fault {
	case ReissueForeign, ReissueOtherSubject:
		name, by := Foreign, p.providers[foreign]
		if fault == ReissueOtherSubject {
			name, by = Hostile, p.providers[european]
		}
		h := people[slices.IndexFunc(people, func(h holder) bool { return h.name == name })]
		return p.certifyBy(h, by, r.Public, old.KeyUsage), nil
	case ReissueOtherKey:
		r.Public = newKey(keyP256, "another").Public()
	}
	return p.renew(r, old)
}

// answer is one without a certificate.
func (x *exchange) answer(status cmp.StatusInfo) *cmp.CertRepMessage {
	return &cmp.CertRepMessage{Answers: x.kind, CertReqID: x.id, Status: status}
}

// deliver hands the certificate out.
func (p *PKI) deliver(x *exchange) cmp.Body {
	x.polls = 0
	if x.implicit {
		p.replace(x)
	}
	answer := x.answer(cmp.StatusInfo{Status: cmp.Accepted})
	answer.Certificate = x.cert
	return answer
}

// confirm hears whether the certificate is accepted.
func (p *PKI) confirm(x *exchange, status *cmp.CertStatus) cmp.Body {
	switch {
	case !status.Names(x.cert) || x.polls > 0:
		return errorMessage(cmp.BadCertID, "")
	case status.Accepts() && !x.declined:
		p.replace(x)
	case !status.Accepts() && !x.confirmed:
		if !x.declined {
			p.Revoke(x.cert, p.clock(), crl.CessationOfOperation)
		}
		x.declined = true
	default:
		return errorMessage(cmp.CertConfirmed, "")
	}
	x.acknowledged = true
	return cmp.PKIConfirmContent{}
}

// replace ends the old certificate, once.
func (p *PKI) replace(x *exchange) {
	if !x.confirmed {
		p.Revoke(x.old, p.clock(), crl.Superseded)
	}
	x.confirmed = true
}
