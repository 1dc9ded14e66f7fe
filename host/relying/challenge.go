// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

// ChallengeSize is the length of a challenge in octets.
const ChallengeSize = 32

// ChallengeLife is how long a challenge waits for its answer. The page fetches
// it when the visitor has already agreed, so this is ample.
const ChallengeLife = 10 * time.Minute

// Store keeps the challenges that were given out and not answered yet. Servers
// that answer for one cabinet share one store.
type Store interface {
	// Put keeps the challenge, given to the session, until it expires.
	Put(ctx context.Context, challenge []byte, session string, expires time.Time) error
	// Take forgets the challenge. It reports whether it was there, given to
	// that session and not expired. Of several calls with one challenge at
	// most one is told true.
	Take(ctx context.Context, challenge []byte, session string, now time.Time) (bool, error)
}

// NewChallenge makes a challenge of [ChallengeSize] random octets for a
// session of the cabinet: whatever names the visitor's browser before he signs
// in, such as the value of a cookie. The answer must come from the same session,
// so that nobody can be signed in with a stranger's answer. An empty session is
// [ErrSession], for every browser without a name would share it.
func (v *Verifier) NewChallenge(ctx context.Context, session string) ([]byte, error) {
	if session == "" {
		return nil, ErrSession
	}
	challenge := make([]byte, ChallengeSize)
	rand.Read(challenge)
	if err := v.Challenges.Put(ctx, challenge, session, v.now().Add(ChallengeLife)); err != nil {
		return nil, fmt.Errorf("relying: keeping a challenge: %w", err)
	}
	return challenge, nil
}

// MemoryChallenges is how many challenges a memory store keeps.
const MemoryChallenges = 100_000

// NewMemory returns a Store in the memory of one process. When it is full the
// oldest challenge makes room: a flood of requests costs those who are slow to
// answer, not everybody. It takes some 30 MB then, whatever the sessions' names.
func NewMemory() Store {
	return &memory{given: map[string]given{}, limit: MemoryChallenges}
}

type memory struct {
	mu    sync.Mutex
	given map[string]given
	order []string // keys of given, and of those taken since, oldest first
	limit int
}

type given struct {
	session [sha256.Size]byte // digest of its name, which a visitor may have made of any length
	expires time.Time
}

func (m *memory) Put(_ context.Context, challenge []byte, session string, expires time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.order) == m.limit {
		delete(m.given, m.order[0])
		m.order = m.order[1:]
	}
	m.given[string(challenge)] = given{sha256.Sum256([]byte(session)), expires}
	m.order = append(m.order, string(challenge))
	return nil
}

func (m *memory) Take(_ context.Context, challenge []byte, session string, now time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	g, ok := m.given[string(challenge)]
	if !ok || g.session != sha256.Sum256([]byte(session)) {
		return false, nil
	}
	delete(m.given, string(challenge))
	return now.Before(g.expires), nil
}
