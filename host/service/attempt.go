// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// errSuperseded ends an attempt because the person chose something else.
var errSuperseded = protocol.Fail(protocol.Cancelled)

// attempt is one keys, find or plan call, or one like it: the person on the way to
// a key, and what they may choose from once it is answered.
type attempt struct {
	ctx  context.Context // until another attempt takes its place
	stop context.CancelCauseFunc
	done chan struct{} // closed once the call is answered

	*opening
	format string // of a file
	cards  []*card
	turned bool  // the person said which of several keys; for consent only
	move   *move // that was planned
}

// opening is the file, token or provider that a keys call opens, and that stays open for the
// attempts that follow, until the next keys call.
type opening struct {
	ref    key.Ref
	file   protocol.File // the same, if it is a file
	octets []byte        // of a file that the page handed over; nil: the window has it
	ski    string        // the key that the person turned to while its token was not open
	kept   offer         // the provider that keeps the keys, if one does

	// These are set once it is open.
	store key.Store
	ring  *keyring
	ask   *asker
	held  bool // by a [Held], which closes the store
}

// following is an attempt that leaves open what is open. The caller holds o.mu.
func (o *operation) following() *attempt {
	if o.attempt == nil {
		return &attempt{opening: new(opening)}
	}
	return &attempt{opening: o.attempt.opening}
}

// take makes a the attempt that counts. An earlier one ends, and with it the
// question of consent it led to. work answers r once the earlier call is
// answered; then the person is asked about a key or a move, if there is one. The
// caller holds o.mu.
func (o *operation) take(r *protocol.Request, a *attempt, work func(earlier *attempt) (any, error)) error {
	switch {
	case o.over:
		return protocol.Fail(protocol.Cancelled)
	case o.approved:
		return protocol.Fail(protocol.Busy)
	}
	a.ctx, a.stop = context.WithCancelCause(o.ctx)
	a.done = make(chan struct{})
	earlier := o.attempt
	o.attempt = a
	if earlier != nil {
		earlier.stop(errSuperseded)
	}
	o.work.Go(func() {
		defer close(a.done)
		if earlier != nil {
			<-earlier.done
		}
		result, err := work(earlier)
		if err != nil && a.ctx.Err() != nil {
			err = context.Cause(a.ctx)
		}
		if err != nil {
			o.Log.WithField("method", r.Method).WithField("code", AsError(err).Code).Info("in vain")
			r.Fail(AsError(err))
		} else {
			r.Reply(result)
		}
		o.propose(a)
	})
	return nil
}

// propose has the person asked about what an attempt led to.
func (o *operation) propose(a *attempt) {
	if o.purpose == toReissue {
		if a.move != nil {
			o.moves.offer(a.move)
		}
	} else if c := a.first(); c != nil {
		o.chosen.offer(c)
	}
}

// close ends the attempt, waits for its call, and wipes the keys.
func (a *attempt) close() {
	a.stop(errSuperseded)
	<-a.done
	if a.store != nil && !a.held {
		_ = a.store.Close()
	}
}

// lay makes the cards of what is open.
func (o *operation) lay(a *attempt) {
	a.format, a.cards = o.cards(a.ring, a.store)
	for _, c := range a.cards {
		c.attempt = a
	}
}

// inherit takes the cards of an earlier attempt as they are.
func (a *attempt) inherit(earlier *attempt) {
	a.format = earlier.format
	for _, c := range earlier.cards {
		same := *c
		same.attempt = a
		a.cards = append(a.cards, &same)
	}
}

// answer is the result of the call.
func (a *attempt) answer() protocol.Keys {
	result := protocol.Keys{Format: a.format, Keys: make([]protocol.Key, len(a.cards))}
	for i, c := range a.cards {
		result.Keys[i] = c.shown()
	}
	if proposed := a.proposed(); proposed != nil {
		result.Selected = &proposed.ref
	}
	return result
}

// first is the key that is asked about until the person turns to another.
func (a *attempt) first() *card {
	if proposed := a.proposed(); proposed != nil {
		return proposed
	}
	if all := a.selectable(); len(all) > 0 {
		return all[0]
	}
	return nil
}

// selectable lists the keys that the person may use.
func (a *attempt) selectable() []*card {
	var all []*card
	for _, c := range a.cards {
		if c.selectable() {
			all = append(all, c)
		}
	}
	return all
}

// proposed is the key that the person turned to, or the only one to use. Of
// several others none is proposed: whose signature it is, the person must say.
func (a *attempt) proposed() *card {
	all := a.selectable()
	if i := slices.IndexFunc(all, func(c *card) bool { return c.entry.SKI == a.ski }); a.ski != "" && i >= 0 {
		return all[i]
	}
	if len(all) == 1 {
		return all[0]
	}
	return nil
}

// meant returns the selectable key of that reference, or nil.
func (a *attempt) meant(ref string) *card {
	all := a.selectable()
	if i := slices.IndexFunc(all, func(c *card) bool { return c.ref == ref }); i >= 0 {
		return all[i]
	}
	return nil
}
