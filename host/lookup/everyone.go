// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/registry"
)

// AskAll asks every authority of the directory that gives out certificates,
// until one has a certificate of a key: then only that one is asked on, for the
// other keys. EVERY AUTHORITY MAY LEARN THE KEYS' IDENTIFIERS, so a person must
// have agreed to that.
//
// progress, if not nil, hears how many authorities there are to ask and how
// many of these are done with, answered or not: at once, and after each.
// It is called by one goroutine at a time and must not wait. When AskAll
// returns, nothing it started goes on.
func (f *Finder) AskAll(ctx context.Context, progress func(asked, answered int), keys ...Key) ([]*x509.Certificate, error) {
	if len(keys) > maxKeys {
		return nil, ErrTooManyKeys
	}
	limited, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	r := newRound(limited, f, progress, keys)
	r.run()
	switch {
	case len(r.found) > 0:
		f.remember(r.found)
		return r.found.certificates(), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("lookup: %w", context.Cause(ctx))
	}
	return nil, &NotFoundError{r.silent()}
}

// A round is one asking of all authorities.
type round struct {
	*Finder
	ctx      context.Context // for the authority that has a match
	search   context.Context // for all others: ends at the first match
	stop     context.CancelFunc
	progress func(asked, answered int)
	keys     []Key

	mu          sync.Mutex
	authorities []registry.Authority
	next        int    // the first authority that nobody has begun to ask
	done        int    // authorities done with
	answered    []bool // by authority
	matched     bool   // one authority has a match
	found       findings
}

func newRound(ctx context.Context, f *Finder, progress func(asked, answered int), keys []Key) *round {
	r := &round{Finder: f, ctx: ctx, progress: progress, keys: keys, authorities: servicesOf(f.Directory)}
	if progress == nil {
		r.progress = func(int, int) {}
	}
	r.search, r.stop = context.WithCancel(ctx)
	r.answered = make([]bool, len(r.authorities))
	return r
}

// servicesOf lists the authorities to ask, one for each service that several
// may share.
func servicesOf(d *registry.Directory) []registry.Authority {
	seen := map[string]bool{}
	return slices.DeleteFunc(d.Authorities(), func(a registry.Authority) bool {
		url := cmp.URL(a.CMP)
		defer func() { seen[url] = true }()
		return !a.Lookup() || seen[url]
	})
}

// run asks the authorities, several at a time.
func (r *round) run() {
	defer r.stop()
	r.progress(len(r.authorities), 0)
	var workers sync.WaitGroup
	for range min(maxParallel, len(r.authorities)) {
		workers.Go(func() {
			for i, more := r.begin(); more; i, more = r.begin() {
				r.ask(i)
			}
		})
	}
	workers.Wait()
}

// begin takes the next authority to ask.
func (r *round) begin() (i int, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.search.Err() != nil || r.next == len(r.authorities) {
		return 0, false
	}
	r.next++
	return r.next - 1, true
}

// ask asks one authority. At the first match of all it goes on by itself, and
// everybody else stops.
func (r *round) ask(i int) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	detach := context.AfterFunc(r.search, cancel)
	defer detach()
	mine := false
	found, err := r.inquire(ctx, r.authorities[i], r.keys, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		if !r.matched {
			r.matched, mine = true, true
			detach()
			r.stop()
		}
		return mine
	})
	r.mu.Lock()
	defer r.mu.Unlock()
	if mine {
		r.found = found
	}
	r.answered[i] = err == nil
	r.done++
	if !r.matched {
		r.progress(len(r.authorities), r.done)
	}
}

// silent names the authorities that gave no answer.
func (r *round) silent() []string {
	var names []string
	for i, a := range r.authorities {
		if !r.answered[i] {
			names = append(names, a.Name())
		}
	}
	return names
}
