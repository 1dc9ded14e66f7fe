// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"errors"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// move is a plan to move to a new key, with all that carrying it out needs: what
// a person agrees to.
type move struct {
	attempt *attempt
	plan    *reissue.Plan
	from    *card               // the key to move from; nil: it is not open
	brought []*x509.Certificate // by the person, from the authority
	shown   protocol.Plan
}

// moveParams are those of a call about a move. In an operation of a page there is
// none.
func (o *operation) moveParams(r *protocol.Request, params any) error {
	if o.purpose != toReissue {
		return protocol.Fail(protocol.Forbidden)
	}
	return r.Params(params)
}

// goOn takes a call about a move. What is open stays open.
func (o *operation) goOn(r *protocol.Request, work func(*attempt) (any, error)) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	a := o.following()
	return o.take(r, a, func(earlier *attempt) (any, error) {
		if earlier != nil {
			a.inherit(earlier)
		}
		return work(a)
	})
}

// propound makes m what an attempt leads to, and answers it as the window shows it.
func (o *operation) propound(a *attempt, m *move) (any, error) {
	old, err := o.shownCertificate(m.plan.Old)
	if err != nil {
		return nil, err
	}
	m.attempt, a.move = a, m
	m.shown = protocol.Plan{
		Owner:     owner(m.plan.Owner()),
		Old:       old,
		Carrier:   shownPlace(m.plan.Onto),
		Kind:      string(m.plan.Kind),
		Road:      string(m.plan.Road),
		Authority: m.plan.Authority,
		Cautions:  make([]string, len(m.plan.Cautions)),
		State:     states[m.plan.State],
	}
	for i, c := range m.plan.Cautions {
		m.shown.Cautions[i] = string(c)
	}
	return m.shown, nil
}

// question is what the person is asked about a move.
func (m *move) question() *protocol.ConsentQuestion {
	question := &protocol.ConsentQuestion{Kind: protocol.AskConsent, Documents: []protocol.Document{}, Plan: &m.shown}
	if m.from != nil {
		question.Key = m.from.ref
	}
	return question
}

// hands are what the office works with for a move.
func (o *operation) hands(m *move) reissue.Hands {
	hands := reissue.Hands{
		Open: o.opener(m.attempt), Certificates: m.brought,
		Tell: func(s reissue.Step) { o.show(protocol.Reissuing{Kind: protocol.ShowReissuing, Step: string(s)}) },
	}
	if m.from != nil {
		hands.Old = m.from.Key
	}
	return hands
}

// opener opens carriers of new keys. One that is open already, since the current
// key is on it too, is lent: it is one person's turn at a time. A token asks for its
// PIN again then, since it was opened to sign.
func (o *operation) opener(a *attempt) func(context.Context, key.Ref) (key.Generator, error) {
	return func(ctx context.Context, ref key.Ref) (key.Generator, error) {
		if g, ok := a.store.(key.Generator); ok && ref == a.ref {
			return key.Lent(g), nil
		}
		source, err := o.sourceOf(ref)
		if err != nil {
			return nil, err
		}
		return key.OpenGenerator(ctx, source, ref, o.newAsker(new(opening)))
	}
}

// about adds to an error which carrier makes no such key, for the words that name
// it.
func about(carrier []string, err error) error {
	if len(carrier) == 0 || !errors.Is(err, key.ErrNoGenerator) {
		return err
	}
	return &protocol.Error{Code: protocol.CannotGenerate, Params: &protocol.Params{Device: carrier[0]}}
}
