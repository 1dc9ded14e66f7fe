// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import "context"

// keep puts the certificate beside its key. The authority hears of it only
// after that: until then the old key is good, whatever happens to the carrier.
func (r *run) keep(ctx context.Context) error {
	r.tell(StepStoring)
	if err := r.open(ctx); err != nil {
		return err
	}
	if err := r.carrier.Keep(ctx, r.journal.keyID(), belowRoot(unwrap(r.journal.Issued))); err != nil {
		return err
	}
	return r.enter(r.next(Kept))
}

// finish marks the old key as replaced, once the authority knows.
func (r *run) finish(ctx context.Context) error {
	if t := r.journal.Transaction; t != nil {
		if err := r.confirm(ctx, t); err != nil {
			return err
		}
	}
	next := r.next(Replaced)
	next.Transaction = nil
	return r.enter(next, "old", serial(r.journal.Old.Certificate), "new", serial(r.journal.issued()))
}
