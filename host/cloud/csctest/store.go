// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"crypto/rand"
	"maps"
	"sync"
	"time"
)

// maxKept bounds each store; when it is reached everybody begins anew.
const maxKept = 10_000

// A store keeps values for a while under names that nobody guesses.
type store[V any] struct {
	now func() time.Time

	mu   sync.Mutex
	kept map[string]kept[V]
}

type kept[V any] struct {
	value V
	until time.Time
}

func newStore[V any](now func() time.Time) *store[V] {
	return &store[V]{now: now, kept: map[string]kept[V]{}}
}

// put keeps a value and returns its name.
func (s *store[V]) put(value V, life time.Duration) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	if len(s.kept) == maxKept {
		clear(s.kept)
	}
	name := rand.Text()
	s.kept[name] = kept[V]{value, s.now().Add(life)}
	return name
}

// get finds a value.
func (s *store[V]) get(name string) (value V, found bool) { return s.find(name, false) }

// take finds a value for the last time.
func (s *store[V]) take(name string) (value V, found bool) { return s.find(name, true) }

func (s *store[V]) find(name string, last bool) (value V, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	k, found := s.kept[name]
	if last {
		delete(s.kept, name)
	}
	return k.value, found
}

// all are the values that are kept.
func (s *store[V]) all() []V {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep()
	var values []V
	for k := range maps.Values(s.kept) {
		values = append(values, k.value)
	}
	return values
}

// sweep forgets what is over, with mu held.
func (s *store[V]) sweep() {
	maps.DeleteFunc(s.kept, func(_ string, k kept[V]) bool { return !s.now().Before(k.until) })
}
