// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"errors"
	"sync"
	"time"
)

var (
	// ErrUnknown: no such request of this session, or it is over and forgotten.
	ErrUnknown = errors.New("diia: no such request")
	// ErrReplayed: a callback for the request came before.
	ErrReplayed = errors.New("diia: a second callback for one request")
)

// Keep is how long after its end a request is remembered, for its result to be
// collected.
const Keep = 10 * time.Minute

// Store keeps requests that were begun and not collected yet. What it keeps is
// not its business; some of it is secret or personal, and as long as the documents
// in base64, or the callback. Servers that answer for one cabinet share one store.
type Store interface {
	// Put keeps what a request is under the key of its session and under the
	// trace that Diia's callback has: the trace until the request expires, the key
	// for [Keep] more.
	Put(ctx context.Context, key, trace string, request []byte, expires time.Time) error
	// Awaits tells the error that Claim would have, and changes nothing: it is asked
	// before the body of a callback is read, which is long and from anybody.
	Awaits(ctx context.Context, trace string) error
	// Claim gives the request to the first who asks by its trace. It is
	// [ErrReplayed] to all others, who may also be told [ErrUnknown], as those are
	// who ask too late or for what never was.
	Claim(ctx context.Context, trace string) (key string, request []byte, err error)
	// Settle keeps what became of a request. One that is forgotten is no error.
	Settle(ctx context.Context, key string, outcome []byte) error
	// Wait gives the request, and its outcome once there is one. When ctx ends
	// before, outcome and error are nil.
	Wait(ctx context.Context, key string) (request, outcome []byte, err error)
	// Take forgets a request that was settled and gives it with its outcome. Of
	// several calls with one key at most one gets it; it is ErrUnknown to the
	// others, and while there is no outcome.
	Take(ctx context.Context, key string) (request, outcome []byte, err error)
}

// What a memory store holds at most.
const (
	MemoryRequests = 10_000
	MemoryOctets   = 256 << 20
)

// NewMemory returns a Store in the memory of one process. When it is full the
// oldest request makes room. now is nil for [time.Now].
func NewMemory(now func() time.Time) Store {
	if now == nil {
		now = time.Now
	}
	return &memory{now: now, kept: map[string]*kept{}, traces: map[string]*kept{}}
}

type memory struct {
	now func() time.Time

	mu     sync.Mutex
	kept   map[string]*kept
	traces map[string]*kept
	order  []*kept // oldest first; those that were taken are there until their turn
	octets int
}

// kept is one request.
type kept struct {
	key, trace string
	request    []byte
	outcome    []byte
	expires    time.Time
	claimed    bool
	settled    chan struct{} // closed when there is an outcome
}

func (m *memory) Put(_ context.Context, key, trace string, request []byte, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	for len(m.order) > 0 && (m.full(len(request)) || !now.Before(m.order[0].expires.Add(Keep))) {
		m.forget(m.order[0])
		m.order = m.order[1:]
	}
	k := &kept{key: key, trace: trace, request: request, expires: expires, settled: make(chan struct{})}
	m.kept[key], m.traces[trace] = k, k
	m.order = append(m.order, k)
	m.octets += len(request)
	return nil
}

func (m *memory) full(more int) bool {
	return len(m.order) == MemoryRequests || m.octets+more > MemoryOctets
}

// forget drops what a request holds, unless that was done before.
func (m *memory) forget(k *kept) {
	if m.kept[k.key] == k {
		delete(m.kept, k.key)
		delete(m.traces, k.trace)
		m.octets -= len(k.request) + len(k.outcome)
		k.request, k.outcome = nil, nil
	}
}

func (m *memory) Awaits(_ context.Context, trace string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := m.awaited(trace)
	return err
}

func (m *memory) Claim(_ context.Context, trace string) (string, []byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, err := m.awaited(trace)
	if err != nil {
		return "", nil, err
	}
	k.claimed = true
	return k.key, k.request, nil
}

// awaited is the request that a callback may claim, with mu held.
func (m *memory) awaited(trace string) (*kept, error) {
	k, ok := m.traces[trace]
	switch {
	case !ok:
		return nil, ErrUnknown
	case k.claimed:
		return nil, ErrReplayed
	case !m.now().Before(k.expires):
		return nil, ErrUnknown
	}
	return k, nil
}

func (m *memory) Settle(_ context.Context, key string, outcome []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, ok := m.kept[key]; ok && k.outcome == nil {
		k.outcome = outcome
		m.octets += len(outcome)
		close(k.settled)
	}
	return nil
}

func (m *memory) Wait(ctx context.Context, key string) (request, outcome []byte, err error) {
	k, err := m.find(key)
	if err != nil {
		return nil, nil, err
	}
	select {
	case <-k.settled:
	case <-ctx.Done():
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept[key] != k {
		return nil, nil, ErrUnknown
	}
	return k.request, k.outcome, nil
}

func (m *memory) Take(_ context.Context, key string) (request, outcome []byte, err error) {
	k, err := m.find(key)
	if err != nil {
		return nil, nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept[key] != k || k.outcome == nil {
		return nil, nil, ErrUnknown
	}
	request, outcome = k.request, k.outcome
	m.forget(k)
	return request, outcome, nil
}

// find is a request that is not forgotten.
func (m *memory) find(key string) (*kept, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[key]
	if !ok || !m.now().Before(k.expires.Add(Keep)) {
		return nil, ErrUnknown
	}
	return k, nil
}
