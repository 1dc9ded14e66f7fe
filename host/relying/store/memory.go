// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package store

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// MemoryOctets is how much a memory store holds: a million answered challenges.
const MemoryOctets = 256 << 20

// overhead is what a value costs beside its octets and its key's, in octets.
const overhead = 192

// NewMemory returns a Store in the memory of one process, which forgets everything
// with it. It refuses what would take it beyond [MemoryOctets]; things of which one
// must not crowd out the other are kept in two. now is nil for [time.Now].
func NewMemory(now func() time.Time) Store {
	if now == nil {
		now = time.Now
	}
	return &memory{now: now, limit: MemoryOctets, kept: map[string]*entry{}, awaited: map[string]*news{}}
}

type memory struct {
	now   func() time.Time
	limit int // octets

	mu      sync.Mutex
	kept    map[string]*entry
	ends    ends // of kept
	octets  int
	awaited map[string]*news // what somebody waits for
}

// entry is one value.
type entry struct {
	key     string
	value   []byte
	expires time.Time
	place   int // among the ends
}

func (e *entry) octets() int { return len(e.key) + len(e.value) + overhead }

// news comes to all who wait for one key.
type news struct {
	came    chan struct{}
	waiters int
}

func (m *memory) Add(_ context.Context, key string, value []byte, expires time.Time) (bool, error) {
	if err := Check(key, value); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	for len(m.ends) > 0 && !now.Before(m.ends[0].expires) {
		m.forget(m.ends[0])
	}
	if _, taken := m.kept[key]; taken || !now.Before(expires) {
		return false, nil
	}
	e := &entry{key: key, value: value, expires: expires}
	if m.octets+e.octets() > m.limit {
		return false, ErrFull
	}
	m.kept[key] = e
	m.octets += e.octets()
	heap.Push(&m.ends, e)
	if n, ok := m.awaited[key]; ok {
		close(n.came)
		delete(m.awaited, key)
	}
	return true, nil
}

func (m *memory) Look(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(key)
	if err != nil {
		return nil, err
	}
	return e.value, nil
}

func (m *memory) Take(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, err := m.find(key)
	if err != nil {
		return nil, err
	}
	m.forget(e)
	return e.value, nil
}

func (m *memory) Wait(ctx context.Context, key string) ([]byte, error) {
	for {
		value, n := m.lookOrExpect(key)
		if n == nil {
			return value, nil
		}
		select {
		case <-n.came: // and may be gone again
		case <-ctx.Done():
			m.leave(key, n)
			return nil, ctx.Err()
		}
	}
}

// lookOrExpect is the value, or the news that will come of it.
func (m *memory) lookOrExpect(key string) ([]byte, *news) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, err := m.find(key); err == nil {
		return e.value, nil
	}
	n, ok := m.awaited[key]
	if !ok {
		n = &news{came: make(chan struct{})}
		m.awaited[key] = n
	}
	n.waiters++
	return nil, n
}

// leave waits no more.
func (m *memory) leave(key string, n *news) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n.waiters--; n.waiters == 0 && m.awaited[key] == n {
		delete(m.awaited, key)
	}
}

// find is what has not expired, with mu held.
func (m *memory) find(key string) (*entry, error) {
	e, ok := m.kept[key]
	if !ok || !m.now().Before(e.expires) {
		return nil, ErrAbsent
	}
	return e, nil
}

// forget drops a value, with mu held.
func (m *memory) forget(e *entry) {
	heap.Remove(&m.ends, e.place)
	delete(m.kept, e.key)
	m.octets -= e.octets()
}

// ends has first what expires first: a heap of package container/heap.
type ends []*entry

func (e ends) Len() int           { return len(e) }
func (e ends) Less(i, j int) bool { return e[i].expires.Before(e[j].expires) }

func (e ends) Swap(i, j int) {
	e[i], e[j] = e[j], e[i]
	e[i].place, e[j].place = i, j
}

// Push and Pop are for package container/heap.
func (e *ends) Push(x any) {
	added := x.(*entry)
	added.place = len(*e)
	*e = append(*e, added)
}

func (e *ends) Pop() any {
	last := len(*e) - 1
	popped := (*e)[last]
	(*e)[last] = nil
	*e = (*e)[:last]
	return popped
}
