// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// ErrExpired says that a [Held] was closed, lay idle for [protocol.MaxIdle], or that
// its carrier failed: the person opens the key again.
var ErrExpired = errors.New("service: the key is not open any more")

// Held is keys that stay open after a person opened them for this page. They are used
// by orders of the Desk, each of which the person agrees to. One order at a time uses
// a Held.
//
// BEWARE: a carrier that is open has a session of its own, and whoever else of this user
// wants it, another page or the command line, waits for its turn as long. An operation
// of our own pages keeps it no longer than the person takes to sign; a Held keeps it
// until it is closed. So it closes by itself after [protocol.MaxIdle] without an order,
// when the connection ends, when its carrier fails, and when the person opens the same
// carrier for the page once more.
type Held interface {
	// Keys are the key that the person chose, first, and those for agreement in the same
	// store that have a certificate. They are to be looked at: only the Desk uses them.
	Keys() []key.Candidate
	// Carrier is where the keys are that the person opened, which need not be what the
	// page wanted; of a file it is a name that means nothing.
	Carrier() key.Ref
	// Chain is what stands above a certificate, from its issuer up, as far as that is
	// trusted.
	Chain(c *x509.Certificate) []*x509.Certificate
	// Closed reports whether no order can use the keys any more.
	Closed() bool
	// Close wipes the keys and ends sessions with carriers, after the order that uses
	// them. Closing twice does nothing.
	Close()
}

// held is the [Held] that a Desk makes, and the only one that it takes.
type held struct {
	*session
	opening *opening
	chosen  key.Candidate
	idle    *time.Timer

	mu   sync.Mutex
	used time.Time // last, by the clock on the wall: timers stand still while the computer sleeps
	busy bool      // an order uses it
	over bool      // it is to be wiped, or is
	wipe sync.Once
}

// hold keeps open what the person opened, after they agreed to c. The operation closes
// it no more.
func (o *operation) hold(c *card) *held {
	h := &held{session: o.session, opening: c.attempt.opening, chosen: c.Candidate, used: o.clock()}
	h.opening.held = true
	h.idle = time.AfterFunc(protocol.MaxIdle, h.Close)
	h.session.mu.Lock()
	defer h.session.mu.Unlock()
	h.session.held = append(h.session.held, h)
	return h
}

func (h *held) Keys() []key.Candidate {
	keys := []key.Candidate{h.chosen}
	for _, c := range h.opening.ring.candidates() {
		if c.Key != h.chosen.Key && c.Usage&key.Agree != 0 && c.Certificate != nil {
			keys = append(keys, c)
		}
	}
	return keys
}

func (h *held) Carrier() key.Ref { return h.opening.ref }

func (h *held) Chain(c *x509.Certificate) []*x509.Certificate {
	extra := slices.Concat(h.opening.ring.certificates, h.chosen.Key.Certificates(), h.Witness.Known())
	chain, err := h.Trust().ChainInTime(c, extra, h.Now())
	if err != nil {
		return nil
	}
	return chain[1:]
}

func (h *held) Close() {
	h.mu.Lock()
	h.over = true
	busy := h.busy
	h.mu.Unlock()
	h.idle.Stop()
	if !busy {
		h.end()
	}
}

func (h *held) Closed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.over || h.overslept()
}

// overslept reports whether the keys lay idle too long while the timer stood still. The
// caller holds h.mu.
func (h *held) overslept() bool { return !h.busy && h.clock().Sub(h.used) > protocol.MaxIdle }

// clock is the time by the clock on the wall.
func (s *session) clock() time.Time { return s.Now().Round(0) }

// end wipes the keys, and returns once they are.
func (h *held) end() {
	h.wipe.Do(func() {
		_ = h.opening.store.Close()
		h.session.mu.Lock()
		defer h.session.mu.Unlock()
		h.session.held = slices.DeleteFunc(h.session.held, func(other *held) bool { return other == h })
	})
}

// use does an order with the keys. One that failed because of their carrier was the
// last.
func (h *held) use(do func() (any, error)) (any, error) {
	h.mu.Lock()
	switch {
	case h.over || h.overslept():
		h.mu.Unlock()
		h.Close()
		return nil, ErrExpired
	case h.busy:
		h.mu.Unlock()
		return nil, protocol.Fail(protocol.Busy)
	}
	h.busy = true
	h.mu.Unlock()
	h.idle.Stop()
	result, err := do()

	h.mu.Lock()
	h.busy, h.used = false, h.clock()
	h.over = h.over || err != nil && slices.Contains(lost, AsError(err).Code)
	over := h.over
	if !over {
		h.idle.Reset(protocol.MaxIdle)
	}
	h.mu.Unlock()
	if over {
		h.end()
	}
	return result, err
}

// lost are codes after which keys that were open are not any more.
var lost = []protocol.Code{
	protocol.NoToken, protocol.TokenRemoved, protocol.SessionLost, protocol.TokenKeyMissing, protocol.PINLocked, protocol.DriverCrashed,
	protocol.DriverSilent, protocol.DriverFailed, protocol.WorkerMissing, protocol.TPMFailed, protocol.TPMLockout, protocol.OtherTPM,
	protocol.CertificateChanged, protocol.Internal,
}

// letGo closes what is held of a carrier that the person opens once more, since it
// would wait for its own turn. Names of files mean nothing from one window to the next.
func (s *session) letGo(ref key.Ref) {
	if ref.Scheme() == fileScheme {
		return
	}
	for _, h := range s.allHeld() {
		if h.opening.ref == ref {
			h.Close()
		}
	}
}

func (s *session) allHeld() []*held {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.held)
}

// takeHeld makes the keys that are held the attempt of an operation, so that the window
// has nothing to open: to sign, that is the key the person chose; else all that fit.
func (o *operation) takeHeld() error {
	if o.held == nil {
		return nil
	}
	opened := *o.held.opening
	ring := *opened.ring
	ring.purpose, opened.ring = o.purpose, &ring
	a := &attempt{opening: &opened, done: make(chan struct{})}
	a.ctx, a.stop = context.WithCancelCause(o.ctx)
	close(a.done)
	opened.ask.operation.Store(o)
	o.lay(a)
	if o.purpose.signs {
		a.cards = slices.DeleteFunc(a.cards, func(c *card) bool { return !o.held.chosen.Certificate.Equal(c.Certificate) })
	}
	if a.first() == nil {
		return o.purpose.none
	}
	o.mu.Lock()
	o.attempt = a
	o.mu.Unlock()
	return nil
}

// askHeld has the person asked about the keys that are held, once the window knows what
// it is for.
func (o *operation) askHeld() {
	o.mu.Lock()
	a := o.attempt
	o.mu.Unlock()
	if o.held != nil && a != nil {
		o.chosen.offer(a.first())
	}
}

// shownHeld is what keys would have answered of keys that are held; nil: none are.
func (o *operation) shownHeld() *protocol.Keys {
	if o.held == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.attempt == nil {
		return nil
	}
	keys := o.attempt.answer()
	return &keys
}
