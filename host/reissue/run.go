// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"crypto/x509"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Hands are what a run works with.
type Hands struct {
	// Old is the key that the plan is about; nil where it is not at hand.
	Old key.Key
	// Open opens the carrier, where a person is asked for its PIN. The run closes
	// what it opened. In [Office.Abandon] nil leaves the new key where it is.
	Open func(ctx context.Context, ref key.Ref) (key.Generator, error)
	// Certificates are what a person brought from the authority, in any order.
	Certificates []*x509.Certificate
	// Tell, if not nil, hears of each step when it begins, once in a row.
	Tell func(Step)
}

// An Outcome is how far a run came. It holds what is known also beside an error.
type Outcome struct {
	State State
	Road  Road
	// Certificate is the new one, from Issued on.
	Certificate *x509.Certificate
	// Request is the PKCS #10, and Signed the same within a CMS SignedData of the
	// old key (request.p10, request.p7s): from Requested on.
	Request, Signed []byte
	// Wait is when the authority wants to be asked again, at the soonest.
	Wait time.Duration
	// KeyLeft says that the new key of an abandoned re-issue is on the carrier.
	KeyLeft bool
}

// Run does what a plan says, from where an earlier run ended, until the new
// certificate is on its carrier or the authority is to be waited for: then the
// state is Waiting and no error. The first journal is written once the carrier is
// open, so that a PIN that nobody gave leaves nothing behind. A run may be
// repeated after any error; of one that was abandoned the error is [ErrOver].
//
// Errors are the context's, those of [Office.Plan], of the carrier and the old
// key, [ErrBusy], [ErrOldKeyNeeded] before anything is asked, [ErrOldKey],
// [ErrCopied], of certificates that are not taken [ErrOtherKey], [ErrOtherOwner]
// and those of [pki.Trust.Validate], and of the talk with the authority an
// *[AuthorityError]. [key.ErrNoSuchKey] says that the new key was on the carrier
// and is not any more.
func (o *Office) Run(ctx context.Context, plan *Plan, hands Hands) (Outcome, error) {
	r := &run{Office: o, hands: hands}
	defer r.close()
	err := r.begin(ctx, plan)
	if err == nil {
		err = r.advance(ctx)
	}
	r.stopped(err)
	return r.outcome(), err
}

// A run is one call of Run or Abandon. It holds the folder of its re-issue from
// begin on.
type run struct {
	*Office
	hands   Hands
	folder  *folder
	journal *journal

	carrier key.Generator // once it was needed
	told    Step
	checked bool          // the old certificate is good today
	wait    time.Duration // until the authority wants to be asked

	unsigned error // why a key did not sign what goes to the authority
}

// begin takes up the journal of a plan, or writes the first one.
func (r *run) begin(ctx context.Context, plan *Plan) error {
	if r.Folder == "" {
		return ErrNoFolder
	}
	_, err := r.load(plan.ID)
	switch {
	case errors.Is(err, ErrNoPlan) && plan.journal != nil && plan.State == Planned:
		first := *plan.journal
		first.Label = plan.Label
		return r.first(ctx, first)
	case err != nil:
		return err
	}
	if err := r.take(plan.ID); err != nil {
		return err
	}
	return r.journal.keeps(plan)
}

// first writes the first journal, after whatever may keep a run from its first
// act.
func (r *run) first(ctx context.Context, j journal) (err error) {
	r.journal = &j
	if err := r.needOld(); err != nil {
		return err
	}
	if err := r.check(ctx); err != nil {
		return err
	}
	r.tell(StepKey)
	if err := r.open(ctx); err != nil {
		return err
	}
	if r.folder, err = openFolder(filepath.Join(r.Folder, j.ID), r.testOnlyFault); err != nil {
		return err
	}
	if exists(r.folder.root.Name(), journalName) {
		return ErrBusy // who has begun it while this one asked for a PIN
	}
	return r.enter(j, "kind", string(j.Kind), "old", serial(j.Old.Certificate))
}

// take has the folder of a re-issue that was begun.
func (r *run) take(id string) (err error) {
	if r.folder, err = openFolder(filepath.Join(r.Folder, id), r.testOnlyFault); err != nil {
		return err
	}
	r.journal, err = r.load(id)
	return err
}

// advance goes from state to state.
func (r *run) advance(ctx context.Context) error {
	if r.journal.State == Abandoned {
		return ErrOver
	}
	if err := r.needOld(); err != nil {
		return err
	}
	for r.journal.State != Replaced {
		before := r.journal.State
		if err := r.step(ctx); err != nil {
			return err
		}
		if r.journal.State == before {
			return nil // the authority is to be waited for
		}
	}
	return nil
}

func (r *run) step(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	switch r.journal.State {
	case Planned:
		return r.generate(ctx)
	case Generated:
		return r.request(ctx)
	case Requested:
		if len(r.hands.Certificates) > 0 {
			return r.receive(ctx)
		}
		return r.send(ctx)
	case Waiting:
		return r.receive(ctx)
	case Issued:
		return r.keep(ctx)
	}
	return r.finish(ctx)
}

// next is the journal as it will be in a state.
func (r *run) next(state State) journal {
	next := *r.journal
	next.State, next.Changed = state, r.Now().UTC().Truncate(time.Second)
	return next
}

// enter writes that a state is reached, first for people, then for this program,
// whose journal it becomes.
func (r *run) enter(next journal, facts ...string) error {
	data, err := next.marshal()
	if err == nil {
		err = r.note(string(next.State), facts...)
	}
	if err == nil {
		err = r.folder.write(journalName, data)
	}
	if err == nil {
		r.journal = &next
	}
	return err
}

func (r *run) close() {
	if r.carrier != nil {
		_ = r.carrier.Close()
	}
	if r.folder != nil {
		_ = r.folder.Close()
	}
}

func (r *run) tell(step Step) {
	if r.hands.Tell != nil && step != r.told {
		r.hands.Tell(step)
	}
	r.told = step
}

func (r *run) outcome() Outcome {
	j := r.journal
	if j == nil {
		return Outcome{}
	}
	return Outcome{
		State: j.State, Road: j.Road, Certificate: j.issued(),
		Request: slices.Clone(j.Request), Signed: slices.Clone(j.Signed), Wait: r.wait, KeyLeft: j.KeyLeft,
	}
}

// needOld is an error where the old key is needed and is not at hand, or another
// is. Who brings the certificate needs no key to ask for it.
func (r *run) needOld() error {
	state := r.journal.State
	brought := len(r.hands.Certificates) > 0 && (state == Requested || state == Waiting)
	switch {
	case r.hands.Old != nil && !pki.SamePublicKey(r.journal.Old.Certificate, r.hands.Old.Public()):
		return ErrOldKey
	case r.hands.Old == nil && r.journal.needsOldKey() && !brought:
		return ErrOldKeyNeeded
	}
	return nil
}

// check looks at the old certificate once a run, before its key is used: days may
// be between a plan and its end.
func (r *run) check(ctx context.Context) error {
	if r.checked {
		return nil
	}
	r.tell(StepChecking)
	_, err := r.inForce(ctx, r.journal.Old.Certificate, unwrap(r.journal.Above))
	r.checked = err == nil
	return err
}
