// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// agreement waits until the person agrees, and returns the key they agreed to,
// nil where none is needed.
func (o *operation) agreement() (*card, error) {
	if o.purpose != toAgree {
		return o.consent()
	}
	question, err := o.question(o.ctx, pki.SHA256)
	if err != nil {
		return nil, err
	}
	var answer protocol.ConsentAnswer
	err = o.conn.Call(o.ctx, protocol.Window, protocol.MethodAsk, question, &answer)
	switch {
	case errors.Is(err, protocol.Fail(protocol.Cancelled)):
		o.refuse()
		return nil, err
	case err == nil && (!answer.Approved || answer.Key != ""):
		return nil, protocol.Fail(protocol.Malformed)
	}
	o.mu.Lock()
	o.approved = err == nil
	o.mu.Unlock()
	return nil, err
}

// consent waits until the person agrees to these documents and one key, and
// returns that key. The agreement is to exactly the digests and the certificate
// of the question: for another key there is another question.
func (o *operation) consent() (*card, error) {
	var c *card
	for {
		if c == nil || c.attempt.ctx.Err() != nil { // at first, and after another keys or find call
			select {
			case c = <-o.chosen:
			case <-o.ctx.Done():
				return nil, context.Cause(o.ctx)
			}
		}
		answer, err := o.askConsent(c)
		switch {
		case c.attempt.ctx.Err() != nil:
		case errors.Is(err, protocol.Fail(protocol.Cancelled)):
			o.refuse()
			return nil, err
		case err != nil:
			return nil, err
		case !answer.Approved:
			if c = c.attempt.meant(answer.Key); c == nil {
				return nil, protocol.Fail(protocol.Malformed)
			}
			c.attempt.turned = true
		case answer.Key != c.ref:
			return nil, protocol.Fail(protocol.Malformed)
		case c != c.attempt.proposed() && !c.attempt.turned:
			// The person agreed, but did not say yet whose signature it is.
		case o.approve(c.attempt):
			return c, nil
		default:
			c = nil
		}
	}
}

// approve notes the agreement, unless the person chose something else meanwhile.
func (o *operation) approve(a *attempt) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.attempt != a {
		return false
	}
	o.approved = true
	return true
}

// askConsent asks about c, once the documents have their digests for it.
func (o *operation) askConsent(c *card) (protocol.ConsentAnswer, error) {
	var answer protocol.ConsentAnswer
	question, err := o.question(c.attempt.ctx, c.hash)
	if err != nil {
		return answer, err
	}
	question.Key = c.ref
	err = o.conn.Call(c.attempt.ctx, protocol.Window, protocol.MethodAsk, question, &answer)
	return answer, err
}

// question is what a person is asked about the documents, whoever's key it is.
func (o *operation) question(ctx context.Context, h *pki.Hash) (*protocol.ConsentQuestion, error) {
	for _, d := range o.documents {
		if _, err := o.digest(ctx, d, h); err != nil && !o.spares(d, err) {
			return nil, err
		}
	}
	if err := o.unread(); err != nil {
		return nil, err
	}
	o.asked.Store(h)
	question := &protocol.ConsentQuestion{Kind: protocol.AskConsent, Recipients: o.shownRecipients(), Signed: o.signed}
	question.Documents, question.List = o.shownDocuments(h)
	if o.purpose != toDecrypt && len(o.documents) == 1 {
		question.Text = plainText(o.documents[0].text)
	}
	return question, nil
}
