// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"sync"
)

// A flight lets those who want the same thing at the same time wait for one run
// of it, which goes on when some of them leave.
type flight[T any] struct {
	mu  sync.Mutex
	now *run[T]
}

type run[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// join waits for the run that goes on, or for one that it starts.
func (f *flight[T]) join(ctx context.Context, do func() (T, error)) (T, error) {
	f.mu.Lock()
	r := f.now
	if r == nil {
		r = &run[T]{done: make(chan struct{})}
		f.now = r
		go func() {
			r.value, r.err = do()
			f.mu.Lock()
			f.now = nil
			f.mu.Unlock()
			close(r.done)
		}()
	}
	f.mu.Unlock()
	select {
	case <-r.done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
