// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// A Network carries requests: an outbound.Courier is one.
type Network interface {
	Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error)
}

// A Client has one authority issue certificates. All of a transaction is signed
// by one key, also polls and the confirmation.
type Client struct {
	URL     string
	Network Network
	// Signer signs what is sent, with the key of Certificate: a key.Signer does.
	// Chain goes along.
	Signer      crypto.Signer
	Certificate *x509.Certificate
	Chain       []*x509.Certificate
	// Trust says whether the owner of a certificate may speak for the authority;
	// others came along, and prove nothing by that. See [ServerOf].
	Trust func(server *x509.Certificate, others []*x509.Certificate) error
	Now   func() time.Time
}

// An Order is for a certificate of a new key.
type Order struct {
	// Old is the certificate to be replaced. Its subject is asked for again, of
	// its issuer.
	Old *x509.Certificate
	// New is the key to be certified, which proves its possession in a KUR. Of a
	// P10CR it is the public half that counts.
	New crypto.Signer
	// Kind is KUR or P10CR.
	Kind BodyType
	// Extensions are asked for in a KUR.
	Extensions []pkix.Extension
	// Request is the PKCS #10 in DER of a P10CR, for New.
	Request []byte
	// ImplicitConfirm offers the authority to do without a confirmation. What
	// it then issues cannot be declined.
	ImplicitConfirm bool
}

// Update asks for the certificate of a new key: RFC 9483 sections 4.1.3 and
// 4.1.4. Afterwards the transaction is waiting, to be polled, or has issued the
// certificate, to be confirmed.
//
// Errors are those of the network, a *[RejectedError], and what this package
// calls wrong with replies. The transaction is nil beside all of them but
// [ErrWrongKey]; that one should be declined.
//
// A request whose answer is lost may have been granted: the authority then holds
// a certificate that nobody confirmed.
func (c *Client) Update(ctx context.Context, o Order) (*Transaction, error) {
	t, body, err := o.begin()
	if err != nil {
		return nil, err
	}
	if err = c.advance(ctx, t, body); err != nil && !errors.Is(err, ErrWrongKey) {
		return nil, err
	}
	return t, err
}

// Poll asks whether the certificate of a waiting transaction is there: RFC 9483
// section 4.4. It asks at once, whatever [Transaction.CheckAfter] says. Errors
// are those of [Client.Update], [ErrState] and [ErrPolls]; after an error of the
// network it may be called again.
func (c *Client) Poll(ctx context.Context, t *Transaction) error {
	switch {
	case t.State != StateWaiting:
		return ErrState
	case t.polls >= MaxPolls:
		return ErrPolls
	}
	t.polls++
	return c.advance(ctx, t, &PollReqContent{t.pollID})
}

// Confirm tells the authority whether the certificate is accepted: RFC 9483
// section 4.1.1. Nothing is sent where the authority granted to do without, or
// was told before. A certificate of a wrong key is never accepted. Errors are
// those of [Client.Update], [ErrState], [ErrWrongKey] and [ErrConfirmed]; after
// an error of the network it may be called again.
func (c *Client) Confirm(ctx context.Context, t *Transaction, accept bool) error {
	verdict := StateDeclined
	if accept {
		verdict = StateConfirmed
	}
	switch {
	case t.State == verdict:
		return nil
	case t.State == StateConfirmed, t.State == StateIssued && t.implicit && !accept:
		return ErrConfirmed
	case t.State != StateIssued:
		return ErrState
	case accept && !t.rightKey():
		return ErrWrongKey
	case t.implicit:
		t.State = verdict
		return nil
	}
	reply, err := c.exchange(ctx, t, NewCertStatus(t.Certificate, t.certReqID, accept))
	if err != nil {
		return err
	}
	switch body := reply.Body.(type) {
	case PKIConfirmContent:
	case *ErrorMsgContent:
		if body.Status.Status == Waiting {
			return unexpected(body)
		}
		if !accept || !body.Status.Failures.Has(CertConfirmed) {
			t.State = StateRejected
			return rejected(body.Status, body.Details)
		}
	default:
		return unexpected(body)
	}
	t.State = verdict
	return nil
}

