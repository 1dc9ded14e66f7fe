// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"time"

	"github.com/pidpys/pidpys/host/cmp"
)

// patience is how long one run waits for an authority that works on a request.
const patience = 2 * time.Minute

// send hands the request to the authority, or leaves that to the person. Killed
// before the answer is written down it asks once more, for the same key: of two
// certificates the authority drops the one that nobody confirms.
func (r *run) send(ctx context.Context) error {
	if r.journal.Road == Files {
		return r.enter(r.next(Waiting), "road", string(Files))
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	client, err := r.client(ctx)
	if errors.Is(err, ErrNoAddress) { // an administrator took it back
		next := r.next(Waiting)
		next.Road = Files
		return r.enter(next, "road", string(Files))
	}
	if err != nil {
		return err
	}
	r.tell(StepSending)
	made, err := r.made(ctx)
	if err != nil {
		return err
	}
	if err := r.note("sending"); err != nil {
		return err
	}
	transaction, err := client.Update(ctx, cmp.Order{
		Old: client.Certificate, New: r.signer(ctx, made), Kind: cmp.KUR, Extensions: r.renewal(made).Extensions,
	})
	if transaction == nil {
		return r.blame(ctx, err)
	}
	next := r.next(Waiting)
	next.Transaction = transaction
	return r.enter(next, "road", string(CMP), "transaction", hex.EncodeToString(transaction.ID))
}

// ask waits until the authority has answered, or wants more patience than a
// person at a window has.
func (r *run) ask(ctx context.Context, t *cmp.Transaction) error {
	began := time.Now()
	for t.Waiting() {
		r.tell(StepWaiting)
		if r.wait = max(t.CheckAfter.Sub(r.Now()), 0); time.Since(began)+r.wait > patience {
			return nil
		}
		select {
		case <-time.After(r.wait):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := r.poll(ctx, t); err != nil {
			return err
		}
	}
	r.wait = 0
	return r.weigh(ctx, t)
}

func (r *run) poll(ctx context.Context, t *cmp.Transaction) error {
	client, err := r.client(ctx)
	if err != nil {
		return err
	}
	err = client.Poll(ctx, t)
	_, rejected := errors.AsType[*cmp.RejectedError](err)
	switch {
	case rejected, errors.Is(err, cmp.ErrPolls):
		return r.ended(r.blame(ctx, err))
	case err != nil && !errors.Is(err, cmp.ErrWrongKey): // such a certificate is declined
		return r.blame(ctx, err)
	}
	return r.enter(r.next(Waiting), "polled", string(t.State))
}

// weigh takes the certificate that the authority sent, or declines it.
func (r *run) weigh(ctx context.Context, t *cmp.Transaction) error {
	var chain []*x509.Certificate
	refused := r.blame(ctx, ErrOtherKey) // it was for the authority to choose
	if r.isNew(t.Certificate) {
		chain, refused = r.judge(ctx, t.Certificate, t.Extra)
	}
	switch {
	case refused == nil:
		return r.issued(chain)
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	client, err := r.client(ctx)
	if err != nil {
		return err
	}
	if err := r.putAside(t.Certificate, refused); err != nil {
		return err
	}
	_ = client.Confirm(ctx, t, false) // what nobody confirms the authority drops anyway
	return r.ended(refused)
}

// ended says that the authority's answer is of no use. Another request may be
// sent, when the person wants that.
func (r *run) ended(why error) error {
	next := r.next(Requested)
	next.Transaction = nil
	if err := r.enter(next, "reason", reason(why)); err != nil {
		return err
	}
	return why
}

// confirm tells the authority that the certificate is in its place, so that it
// ends the old one. One that has forgotten the transaction, as after months, may
// have ended the new one instead: then that is the error.
func (r *run) confirm(ctx context.Context, t *cmp.Transaction) error {
	client, err := r.client(ctx)
	if err != nil {
		return err
	}
	r.tell(StepSending)
	if err := r.note("confirming"); err != nil {
		return err
	}
	err = client.Confirm(ctx, t, true)
	if _, rejected := errors.AsType[*cmp.RejectedError](err); rejected {
		_, err = r.inForce(ctx, r.journal.issued(), unwrap(r.journal.Issued))
		return err
	}
	return r.blame(ctx, err)
}
