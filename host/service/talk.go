// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"sync"

	"github.com/pidpys/pidpys/host/protocol"
)

// talk is what a page of another program and its [Dialect] say to each other, piece
// by piece: PROTOCOL.md, section 14.
type talk struct {
	*session
	dialect Dialect

	mu      sync.Mutex
	request []byte // what came of one so far
	answer  []byte // what the page did not fetch yet
	call    string // which is being answered
	end     context.CancelCauseFunc
}

// speak takes a piece of a request, or hands out one of the answer.
func (t *talk) speak(r *protocol.Request) error {
	var said protocol.Utterance
	err := r.Params(&said)
	if said.Text != nil {
		defer clear(*said.Text)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.call != "":
		return protocol.Fail(protocol.Busy)
	case err == nil && said.Text == nil && said.Last == nil && len(t.answer) > 0:
		t.hand(r)
		return nil
	case err != nil || said.Text == nil || said.Last == nil:
		t.drop()
		return protocol.Fail(protocol.InvalidParams)
	}
	return t.hear(r, *said.Text, *said.Last)
}

// hear takes a piece of a request. A new one drops what was not fetched of an answer. The
// caller holds t.mu.
func (t *talk) hear(r *protocol.Request, text protocol.Text, last bool) error {
	clear(t.answer)
	t.answer = nil
	switch {
	case text.Units() > protocol.MaxUtterance:
		t.drop()
		return protocol.Fail(protocol.InvalidParams)
	case len(t.request)+len(text) > protocol.MaxDialect:
		t.drop()
		return protocol.Fail(protocol.FrameTooLarge)
	}
	t.keep(text)
	if !last {
		r.Reply(protocol.Answered{})
		return nil
	}
	request := t.request
	t.request = nil
	var ctx context.Context
	ctx, t.end = context.WithCancelCause(t.ctx)
	t.call = r.ID
	t.work.Go(func() { t.have(ctx, r, request) })
	return nil
}

// keep puts a piece to what came of the request. What that outgrows is wiped: a page may
// have sent a PIN. The caller holds t.mu.
func (t *talk) keep(text []byte) {
	if size := len(t.request) + len(text); size > cap(t.request) {
		grown := make([]byte, len(t.request), min(max(size, 2*cap(t.request)), protocol.MaxDialect))
		copy(grown, t.request)
		clear(t.request)
		t.request = grown
	}
	t.request = append(t.request, text...)
}

// drop wipes what came of a request. The caller holds t.mu.
func (t *talk) drop() {
	clear(t.request)
	t.request = nil
}

// have has a request answered.
func (t *talk) have(ctx context.Context, r *protocol.Request, request []byte) {
	answer := t.dialect.Answer(ctx, request)
	clear(request)
	t.mu.Lock()
	defer t.mu.Unlock()
	cause := context.Cause(ctx)
	t.end(nil)
	t.call = ""
	if cause == nil && len(answer) > protocol.MaxDialect {
		cause = protocol.Fail(protocol.FrameTooLarge)
	}
	if cause != nil {
		clear(answer)
		r.Fail(AsError(cause))
		return
	}
	t.answer = answer
	t.hand(r)
}

// hand gives the page the next piece of the answer. The caller holds t.mu.
func (t *talk) hand(r *protocol.Request) {
	piece := protocol.Piece(t.answer)
	t.answer = t.answer[len(piece):]
	said := protocol.Answered{Text: string(piece), Last: len(t.answer) == 0}
	clear(piece)
	r.Reply(said)
}

// cancel ends the request that a call finished, if it is still being answered. r is
// answered first.
func (t *talk) cancel(r *protocol.Request, call string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r.Reply(protocol.Empty{})
	if t.call != "" && t.call == call {
		t.end(protocol.Fail(protocol.Cancelled))
	}
}

// close ends the talk, and all that was held for it.
func (t *talk) close() {
	t.dialect.Close()
	for _, h := range t.allHeld() {
		h.Close()
		h.end()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop()
	clear(t.answer)
}
