// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/registry"
)

// AskAll asks every authority of the directory that gives out certificates,
// until each key has one, or all have answered: the keys of a file may be
// several people's. The keys that are there [Key.Beside] others are not waited
// for: once the others have theirs, only who had one of them is asked on. EVERY
// AUTHORITY MAY LEARN THE KEYS' IDENTIFIERS, so a person must have agreed to that.
//
// progress, if not nil, hears how many authorities there are to ask and how
// many of these are done with, answered or not: at once, and after each until
// the search is complete. It is called by the goroutine of AskAll, and those who
// ask do not wait for it. When AskAll returns, nothing it started goes on.
func (f *Finder) AskAll(ctx context.Context, progress func(asked, answered int), keys ...Key) ([]*x509.Certificate, error) {
	if len(keys) > maxKeys {
		return nil, ErrTooManyKeys
	}
	limited, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	r := newRound(limited, f, keys)
	r.run(progress)
	switch {
	case len(r.found) > 0:
		f.remember(r.found)
		return r.found.certificates(), nil
	case ctx.Err() != nil:
		return nil, fmt.Errorf("lookup: %w", context.Cause(ctx))
	}
	return nil, &NotFoundError{Silent: r.silent(), Asked: len(r.authorities)}
}

// A round is one asking of all authorities.
type round struct {
	*Finder
	search
	ctx       context.Context // for the authorities that have a match
	searching context.Context // for all others: ends when the search is complete
	stop      context.CancelFunc

	authorities []registry.Authority
	next        atomic.Int32 // the first authority that nobody has begun to ask
	answered    []bool       // by authority
}

func newRound(ctx context.Context, f *Finder, keys []Key) *round {
	r := &round{Finder: f, search: search{keys: keys}, ctx: ctx, authorities: servicesOf(f.Directory)}
	r.searching, r.stop = context.WithCancel(ctx)
	r.answered = make([]bool, len(r.authorities))
	return r
}

// servicesOf lists the authorities to ask, one for each service that several
// may share.
func servicesOf(d *registry.Directory) []registry.Authority {
	seen := map[string]bool{}
	return slices.DeleteFunc(d.Authorities(), func(a registry.Authority) bool {
		url := keyid.URL(a.CMP)
		defer func() { seen[url] = true }()
		return !a.Lookup() || seen[url]
	})
}

// run asks the authorities, several at a time.
func (r *round) run(progress func(asked, answered int)) {
	defer r.stop()
	done := make(chan struct{}, len(r.authorities))
	var workers sync.WaitGroup
	for range min(maxParallel, len(r.authorities)) {
		workers.Go(func() {
			for i, more := r.begin(); more; i, more = r.begin() {
				r.ask(i)
				done <- struct{}{}
			}
		})
	}
	go func() {
		workers.Wait()
		close(done)
	}()
	if progress == nil {
		progress = func(int, int) {}
	}
	answered := 0
	progress(len(r.authorities), answered)
	for range done {
		if answered++; r.searching.Err() == nil {
			progress(len(r.authorities), answered)
		}
	}
}

// begin takes the next authority to ask.
func (r *round) begin() (i int, more bool) {
	if r.searching.Err() != nil {
		return 0, false
	}
	i = int(r.next.Add(1)) - 1
	return i, i < len(r.authorities)
}

// ask asks one authority, until it has a match as long as the search goes on,
// and then to the end.
func (r *round) ask(i int) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	detach := context.AfterFunc(r.searching, cancel)
	defer detach()
	err := r.inquire(ctx, r.authorities[i], &r.search, func(complete bool) {
		detach()
		if complete {
			r.stop()
		}
	})
	r.answered[i] = err == nil
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
