// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import (
	"context"
	"errors"

	"github.com/pidpys/pidpys/host/key"
)

// Abandon gives a re-issue up. The new key is destroyed if no certificate was
// issued for it; else, or where [Hands].Open is nil since the carrier is not at
// hand, it stays, and the outcome says so. The journal stays as well. Errors are
// [ErrBusy], [ErrNoPlan], [ErrDamaged], [ErrOver] and the carrier's.
func (o *Office) Abandon(ctx context.Context, id string, hands Hands) (Outcome, error) {
	r := &run{Office: o, hands: hands}
	defer r.close()
	_, err := o.load(id)
	if err == nil {
		err = r.take(id)
	}
	if err == nil {
		err = r.abandon(ctx)
	}
	r.stopped(err)
	return r.outcome(), err
}

func (r *run) abandon(ctx context.Context) error {
	if r.journal.State.Over() {
		return ErrOver
	}
	next := r.next(Abandoned)
	next.KeyLeft = r.hands.Open == nil || !r.journal.State.before(Issued)
	if !next.KeyLeft {
		if err := r.open(ctx); err != nil {
			return err
		}
		err := r.discard(ctx)
		next.KeyLeft = errors.Is(err, key.ErrKeyExists) // somebody put its certificate there
		if err != nil && !next.KeyLeft {
			return err
		}
	}
	return r.enter(next)
}
