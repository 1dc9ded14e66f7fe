// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"sync"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// batch is what the outside may do with documents of which every one is signed for
// itself: let them wait, and end it in the middle. Of an operation whose documents are one
// thing it is nil: nothing is running, and nothing can be interrupted.
type batch struct {
	of      int               // documents
	outcome *protocol.Signing // what the window stays open for once all is over; nil: for nothing

	mu     sync.Mutex
	end    context.CancelCauseFunc // of what is being made; nil: nothing is
	over   bool                    // and the page has something of it
	halted chan struct{}           // closed when the person goes on; nil: they did not pause
	before int                     // documents, those that the key signs now
}

// begin is once the person agreed. Ctx ends when [batch.interrupt] says so.
func (b *batch) begin(ctx context.Context) context.Context {
	b.mu.Lock()
	defer b.mu.Unlock()
	ctx, b.end = context.WithCancelCause(ctx)
	return ctx
}

// finish is when nothing is being made any more. Where the page has something of it,
// nobody ends it or refuses it from then on. It answers why, if something interrupted it.
func (b *batch) finish(ctx context.Context, has bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	cause := context.Cause(ctx)
	b.end(nil)
	b.end, b.over = nil, has
	return cause
}

// interrupt ends what is being made; what the page has stays. It reports false where the
// operation is still to be ended, since nothing is made and the page has nothing.
func (b *batch) interrupt(cause error) bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end != nil {
		b.end(cause)
	}
	return b.end != nil || b.over
}

// running reports whether something is being made.
func (b *batch) running() bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.end != nil
}

// pause makes the next document wait.
func (b *batch) pause() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.halted == nil {
		b.halted = make(chan struct{})
	}
}

// proceed ends a pause, if there is one.
func (b *batch) proceed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.halted != nil {
		close(b.halted)
		b.halted = nil
	}
}

// pausing is closed when the person goes on; nil: they did not pause.
func (b *batch) pausing() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.halted
}

// counted is a question about one of several signatures as one of the whole list.
func (b *batch) counted(q key.Question) key.Question {
	if b == nil || q.Kind != key.AskKeyPIN {
		return q
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	q.Number, q.Of = b.before+q.Number, b.of
	return q
}

// reached notes how many documents come before those that the key signs now.
func (b *batch) reached(before int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = before
}
