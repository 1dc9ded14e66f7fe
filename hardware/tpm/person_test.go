// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
)

// A person answers what is asked, and remembers it.
type person struct {
	pin      string
	declines bool   // to spend a try
	before   func() // happens while the person types the PIN

	asked []key.Question
	given [][]byte
}

func (p *person) Secret(ctx context.Context, q key.Question) ([]byte, error) {
	p.asked = append(p.asked, q)
	if p.before != nil {
		p.before()
	}
	given := []byte(p.pin)
	p.given = append(p.given, given)
	return given, ctx.Err()
}

func (*person) Text(context.Context, key.Question) (string, error) { return "", key.ErrCancelled }

func (p *person) Confirm(ctx context.Context, q key.Question) error {
	p.asked = append(p.asked, q)
	if p.declines {
		return key.ErrCancelled
	}
	return ctx.Err()
}

func (*person) Show(context.Context, key.Notice) {}

// kinds are the questions, in order.
func (p *person) kinds() []key.QuestionKind {
	kinds := []key.QuestionKind{}
	for _, q := range p.asked {
		kinds = append(kinds, q.Kind)
	}
	return kinds
}

// wiped reports whether all that was given is zeros now.
func (p *person) wiped() bool { return !slices.ContainsFunc(p.given, lives) }

// lives reports whether a secret is not wiped.
func lives(secret []byte) bool {
	return slices.ContainsFunc(secret, func(b byte) bool { return b != 0 })
}

// open opens an entry with the right PIN.
func open(t testing.TB, s *tpm.Source, ref key.Ref) key.Store {
	t.Helper()
	store, err := s.Open(t.Context(), ref, &person{pin: pin})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

// sign signs a document with the first key of a store.
func sign(t testing.TB, store key.Store) error {
	t.Helper()
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, keys)
	results, err := keys[0].Sign(t.Context(), []key.Digest{digest(keys[0], "document")})
	if err == nil {
		require.Len(t, results, 1)
		err = results[0].Err
	}
	return err
}

// fails opens an entry in vain, and answers what is said of the PIN.
func fails(t testing.TB, s *tpm.Source, ref key.Ref, who *person, kind error) key.PIN {
	t.Helper()
	_, err := s.Open(t.Context(), ref, who)
	return carrierError(t, err, kind)
}

// carrierError is what an error says of the PIN.
func carrierError(t testing.TB, err, kind error) key.PIN {
	t.Helper()
	assert.ErrorIs(t, err, kind)
	var carrier *key.CarrierError
	require.ErrorAs(t, err, &carrier)
	return carrier.PIN
}

// carriers are what a source shows now, without the place for new keys.
func carriers(t testing.TB, s *tpm.Source) []key.Carrier {
	t.Helper()
	all := plugged(t, s).Carriers
	return slices.DeleteFunc(all, func(c key.Carrier) bool { return c.Blank })
}

// plugged is what a source tells first.
func plugged(t testing.TB, s *tpm.Source) key.Plugged {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var seen key.Plugged
	require.NoError(t, s.Watch(ctx, func(p key.Plugged) {
		seen = p
		end()
	}))
	return seen
}
