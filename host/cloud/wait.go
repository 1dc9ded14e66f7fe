// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pidpys/pidpys/host/key"
)

// How long people may take, and how often the provider is asked meanwhile.
const (
	usualWait = 5 * time.Minute // where the provider does not say
	// LongestWait is the longest, whatever the provider says.
	LongestWait = 10 * time.Minute

	usualPause    = time.Second
	shortestPause = time.Second / 2
	longestPause  = 10 * time.Second

	// releaseTime is how long somebody who leaves waits for the release.
	releaseTime = 5 * time.Second
)

// perform begins an operation and waits until it ends. One that nobody waits for
// any more is released, or noted for later, before perform returns.
func (a *account) perform(ctx context.Context, r Request) (Progress, error) {
	o, err := a.session.Start(ctx, r, a.ask)
	if err != nil {
		return Progress{}, err
	}
	note := a.source.journal.write(a.about.ID, a.user, o.ID)
	progress, err := a.wait(ctx, o, r.Purpose)
	if progress.State.ended() {
		note.erase()
	} else {
		a.release(ctx, o, note)
	}
	return progress, err
}

// wait asks how far the operation has come until it has ended, which the state
// says, or the time for it is over.
func (a *account) wait(ctx context.Context, o Operation, purpose Purpose) (Progress, error) {
	if err := a.about.checkLink(o.Link); err != nil {
		return Progress{}, err
	}
	within := a.patience(o)
	waiting, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	notice := a.notice(ctx, o, purpose, within)
	defer notice.goOn()
	if o.Link != "" {
		notice.show()
	}
	trouble := key.ErrUnconfirmed // if it goes on to the end
	for {
		progress, err := a.session.Poll(waiting, o)
		switch {
		case err == nil && progress.State.ended():
			return progress, cmp.Or(ctx.Err(), progress.State.failure())
		case err == nil && !progress.State.open():
			return Progress{}, fmt.Errorf("%w: state %q", key.ErrAnswer, progress.State)
		case err == nil:
			trouble = key.ErrUnconfirmed
		case waiting.Err() != nil:
			return Progress{}, cmp.Or(ctx.Err(), trouble)
		case !errors.Is(err, key.ErrProviderUnreachable):
			return Progress{}, err
		default:
			trouble = err
		}
		notice.show()
		select {
		case <-time.After(pause(o)):
		case <-waiting.Done():
			return Progress{}, cmp.Or(ctx.Err(), trouble)
		}
	}
}

// patience is how long to wait for an operation.
func (a *account) patience(o Operation) time.Duration {
	if o.Expires.IsZero() {
		return usualWait
	}
	return min(o.Expires.Sub(a.source.config.Now()), LongestWait)
}

func pause(o Operation) time.Duration {
	return min(max(cmp.Or(o.Pause, usualPause), shortestPause), longestPause)
}

// release tells the provider that nobody waits any more, though whoever did has
// gone already.
func (a *account) release(ctx context.Context, o Operation, note *note) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
	defer cancel()
	if err := a.session.Cancel(ctx, o); err != nil {
		a.source.log(a.about, err).Warn("an operation is left to be released later")
		note.leave()
		return
	}
	note.erase()
}

// open reports whether an operation goes on.
func (s State) open() bool { return s == Registered || s == Waiting }

// ended reports whether the provider has nothing more to release.
func (s State) ended() bool {
	switch s {
	case Done, Partly, Rejected, Failed, Expired:
		return true
	}
	return false
}

// failure is what a state that ended means, nil where there are results.
func (s State) failure() error {
	switch s {
	case Rejected:
		return key.ErrDeclined
	case Failed:
		return key.ErrProvider
	case Expired:
		return key.ErrUnconfirmed
	}
	return nil
}