// begin is the transaction of an order, and its first body.
func (o *Order) begin() (*Transaction, Body, error) {
	public := o.New.Public()
	key, err := pki.MarshalPublicKey(public)
	if err != nil {
		return nil, nil, fmt.Errorf("cmp: %w", err)
	}
	t := &Transaction{ID: newNonce(), Kind: o.Kind, key: public, recipient: o.Old.RawIssuer, offered: o.ImplicitConfirm}
	switch o.Kind {
	case P10CR:
		return t, CertificationRequest(o.Request), nil
	case KUR:
		request := &CertReqMsg{
			Template:  CertTemplate{Issuer: o.Old.RawIssuer, Subject: o.Old.RawSubject, PublicKey: key, Extensions: o.Extensions},
			OldCertID: &CertID{Issuer: o.Old.RawIssuer, Serial: o.Old.SerialNumber},
		}
		return t, request, request.Prove(o.New)
	}
	return nil, nil, fmt.Errorf("cmp: no certificate is ordered by %v", o.Kind)
}

// advance sends a body and takes the transaction to where the reply says.
func (c *Client) advance(ctx context.Context, t *Transaction, body Body) error {
	reply, err := c.exchange(ctx, t, body)
	if err != nil {
		return err
	}
	switch body := reply.Body.(type) {
	case *CertRepMessage:
		return t.answer(body, reply.Header.ImplicitConfirm, c.Now())
	case *PollRepContent:
		return t.postpone(body, c.Now())
	case *ErrorMsgContent:
		return t.fail(body, c.Now())
	}
	return unexpected(reply.Body)
}

func unexpected(body Body) error { return fmt.Errorf("%w: %v", ErrUnexpected, body.Type()) }

// exchange sends a body and returns a reply that is the authority's, to that
// very message.
func (c *Client) exchange(ctx context.Context, t *Transaction, body Body) (*Message, error) {
	request := &Message{Header: t.header(c.Now()), Body: body}
	if s, ok := body.(*CertStatus); ok && s.Algorithm.OID != nil {
		request.Header.Version = CMP2021
	}
	message, err := request.Protect(c.Signer, c.Certificate, c.Chain)
	if err != nil {
		return nil, err
	}
	answer, err := c.Network.Post(ctx, c.URL, MediaType, message, MaxMessage)
	if err != nil {
		return nil, fmt.Errorf("cmp: %w", err)
	}
	reply, err := Parse(answer)
	if err != nil {
		return nil, err
	}
	server, err := c.check(t, request, reply)
	if err != nil {
		return nil, err
	}
	t.nonce = reply.Header.SenderNonce
	t.keep(append([]*x509.Certificate{server}, reply.ExtraCerts...))
	return reply, nil
}

// check holds a reply to RFC 9483 section 3.5, and answers the certificate of
// the server. Nonces make it fresh, so that its messageTime need not be believed.
// Nothing that is not protected is, not even an error; what one says goes to the
// log alone.
func (c *Client) check(t *Transaction, request, reply *Message) (*x509.Certificate, error) {
	h := &reply.Header
	switch {
	case !bytes.Equal(h.TransactionID, t.ID):
		return nil, ErrTransaction
	case !bytes.Equal(h.RecipientNonce, request.Header.SenderNonce), len(h.SenderNonce) == 0:
		return nil, ErrNonce
	}
	server, err := reply.VerifyProtection(slices.Concat(t.Extra, c.Chain))
	if err != nil {
		if e, ok := reply.Body.(*ErrorMsgContent); ok {
			return nil, fmt.Errorf("%w, which says: %v", err, rejected(e.Status, e.Details))
		}
		return nil, err
	}
	if err := c.Trust(server, slices.Concat(reply.ExtraCerts, t.Extra)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrServer, err)
	}
	return server, nil
}
