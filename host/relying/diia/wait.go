// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// grace is how long after its end a request is waited for, since a confirmation
// of the last moment may still be on its way through [Desk.Callback].
const grace = judging

// Wait returns when a request of the session was confirmed. The error is
// [ErrUnknown] for a request that is not the session's, is over and collected, or
// forgotten; a [*FailureError] for one that came to nothing, Unconfirmed when its
// time is over; or that of ctx or the store. Waiting again tells the same again,
// until the result is collected.
func (d *Desk) Wait(ctx context.Context, session, id string) error {
	for {
		over, err := d.step(ctx, keyOf(session, id))
		if over || err != nil {
			return err
		}
	}
}

// step waits for a pause, then asks Diia why it takes so long. It reports whether
// the request was confirmed.
func (d *Desk) step(ctx context.Context, key string) (confirmed bool, err error) {
	confirmed, r, err := d.look(ctx, key, pause)
	if err == nil && !confirmed {
		d.askWhetherRefused(ctx, r)
	}
	return confirmed, err
}

// look waits for a while. It reports whether the request was confirmed, and while
// it is not, what it is.
func (d *Desk) look(ctx context.Context, key string, while time.Duration) (confirmed bool, r begun, err error) {
	record, outcome, err := d.requests().wait(ctx, key, while)
	switch {
	case errors.Is(err, ErrUnknown):
		return false, r, ErrUnknown
	case err != nil:
		return false, r, fmt.Errorf("diia: waiting: %w", err)
	case outcome != nil:
		_, err := parseEnded(outcome)
		return err == nil, r, err
	}
	if _, err := r.parseHead(record); err != nil {
		return false, r, err
	}
	if !d.now().Before(r.Expires.Add(grace)) {
		return false, r, &FailureError{Unconfirmed}
	}
	return false, r, nil
}

// Collect gives the result of a request, once, to the session that began it. The
// error is a [*FailureError] for one that came to nothing, and [ErrUnknown] for
// one that is another session's, was collected, or is not over yet.
func (d *Desk) Collect(ctx context.Context, session, id string) (*Result, error) {
	record, outcome, err := d.requests().take(ctx, keyOf(session, id))
	switch {
	case errors.Is(err, ErrUnknown):
		return nil, ErrUnknown
	case err != nil:
		return nil, fmt.Errorf("diia: collecting: %w", err)
	}
	return result(record, outcome)
}
