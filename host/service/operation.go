// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/x509"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// maxRefusals in a row block the page until it is loaded again.
const maxRefusals = 3

// operation is one call of a page, or of the extension itself, from its beginning
// to its answer.
type operation struct {
	*session
	call       call
	purpose    *purpose             // nil: it needs no person, and so no window
	profile    string               // of a login
	documents  []*document          // to be signed, encrypted or decrypted
	batch      *batch               // every document is signed for itself; nil: all are one thing
	recipients []*x509.Certificate  // to be encrypted to
	signed     []protocol.Signatory // of a report: who did before, once it was examined
	hash       *pki.Hash            // what the page asked for; nil: the key decides
	diia       bool                 // the page itself offers Дія.Підпис
	place      string               // where the page would have the key looked for first; may be empty
	held       *held                // whose keys are used; nil: the person opens some
	wanted     *Wanted              // the key that a page of another program named; nil: none
	hints      []*x509.Certificate  // that such a page supplied, true or not

	// inspect refuses a document, once it was read, that cannot be signed as is wanted;
	// nil: all can.
	inspect func(context.Context, *document) error

	// perform does what was asked, while the window is open.
	perform func(context.Context) (any, error)

	ctx     context.Context
	end     context.CancelCauseFunc
	chosen  newest[*card] // the key to ask consent for
	moves   newest[*move] // of a reissue: what to ask consent for
	begun   names[string] // moves that were begun, by their identifiers
	board   *board        // of tokens
	offers  names[offer]  // of providers
	silence *time.Timer
	asked   atomic.Pointer[pki.Hash] // of the digests that consent was asked to last

	ended chan struct{} // closed when all is over, the answer too

	mu       sync.Mutex
	over     bool      // no more work is taken
	refused  bool      // by the person
	approved bool      // by the person
	attempt  *attempt  // the newest one
	told     time.Time // when the window heard last how far reading is
	work     sync.WaitGroup
}

// call is what an operation does, and who is answered, once.
type call struct {
	caller
	id     string // of a page's call; those of a [Desk] have none
	action string // as the window is told
}

type caller interface {
	Reply(result any)
	Fail(err error)
}

// called is the call that a role made.
func called(r *protocol.Request) call { return call{r, r.ID, r.Method} }

func (o *operation) windowed() bool { return o.purpose != nil }

// begin starts an operation, unless there is one, or the person has had
// enough.
func (s *session) begin(o *operation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operation != nil {
		return protocol.Fail(protocol.Busy)
	}
	if o.windowed() && s.refusals >= maxRefusals {
		return protocol.Fail(protocol.TooManyCancels)
	}
	o.session = s
	o.ctx, o.end = context.WithCancelCause(s.ctx)
	o.chosen, o.moves = make(newest[*card], 1), make(newest[*move], 1)
	o.board = newBoard()
	o.ended = make(chan struct{})
	o.silence = time.AfterFunc(protocol.MaxSilence, o.timeOut)
	s.operation, s.listed = o, nil
	s.work.Go(o.run)
	return nil
}

func (o *operation) run() {
	defer close(o.ended)
	started := time.Now()
	var result any
	err := o.takeHeld()
	if err == nil {
		err = o.openWindow()
	}
	if err == nil {
		result, err = o.perform(o.ctx)
	}
	if cause := context.Cause(o.ctx); cause != nil {
		err = cause
	}
	if errors.Is(err, errDeferred) {
		result, err = protocol.Deferred{Deferred: protocol.DeferredDiia}, nil
	}
	o.close()
	o.session.forget(o)
	o.answer(result, err, time.Since(started))
}

// withConsent is the way of DESIGN: pull and hash while the person chooses, ask,
// do it with what is still the same. The card is nil if no key is needed.
func (o *operation) withConsent(do func(context.Context, *card) (any, error)) func(context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		o.spawn(func() {
			if err := o.pullDocuments(); err != nil {
				o.end(err)
			}
		})
		c, err := o.agreement()
		if err != nil {
			return nil, err
		}
		o.silence.Stop()
		if o.purpose.doing != "" {
			o.show(protocol.Event{Kind: o.purpose.doing})
		}
		result, err := do(ctx, c)
		if errors.Is(err, key.ErrCancelled) { // no PIN was given, here or on the reader
			o.refuse()
		}
		return result, err
	}
}

