// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A person answers what tokens ask, and remembers it.
type person struct {
	pin      string
	declines bool   // the last try
	before   func() // happens while the person types the PIN

	mu      sync.Mutex
	asked   []key.Question
	given   [][]byte
	noticed chan key.NoticeKind
}

func newPerson(pin string) *person { return &person{pin: pin, noticed: make(chan key.NoticeKind, 16)} }

func (p *person) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	p.note(q)
	if p.before != nil {
		p.before()
	}
	given := []byte(p.pin)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.given = append(p.given, given)
	return given, ctx.Err()
}

func (p *person) Text(ctx context.Context, q key.Question) (string, error) {
	p.note(q)
	return "", ctx.Err()
}

func (p *person) Confirm(ctx context.Context, q key.Question) error {
	p.note(q)
	if p.declines {
		return key.ErrCancelled
	}
	return ctx.Err()
}

func (p *person) Show(_ context.Context, n key.Notice) { p.noticed <- n.Kind }

func (p *person) note(q key.Question) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked = append(p.asked, q)
}

// kinds are the questions, in order.
func (p *person) kinds() []key.QuestionKind {
	p.mu.Lock()
	defer p.mu.Unlock()
	kinds := []key.QuestionKind{}
	for _, q := range p.asked {
		kinds = append(kinds, q.Kind)
	}
	return kinds
}

// wiped reports whether all that was given is zeros now.
func (p *person) wiped() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !slices.ContainsFunc(p.given, func(given []byte) bool {
		return slices.ContainsFunc(given, func(b byte) bool { return b != 0 })
	})
}

// notices are those shown since the last call.
func (p *person) notices() []key.NoticeKind {
	all := []key.NoticeKind{}
	for {
		select {
		case n := <-p.noticed:
			all = append(all, n)
		default:
			return all
		}
	}
}

// open opens a token with the right PIN.
func open(t testing.TB, s *token.Source, ref key.Ref) key.Store {
	t.Helper()
	store, err := s.Open(t.Context(), ref, newPerson(pin))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

// signing is the first key of a store that signs.
func signing(t testing.TB, store key.Store) key.Key {
	t.Helper()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	for _, k := range keys {
		if usage := k.(key.Intended).Usage(); usage == 0 || usage&key.Sign != 0 {
			return k
		}
	}
	require.Fail(t, "no key signs", "%d keys", len(keys))
	return nil
}

func digest(k key.Key, text string) key.Digest {
	hash := pki.DefaultHash(k.Public())
	return key.Digest{Hash: hash, Value: hash.Sum([]byte(text)), Label: text}
}

// sign signs a document; the error is whichever of the two.
func sign(t testing.TB, k key.Key) error {
	t.Helper()
	results, err := k.Sign(t.Context(), []key.Digest{digest(k, "document")})
	if err == nil {
		require.Len(t, results, 1)
		err = results[0].Err
	}
	return err
}

// carrierError is what an error says of the PIN.
func carrierError(t testing.TB, err, kind error) key.PIN {
	t.Helper()
	var carrier *key.CarrierError
	require.ErrorAs(t, err, &carrier)
	assert.ErrorIs(t, err, kind)
	return carrier.PIN
}

// driverError is the trouble in an error.
func driverError(t testing.TB, err error) key.DriverError {
	t.Helper()
	var driver *key.DriverError
	require.ErrorAs(t, err, &driver)
	return *driver
}

func isEither(err, a, b error) bool { return errors.Is(err, a) || errors.Is(err, b) }
