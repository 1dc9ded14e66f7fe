// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// grace is how long after its end a request is waited for, since a confirmation
// of the last moment may still be on its way through [Desk.Callback].
const grace = judging

// pause is how often Diia is asked whether the person refused, while somebody
// waits. Diia calls nobody back for that (unverified).
const pause = 5 * time.Second

// Wait returns when a request of the session was confirmed. The error is
// [ErrUnknown] for a request that is not the session's, is over and collected, or
// forgotten; a [*FailureError] for one that came to nothing, Unconfirmed when its
// time is over; or that of ctx or the store. Waiting again tells the same again,
// until the result is collected.
func (d *Desk) Wait(ctx context.Context, session, id string) error {
	for {
		over, err := d.step(ctx, keyOf(session, id), pause)
		if over || err != nil {
			return err
		}
	}
}

// step waits for a while, then looks why it takes so long. It reports whether the
// request was confirmed.
func (d *Desk) step(ctx context.Context, key string, while time.Duration) (confirmed bool, err error) {
	waiting, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	record, outcome, err := d.Requests.Wait(waiting, key)
	switch {
	case errors.Is(err, ErrUnknown):
		return false, ErrUnknown
	case err != nil:
		return false, fmt.Errorf("diia: waiting: %w", err)
	case outcome != nil:
		_, err := result(record, outcome)
		return err == nil, err
	case ctx.Err() != nil:
		return false, ctx.Err()
	}
	var r begun
	if json.Unmarshal(record, &r) != nil {
		return false, errRecord
	}
	if !d.now().Before(r.Expires.Add(grace)) {
		return false, &FailureError{Unconfirmed}
	}
	d.askWhetherRefused(ctx, r)
	return false, nil
}

// askWhetherRefused settles a request that the person refused. It claims it
// first, so that nothing can come after.
func (d *Desk) askWhetherRefused(ctx context.Context, r begun) {
	if status, err := d.Acquirer.Status(ctx, r.Deeplink, r.Trace); err != nil || status != Refuse {
		return // unreachable or not understood: the callback decides
	}
	if key, _, err := d.Requests.Claim(ctx, r.Trace); err == nil {
		_ = d.settle(context.WithoutCancel(ctx), key, ended{Failure: Declined}) // at worst the time runs out
	}
}

// Collect gives the result of a request, once, to the session that began it. The
// error is a [*FailureError] for one that came to nothing, and [ErrUnknown] for
// one that is another session's, was collected, or is not over yet.
func (d *Desk) Collect(ctx context.Context, session, id string) (*Result, error) {
	record, outcome, err := d.Requests.Take(ctx, keyOf(session, id))
	switch {
	case errors.Is(err, ErrUnknown):
		return nil, ErrUnknown
	case err != nil:
		return nil, fmt.Errorf("diia: collecting: %w", err)
	}
	return result(record, outcome)
}
