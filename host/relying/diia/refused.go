// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"maps"
	"sync"
	"time"
)

// pause is how often Diia is asked whether the person refused, while somebody
// waits. Diia calls nobody back for that (unverified).
const pause = 5 * time.Second

// askWhetherRefused settles a request that the person refused. It claims it
// first, so that nothing can come after.
func (d *Desk) askWhetherRefused(ctx context.Context, r begun) {
	if !d.turns.take(r.Trace, d.now()) {
		return
	}
	if status, err := d.Acquirer.Status(ctx, r.Deeplink, r.Trace); err != nil || status != Refuse {
		return // unreachable or not understood: the callback decides
	}
	if key, _, err := d.requests().claim(ctx, r.Trace, d.forgotten()); err == nil {
		_ = d.settle(context.WithoutCancel(ctx), key, ended{Failure: Declined}) // at worst the time runs out
	}
}

// turns are when Diia was last asked about requests. However often a page asks how
// its request is, Diia hears of that once in a pause.
type turns struct {
	mu   sync.Mutex
	last map[string]time.Time // of the last pause alone, by the trace
}

// take reports whether it is time to ask, and then it is not for a pause.
func (t *turns) take(trace string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	maps.DeleteFunc(t.last, func(_ string, at time.Time) bool { return now.Sub(at) >= pause })
	if _, lately := t.last[trace]; lately {
		return false
	}
	if t.last == nil {
		t.last = map[string]time.Time{}
	}
	t.last[trace] = now
	return true
}
