// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"
	"slices"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
)

// reissue moves the person to a new key, where there is no page: PROTOCOL.md,
// section 12.
func (s *session) reissue(r *protocol.Request) error {
	if s.paged() {
		return protocol.Fail(protocol.Forbidden)
	}
	if err := r.Params(&protocol.Empty{}); err != nil {
		return err
	}
	o := &operation{call: called(r), purpose: toReissue}
	o.perform = o.moveOn
	return s.begin(o)
}

// moveOn asks about plans until one is carried out. Of one that could not be the
// person is told, and plans anew.
func (o *operation) moveOn(ctx context.Context) (any, error) {
	for {
		m, err := o.planAgreed()
		if err != nil {
			return nil, err
		}
		o.silence.Stop()
		outcome, err := o.Reissue.Run(ctx, m.plan, o.hands(m))
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err == nil:
			return o.reissued(m, outcome)
		case errors.Is(err, protocol.Fail(protocol.TimedOut)): // nobody answers
			return nil, err
		}
		o.stop(m, err)
	}
}

// planAgreed waits until the person agrees to a plan. The agreement is to exactly
// that plan: for another there is another question.
func (o *operation) planAgreed() (*move, error) {
	for {
		var m *move
		select {
		case m = <-o.moves:
		case <-o.ctx.Done():
			return nil, context.Cause(o.ctx)
		}
		question := m.question()
		var answer protocol.ConsentAnswer
		err := o.conn.Call(m.attempt.ctx, protocol.Window, protocol.MethodAsk, question, &answer)
		switch {
		case m.attempt.ctx.Err() != nil: // another plan, or the end
		case errors.Is(err, protocol.Fail(protocol.Cancelled)):
			o.refuse()
			return nil, err
		case err != nil:
			return nil, err
		case !answer.Approved || answer.Key != question.Key:
			return nil, protocol.Fail(protocol.Malformed)
		case o.approve(m.attempt):
			return m, nil
		}
	}
}

// stop tells the person why a plan could not be carried out, and what of it was
// begun. What they plan next counts again.
func (o *operation) stop(m *move, err error) {
	failure := AsError(about(m.shown.Carrier.Names, err))
	log := o.Log.WithField("code", failure.Code)
	if failure.Code == protocol.Internal {
		log.WithError(err).Error("a move stopped")
	} else {
		log.Info("a move stopped")
	}
	stopped := protocol.Stopped{Kind: protocol.ShowStopped, Code: failure.Code, Params: failure.Params}
	if slices.ContainsFunc(o.allUnfinished(), func(p *reissue.Plan) bool { return p.ID == m.plan.ID }) {
		stopped.Unfinished = o.begun.name(m.plan.ID)
	}
	o.mu.Lock()
	o.approved = false
	o.mu.Unlock()
	o.heard()
	o.show(stopped)
}

// reissued is what the window shows in the end.
func (o *operation) reissued(m *move, outcome reissue.Outcome) (any, error) {
	shown := protocol.Reissued{Kind: protocol.ShowReissued, Owner: m.shown.Owner}
	switch {
	case outcome.State.Over():
		certificate, err := o.shownCertificate(outcome.Certificate)
		if err != nil {
			return nil, err
		}
		shown.Outcome, shown.Certificate = protocol.OutcomeDone, &certificate
	case outcome.Road == reissue.Files:
		shown.Outcome = protocol.OutcomeFiles
		shown.Files = []protocol.RequestFile{{Name: "request.p10", Data: outcome.Request}, {Name: "request.p7s", Data: outcome.Signed}}
	default:
		shown.Outcome, shown.Wait = protocol.OutcomeWaiting, max(seconds(outcome.Wait), 1)
	}
	return shown, nil
}