// openWindow asks the extension for the window, if a person is needed.
func (o *operation) openWindow() error {
	if !o.windowed() {
		return nil
	}
	o.spawn(func() { o.Trust() }) // while the person chooses, nobody waits for it
	ctx, cancel := context.WithTimeoutCause(o.ctx, protocol.MaxReply, protocol.Fail(protocol.TimedOut))
	defer cancel()
	return o.conn.Call(ctx, protocol.Extension, protocol.MethodWindow, protocol.Empty{}, &protocol.Empty{})
}

// spawn runs f beside the operation, which waits for it before it ends. It
// reports false when the operation is ending already.
func (o *operation) spawn(f func()) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.over {
		return false
	}
	o.work.Go(f)
	return true
}

// patience ends the operation with timed-out after as long as a person may be
// silent, unless stopped before. It is for each of the questions that may come
// after the consent, when the operation itself waits for nobody: between two
// answers no more time goes by than before it. What a source makes of an
// unanswered question does not matter then.
func (o *operation) patience() (stop func() bool) {
	return time.AfterFunc(protocol.MaxSilence, o.timeOut).Stop
}

// timeOut ends the operation because nobody did anything.
func (o *operation) timeOut() { o.giveUp(protocol.Fail(protocol.TimedOut)) }

// giveUp ends the operation; of documents that are being signed each for itself, it ends
// where it stands.
func (o *operation) giveUp(cause error) {
	if !o.batch.interrupt(cause) {
		o.end(cause)
	}
}

// heard notes that somebody did something.
func (o *operation) heard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.approved && !o.over {
		o.silence.Reset(protocol.MaxSilence)
	}
}

// refuse ends the operation because the person does not want it. One that ends
// already, and whose window is closed then, was not refused; nor was one that is left
// in the middle, when the page has something of it.
func (o *operation) refuse() {
	if o.batch.interrupt(key.ErrCancelled) {
		return
	}
	o.mu.Lock()
	if o.ctx.Err() == nil {
		o.refused = true
	}
	o.mu.Unlock()
	o.end(protocol.Fail(protocol.Cancelled))
}

// close ends everything that works for the operation, and wipes its keys.
func (o *operation) close() {
	o.mu.Lock()
	o.over = true
	o.silence.Stop()
	o.mu.Unlock()
	o.end(protocol.Fail(protocol.Cancelled))
	o.work.Wait()
	if o.attempt != nil {
		o.attempt.close()
	}
}

// forget makes room for the next operation, and counts what a page was refused.
func (s *session) forget(o *operation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	s.operation = nil
	switch {
	case s.origin() == "": // nobody is pestered by themselves
	case o.refused:
		s.refusals++
	case o.approved:
		s.refusals = 0
	}
	if s.refusals == maxRefusals && o.refused {
		s.Log.Warn("too many refusals: the page is blocked until it is loaded again")
	}
}

// answer tells the caller and the window how it went. What failed stays on the
// window for the person to read, and so does what only they are told; the window
// hears of both first, for whoever is answered may hang up.
func (o *operation) answer(result any, err error, took time.Duration) {
	log := o.Log.WithField("action", o.call.action).WithField("documents", len(o.documents)).WithField("took", took.Round(time.Millisecond))
	if err == nil {
		log.Info("done")
		if o.windowed() && o.purpose.stays {
			o.show(result)
			o.call.Reply(protocol.Empty{})
			return
		}
		if o.batch != nil && o.batch.outcome != nil {
			o.show(o.batch.outcome)
			o.call.Reply(result)
			return
		}
		o.call.Reply(result)
		o.show(protocol.Event{Kind: protocol.ShowDone})
		o.closeWindow()
		return
	}
	failure := AsError(err)
	log = log.WithField("code", failure.Code)
	if failure.Code == protocol.Internal {
		log.WithError(err).Error("failed")
	} else {
		log.Info("ended")
	}
	if failure.Code == protocol.Cancelled {
		o.call.Fail(failure)
		o.closeWindow()
		return
	}
	o.show(protocol.Event{Kind: protocol.ShowError, Code: failure.Code, Params: failure.Params})
	o.call.Fail(failure)
}

// show and closeWindow do nothing for a call that has no window, and leave
// errors to the reading side, which sees the connection end.
func (o *operation) show(event any) {
	if o.windowed() {
		_ = o.conn.Notify(protocol.Window, protocol.MethodShow, event)
	}
}

func (o *operation) closeWindow() {
	if o.windowed() {
		_ = o.conn.Notify(protocol.Extension, protocol.MethodCloseWindow, protocol.Empty{})
	}
}
