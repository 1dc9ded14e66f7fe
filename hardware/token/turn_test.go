// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/key"
)

// TestTwoHostsTakeTurns has two pages use one token that has one session: each
// page has its host.
func TestTwoHostsTakeTurns(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{})
	folder := filepath.Join(t.TempDir(), "tokens")
	first, second := newHost(t, folder, d.module), newHost(t, folder, d.module)
	ref := only(t, first)
	require.Equal(t, ref, only(t, second))

	store := open(t, first, ref)
	require.NoError(t, sign(t, signing(t, store)))
	who := newPerson(pin)
	opened := make(chan key.Store)
	go func() {
		later, err := second.Open(t.Context(), ref, who)
		assert.NoError(t, err)
		opened <- later
	}()
	assert.Equal(t, key.NoticeTurn, <-who.noticed)
	assert.Empty(t, who.kinds(), "the PIN is asked for when it is one's turn")
	require.NoError(t, sign(t, signing(t, store)), "the other waits")
	require.NoError(t, store.Close())
	assert.Equal(t, key.NoticeGoOn, <-who.noticed)
	later := <-opened
	require.NoError(t, sign(t, signing(t, later)))
	require.NoError(t, later.Close())
	require.NoError(t, sign(t, signing(t, open(t, first, ref))))
}

// TestLeftWhileWaiting is a person who closes the second page.
func TestLeftWhileWaiting(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	store := open(t, s, ref)
	ctx, leave := context.WithCancel(t.Context())
	who := newPerson(pin)
	ended := make(chan error)
	go func() {
		_, err := s.Open(ctx, ref, who)
		ended <- err
	}()
	assert.Equal(t, key.NoticeTurn, <-who.noticed)
	leave()
	assert.ErrorIs(t, <-ended, context.Canceled)
	require.NoError(t, sign(t, signing(t, store)))
}

// TestListWhileSigning: who looks at the list does not disturb whoever signs.
func TestListWhileSigning(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	s.Hurry()
	k := signing(t, open(t, s, only(t, s)))
	ctx, end := context.WithCancel(t.Context())
	watched := make(chan error)
	go func() { watched <- s.Watch(ctx, func(p key.Plugged) { assert.Len(t, p.Carriers, 1) }) }()
	for range 50 {
		require.NoError(t, sign(t, k))
	}
	end()
	require.NoError(t, <-watched)
}
