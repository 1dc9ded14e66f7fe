// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/sirupsen/logrus"
)

// board is where the sources of tokens post what is plugged in, and where the
// window looks, as long as an operation lasts.
type board struct {
	watch    sync.Once // when the window looks for the first time
	patience time.Time // until when a page that looks waits for all to be told

	mu      sync.Mutex
	state   int64          // how often something was posted; 0: nothing is known yet
	sees    []key.Plugged  // by source
	told    map[int]bool   // sources that told something
	changed chan struct{}  // closed at the next post
	names   names[key.Ref] // of all tokens there were
	drivers map[string]int // that were set aside, by their source
	stop    context.CancelCauseFunc
}

func newBoard() *board {
	return &board{changed: make(chan struct{}), told: map[int]bool{}, drivers: map[string]int{}}
}

// post puts up what a source sees.
func (b *board) post(source int, p key.Plugged) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for len(b.sees) <= source {
		b.sees = append(b.sees, key.Plugged{})
	}
	b.sees[source], b.told[source] = p, true
	for _, t := range p.Troubles {
		if t.Driver != "" {
			b.drivers[t.Driver] = source
		}
	}
	b.state++
	close(b.changed)
	b.changed = make(chan struct{})
}

// follow posts what a source sees until ctx ends.
func (b *board) follow(ctx context.Context, log *logrus.Entry, source int, of key.Hotplug) {
	if err := of.Watch(ctx, func(p key.Plugged) { b.post(source, p) }); err != nil && ctx.Err() == nil {
		log.WithError(err).Error("tokens cannot be watched")
		b.post(source, key.Plugged{})
	}
}

// settled is what the sources see, once so many of them have told all of it, but no later
// than patience allows.
func (b *board) settled(ctx context.Context, sources int, patience time.Duration) ([]key.Plugged, error) {
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		b.mu.Lock()
		sees, told, changed := slices.Clone(b.sees), len(b.told), b.changed
		b.mu.Unlock()
		if told >= sources && !slices.ContainsFunc(sees, func(p key.Plugged) bool { return p.Partial }) {
			return sees, nil
		}
		select {
		case <-changed:
		case <-late.C:
			return sees, nil
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// take ends an earlier look, and begins another.
func (b *board) take(ctx context.Context) (context.Context, context.CancelCauseFunc) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop != nil {
		b.stop(errSuperseded)
	}
	ctx, b.stop = context.WithCancelCause(ctx)
	return ctx, b.stop
}

// look waits for a state other than the one that was seen, but no longer than
// [protocol.MaxPoll], and answers it with what the sources see.
func (b *board) look(ctx context.Context, seen int64) (int64, []key.Plugged, error) {
	late := time.NewTimer(protocol.MaxPoll)
	defer late.Stop()
	for waited := false; ; {
		b.mu.Lock()
		if waited {
			b.state = max(b.state, 1) // that nothing is known is what is known
		}
		state, sees, changed := b.state, slices.Clone(b.sees), b.changed
		b.mu.Unlock()
		if state != 0 && (state != seen || waited) {
			return state, sees, nil
		}
		select {
		case <-changed:
		case <-late.C:
			waited = true
		case <-ctx.Done():
			return 0, nil, context.Cause(ctx)
		}
	}
}

// carrier is the token of that reference as it was seen last, if it still is.
func (b *board) carrier(ref key.Ref) (c key.Carrier, plugged bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.sees {
		if i := slices.IndexFunc(p.Carriers, func(c key.Carrier) bool { return c.Ref == ref }); i >= 0 {
			return p.Carriers[i], true
		}
	}
	return key.Carrier{}, false
}

// reviver is the source that set a driver aside.
func (b *board) reviver(driver string) (source int, known bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	source, known = b.drivers[driver]
	return source, known
}
