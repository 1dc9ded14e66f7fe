// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestPluggedInWhileChoosing watches a token come and go, at the pace that
// people have.
func TestPluggedInWhileChoosing(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	require.NoError(t, one.Unplug())
	s := newSource(t, d.module)

	ctx, end := context.WithCancel(t.Context())
	told := make(chan key.Plugged, 16)
	ended := make(chan error)
	go func() { ended <- s.Watch(ctx, func(p key.Plugged) { told <- p }) }()
	assert.Empty(t, (<-told).Carriers)
	for _, step := range []struct {
		do   func() error
		want int
	}{{one.Plug, 1}, {one.Unplug, 0}, {one.Plug, 1}} {
		begun := time.Now()
		require.NoError(t, step.do())
		assert.Len(t, (<-told).Carriers, step.want)
		assert.Less(t, time.Since(begun), 2*time.Second) // of which a slow machine needs its share
	}
	end()
	require.NoError(t, <-ended)
	assert.Empty(t, told, "nothing is told twice")
}

// TestChangedWhileNobodyWatched has another program put a key on a token that
// stays plugged in.
func TestChangedWhileNobodyWatched(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{Keys: []simulator.Key{}})
	s := newSource(t, d.module)
	assert.Empty(t, keytest.Await(t, s, carriers(1)).Carriers[0].Keys)
	require.NoError(t, one.Update(func(now *simulator.State) { now.Keys = keysOf(t, testpki.Person) }))
	assert.Len(t, keytest.Await(t, s, carriers(1)).Carriers[0].Keys, 2)
}

func TestRemovedBeforeItIsOpened(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	require.NoError(t, one.Unplug())
	_, err := s.Open(t.Context(), ref, newPerson(pin))
	assert.ErrorIs(t, err, key.ErrNoToken)
}

func TestRemovedWhileThePINIsTyped(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	who := newPerson(pin)
	who.before = func() { assert.NoError(t, one.Unplug()) }
	_, err := s.Open(t.Context(), ref, who)
	assert.ErrorIs(t, err, key.ErrTokenRemoved)
	assert.True(t, who.wiped())
	require.NoError(t, one.Plug())
	require.NoError(t, sign(t, signing(t, open(t, s, ref))))
}

// TestRemovedWhileSigning pulls an open token, and puts it back: the PIN is not
// sent again by itself, and all is well when it is opened anew.
func TestRemovedWhileSigning(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	store := open(t, s, ref)
	k := signing(t, store)
	require.NoError(t, sign(t, k))

	require.NoError(t, one.Unplug())
	assert.ErrorIs(t, sign(t, k), key.ErrTokenRemoved)
	assert.ErrorIs(t, sign(t, k), key.ErrTokenRemoved)
	require.NoError(t, one.Plug())
	assert.ErrorIs(t, sign(t, k), key.ErrSessionLost)
	require.NoError(t, store.Close())
	require.NoError(t, sign(t, signing(t, open(t, s, ref))))
}

// TestPutBackAtOnce is a token that lost its session although it is there.
func TestPutBackAtOnce(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	k := signing(t, open(t, s, only(t, s)))
	require.NoError(t, one.Unplug())
	require.NoError(t, one.Plug())
	err := sign(t, k)
	assert.Truef(t, isEither(err, key.ErrSessionLost, key.ErrTokenRemoved), "%v", err)
	assert.ErrorIs(t, sign(t, k), key.ErrSessionLost)
}

// TestClosedWhileTheModuleHangs: whoever closes is not held up.
func TestClosedWhileTheModuleHangs(t *testing.T) {
	d := newDrawer(t)
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	s.Hurry()
	store := open(t, s, only(t, s))
	k := signing(t, store)
	require.NoError(t, one.Break(&simulator.Fault{On: "C_Sign", Kind: simulator.Hang}))
	signed := make(chan error)
	go func() { signed <- sign(t, k) }()
	assert.Eventually(t, s.Busy, 5*time.Second, time.Millisecond) // until the module hangs
	require.NoError(t, store.Close())
	assert.ErrorIs(t, <-signed, key.ErrClosed)
	_, err := store.Keys(t.Context())
	assert.ErrorIs(t, err, key.ErrClosed)
}

func TestClosedWhileWatching(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	k := signing(t, open(t, s, ref))
	told, ended := make(chan key.Plugged, 16), make(chan error)
	go func() { ended <- s.Watch(t.Context(), func(p key.Plugged) { told <- p }) }()
	<-told
	require.NoError(t, s.Close())
	require.NoError(t, <-ended)
	assert.ErrorIs(t, sign(t, k), key.ErrClosed)
	_, err := s.Open(t.Context(), ref, newPerson(pin))
	assert.ErrorIs(t, err, key.ErrClosed)
}

// TestClosedWhileOpening closes a source while somebody types a PIN, and while
// somebody waits for a turn.
func TestClosedWhileOpening(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	ref := only(t, s)
	who := newPerson(pin)
	who.before = func() { assert.NoError(t, s.Close()) }
	_, err := s.Open(t.Context(), ref, who)
	assert.ErrorIs(t, err, key.ErrClosed)
	assert.True(t, who.wiped())
	assert.Zero(t, s.Workers())

	first, second := newHost(t, s.Folder(), d.module), newHost(t, s.Folder(), d.module)
	open(t, first, ref)
	waits, ended := newPerson(pin), make(chan error)
	go func() {
		_, err := second.Open(t.Context(), ref, waits)
		ended <- err
	}()
	assert.Equal(t, key.NoticeTurn, <-waits.noticed)
	require.NoError(t, second.Close())
	assert.ErrorIs(t, <-ended, key.ErrClosed)
}

// TestOneOfTwoIsRemoved leaves the other one's session alone.
func TestOneOfTwoIsRemoved(t *testing.T) {
	d := newDrawer(t)
	d.add(t, simulator.Spec{})
	one := d.add(t, simulator.Spec{})
	s := newSource(t, d.module)
	seen := keytest.Await(t, s, carriers(2)).Carriers
	stays, leaves := open(t, s, seen[0].Ref), open(t, s, seen[1].Ref)
	require.NoError(t, one.Unplug())
	assert.ErrorIs(t, sign(t, signing(t, leaves)), key.ErrTokenRemoved)
	require.NoError(t, leaves.Close())
	require.NoError(t, sign(t, signing(t, stays)))
}
