// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"cmp"
	"context"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/protocol"
)

const (
	// groupTime is how long documents that a key signs together may take: until they are
	// done nobody can pause.
	groupTime = time.Second
	maxGroup  = 64
)

// each signs documents one after the other, and hands every signature to the page as
// soon as it is made: what the page has stays. Memory is that of one group.
type each struct {
	*lift
	signer   cades.Signer
	handing  context.Context // outlasts the lift's, so that what is made reaches the page whole
	calls    underway        // signed
	signed   int             // and the page has it
	failed   int
	first    error     // that was wrong with a document
	shown    time.Time // when the window heard last
	size     int       // of the next group
	messages []made    // of the group
}

// made is what became of one document.
type made struct {
	message *cms.SignedData
	digest  []byte
	fault   error
}

// signEach signs every document for itself.
func (o *operation) signEach(ctx context.Context, c *card, level cades.Level, signer cades.Signer) (any, error) {
	work := o.batch.begin(ctx)
	e := &each{
		lift: o.newLift(work, c, level), signer: signer, handing: ctx,
		calls: underway{operation: o, ctx: ctx, most: protocol.MaxSigned},
	}
	defer e.calls.forget()
	stopped := e.run()
	if err := e.calls.finish(); stopped == nil {
		stopped = err
	}
	switch cause := o.batch.finish(work, e.signed > 0); {
	case e.signed+e.failed == len(o.documents): // whatever came after the last
		stopped = nil
	case cause != nil:
		stopped = cause
	}
	if e.signed == 0 {
		return nil, cmp.Or(stopped, e.first)
	}
	result := protocol.SignedEach{Certificate: c.Certificate.Raw, Signed: e.signed, Failed: e.failed}
	outcome := &protocol.Signing{Kind: protocol.ShowDone, Signed: e.signed, Failed: e.failed, Of: len(o.documents)}
	if stopped != nil {
		outcome.Stopped = AsError(stopped)
		result.Stopped = o.conn.Learns(protocol.Page, outcome.Stopped).Code
		o.Log.WithError(stopped).WithField("code", outcome.Stopped.Code).WithField("signed", e.signed).Info("stopped")
	}
	if stopped != nil || e.failed > 0 {
		o.batch.outcome = outcome
	}
	return result, nil
}

// run signs the documents, a few at a time. A key that a provider keeps is confirmed
// once, and signs all.
func (e *each) run() error {
	e.size = 1
	if title, _ := e.card.confirmed(); title != "" {
		e.size = len(e.documents)
	}
	for from := 0; from < len(e.documents); {
		to := min(from+e.size, len(e.documents))
		if err := e.turn(); err != nil {
			return err
		}
		if err := e.make(from, to); err != nil {
			return err
		}
		for i := from; i < to; i++ {
			if err := e.turn(); err != nil {
				return err
			}
			if err := e.deliver(i, e.messages[i-from]); err != nil {
				return err
			}
		}
		from = to
	}
	return nil
}

// turn waits for the page, and while the person pauses. It is an error once it is to end.
func (e *each) turn() error {
	if err := e.calls.room(); err != nil {
		return err
	}
	for halted := e.batch.pausing(); halted != nil && e.ctx.Err() == nil; halted = e.batch.pausing() {
		if err := e.calls.finish(); err != nil {
			return err
		}
		e.tell(protocol.ShowPaused)
		stop := e.patience()
		select {
		case <-halted:
			e.tell(protocol.ShowSigning)
		case <-e.ctx.Done():
		}
		stop()
	}
	return context.Cause(e.ctx)
}

// make has the key sign the documents from one index to before another, as far as
// nothing is wrong with them.
func (e *each) make(from, to int) error {
	began := time.Now()
	e.messages = make([]made, to-from)
	err := e.overDocuments(e.ctx, from, to, func(ctx context.Context, i int) (err error) {
		m, d := &e.messages[i-from], e.documents[i]
		if m.digest, err = e.agreedDigest(ctx, e.card, d); err != nil && e.spares(d, err) {
			m.fault, err = err, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	var contents []content
	var of []*made
	for i := range e.messages {
		if m := &e.messages[i]; m.fault == nil {
			contents = append(contents, content{digest: m.digest, label: e.documents[from+i].name})
			of = append(of, m)
		}
	}
	if len(contents) == 0 {
		return nil
	}
	if err := e.stamp(contents); err != nil {
		return err
	}
	e.batch.reached(from)
	messages, faults, err := e.trySigning(e.ctx, e.card, e.signer, contents)
	if err != nil {
		return err
	}
	for i, m := range of {
		m.message, m.fault = messages[i], faults[i]
	}
	if took := time.Since(began); took < groupTime/2 {
		e.size = min(2*e.size, maxGroup)
	} else if took > groupTime {
		e.size = max(e.size/2, 1)
	}
	return nil
}

// deliver brings a signature to its level and tells the page, or what is wrong.
func (e *each) deliver(i int, m made) error {
	var level cades.Level
	if m.fault == nil {
		var err error
		if level, err = e.raise(m.message, e.digester(e.ctx, i)); err != nil {
			if !e.spares(e.documents[i], err) {
				return err
			}
			m.fault = err
		}
	}
	if m.fault != nil {
		return e.miss(i, m.fault)
	}
	room := protocol.PieceSize
	signature, err := e.hand(e.handing, i, m.message, &room)
	if err != nil {
		return err
	}
	signature.Level, signature.Digest = string(level), protocol.Digest{Hash: e.card.hash.Name(), Value: m.digest}
	return e.say(protocol.Outcome{Document: i, Signature: &signature}, &e.signed)
}

// miss tells the window and the page why a document is not signed.
func (e *each) miss(i int, fault error) error {
	if e.ctx.Err() != nil { // of which the fault may be a mere sign
		return context.Cause(e.ctx)
	}
	d, failure := e.documents[i], AsError(fault)
	d.fail(fault)
	if e.first == nil {
		if e.first = fault; len(e.documents) > 1 {
			e.first = naming(d, fault)
		}
		e.Log.WithError(fault).WithField("code", failure.Code).Info("the first document that is not signed")
	}
	e.show(protocol.NotSigned{Kind: protocol.ShowNotSigned, Document: i, Name: d.name, Code: failure.Code, Params: failure.Params})
	return e.say(protocol.Outcome{Document: i, Code: e.conn.Learns(protocol.Page, failure).Code}, &e.failed)
}

// say tells the page what became of a document, which counts once it heard.
func (e *each) say(o protocol.Outcome, count *int) error {
	o.Call = e.call.id
	return e.calls.ask(protocol.MethodSigned, o, func() {
		*count++
		if time.Since(e.shown) >= progressEvery {
			e.tell(protocol.ShowSigning)
		}
	})
}

// tell tells the window how far it is.
func (e *each) tell(kind string) {
	e.shown = time.Now()
	e.show(protocol.Signing{Kind: kind, Signed: e.signed, Failed: e.failed, Of: len(e.documents)})
}
