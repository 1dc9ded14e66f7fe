// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package keytest

import (
	"context"
	"slices"
	"sync"

	"github.com/pidpys/pidpys/host/key"
)

// An Asker is a user who answers every question for a secret with the same
// octets, agrees to everything, and remembers.
type Asker struct {
	secret []byte

	mu        sync.Mutex
	questions []key.Question
	given     [][]byte
	notices   []key.Notice
}

// NewAsker returns a user who knows secret. One who knows none cancels.
func NewAsker(secret []byte) *Asker { return &Asker{secret: slices.Clone(secret)} }

// Secret hands out a copy of the secret.
func (a *Asker) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	if err := a.note(ctx, q); err != nil {
		return nil, err
	}
	if a.secret == nil {
		return nil, key.ErrCancelled
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	given := slices.Clone(a.secret)
	a.given = append(a.given, given)
	return given, nil
}

// Text answers nothing.
func (a *Asker) Text(ctx context.Context, q key.Question) (string, error) {
	return "", a.note(ctx, q)
}

// Confirm agrees.
func (a *Asker) Confirm(ctx context.Context, q key.Question) error { return a.note(ctx, q) }

// Show remembers the notice.
func (a *Asker) Show(_ context.Context, n key.Notice) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.notices = append(a.notices, n)
}

func (a *Asker) note(ctx context.Context, q key.Question) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.questions = append(a.questions, q)
	return ctx.Err()
}

// Questions returns all that was asked, in order.
func (a *Asker) Questions() []key.Question {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.questions)
}

// Notices returns all that was shown, in order.
func (a *Asker) Notices() []key.Notice {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.notices)
}

// Wiped reports whether every secret handed out now holds only zeros.
func (a *Asker) Wiped() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, given := range a.given {
		if slices.ContainsFunc(given, func(b byte) bool { return b != 0 }) {
			return false
		}
	}
	return true
}
