// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/key/keytest"
	"github.com/pidpys/pidpys/host/testpki"
)

// always is a desk that is in one state, or in one trouble, for ever.
func always(state cloud.State, err error) func(context.Context, int) (cloud.State, error) {
	return func(context.Context, int) (cloud.State, error) { return state, err }
}

// from is one that is done at the n-th look.
func from(n int) func(context.Context, int) (cloud.State, error) {
	return func(_ context.Context, look int) (cloud.State, error) {
		if look < n {
			return cloud.Waiting, nil
		}
		return cloud.Done, nil
	}
}

// opened is what comes of an Open in time that passes by itself, and how long it
// took.
func opened(t *testing.T, ctx context.Context, d *desk, asker key.Asker) (time.Duration, error) {
	t.Helper()
	began := time.Now()
	store, err := source(t, d).Open(ctx, ref, asker)
	took := time.Since(began)
	if err == nil {
		require.NoError(t, store.Close())
	}
	assert.Zero(t, d.sessions, "every session ends")
	return took, err
}

// TestEnds: whatever a look tells is final, or not, and what is final is not
// released.
func TestEnds(t *testing.T) {
	for name, test := range map[string]struct {
		look     func(context.Context, int) (cloud.State, error)
		want     error
		took     time.Duration
		released bool
	}{
		"done at once":       {from(1), nil, 0, false},
		"done later":         {from(61), nil, time.Minute, false},
		"rejected":           {always(cloud.Rejected, nil), key.ErrDeclined, 0, false},
		"failed":             {always(cloud.Failed, nil), key.ErrProvider, 0, false},
		"expired":            {always(cloud.Expired, nil), key.ErrUnconfirmed, 0, false},
		"never seen":         {always(cloud.Registered, nil), key.ErrUnconfirmed, 5 * time.Minute, true},
		"never confirmed":    {always(cloud.Waiting, nil), key.ErrUnconfirmed, 5 * time.Minute, true},
		"no state":           {always("", nil), key.ErrAnswer, 0, true},
		"unknown state":      {always("confused", nil), key.ErrAnswer, 0, true},
		"broken answer":      {always("", fmt.Errorf("%w: no JSON", key.ErrAnswer)), key.ErrAnswer, 0, true},
		"declined otherwise": {always("", key.ErrDeclined), key.ErrDeclined, 0, true},
		"never reached":      {always("", key.ErrProviderUnreachable), key.ErrProviderUnreachable, 5 * time.Minute, true},
		"reached again": {func(_ context.Context, n int) (cloud.State, error) {
			if n%2 == 1 {
				return "", fmt.Errorf("%w: 502", key.ErrProviderUnreachable)
			}
			return from(8)(nil, n)
		}, nil, 7 * time.Second, false},
		"unreachable at first": {func(_ context.Context, n int) (cloud.State, error) {
			if n < 10 {
				return "", key.ErrProviderUnreachable
			}
			return cloud.Waiting, nil
		}, key.ErrUnconfirmed, 5 * time.Minute, true},
		"hangs": {func(ctx context.Context, _ int) (cloud.State, error) {
			<-ctx.Done()
			return "", fmt.Errorf("%w: %w", key.ErrProviderUnreachable, ctx.Err())
		}, key.ErrUnconfirmed, 5 * time.Minute, true},
	} {
		for kind, fresh := range map[string]func(string) *desk{"raw": newDesk, "CMS": witnessed} {
			t.Run(kind+", "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d := fresh(testpki.ECDSAPerson)
					d.look = test.look
					took, err := opened(t, t.Context(), d, keytest.NewAsker(nil))
					require.ErrorIs(t, err, test.want)
					assert.Equal(t, test.took, took)
					assert.Equal(t, test.released, len(d.gone()) == 1, d.gone())
					if test.want != nil {
						var told *key.ProviderError
						require.ErrorAs(t, err, &told)
						assert.Equal(t, d.about.Title, told.Provider)
					}
				})
			})
		}
	}
}

// TestPatience: a provider says how long it waits and how often it wants to be
// asked, within reason.
func TestPatience(t *testing.T) {
	for name, test := range map[string]struct {
		expires, pause time.Duration
		took           time.Duration
		looks          int
	}{
		"as we think":     {0, 0, 5 * time.Minute, 301},
		"as it says":      {90 * time.Second, 3 * time.Second, 90 * time.Second, 31},
		"in a hurry":      {10 * time.Second, time.Millisecond, 10 * time.Second, 21},
		"slow":            {time.Minute, time.Hour, time.Minute, 7},
		"for ever":        {24 * time.Hour, time.Minute, 10 * time.Minute, 61},
		"over already":    {-time.Second, 0, 0, 1},
		"a negative wait": {5 * time.Second, -time.Second, 5 * time.Second, 11},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(testpki.ECDSAPerson)
				d.look = always(cloud.Waiting, nil)
				d.begin = func(_ cloud.Request, o *cloud.Operation) error {
					if test.expires != 0 {
						o.Expires = time.Now().Add(test.expires)
					}
					o.Pause = test.pause
					return nil
				}
				asker := keytest.NewAsker(nil)
				ends := time.Now().Add(test.took)
				took, err := opened(t, t.Context(), d, asker)
				require.ErrorIs(t, err, key.ErrUnconfirmed)
				assert.Equal(t, test.took, took)
				assert.InDelta(t, test.looks, len(d.looks), 1, "one more or less in the last moment")
				assert.WithinDuration(t, ends, asker.Notices()[0].Expires, time.Second)
			})
		})
	}
}

// TestNotices: a link is shown before anything is looked at, and what has no link
// only if somebody has to wait for it.
func TestNotices(t *testing.T) {
	for name, test := range map[string]struct {
		link string
		look int
		want []key.NoticeKind
	}{
		"link":                  {usualLink, 3, []key.NoticeKind{key.NoticeLink, key.NoticeGoOn}},
		"link, done at once":    {usualLink, 1, []key.NoticeKind{key.NoticeLink, key.NoticeGoOn}},
		"no link":               {"", 3, []key.NoticeKind{key.NoticeLink, key.NoticeGoOn}},
		"no link, done at once": {"", 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(testpki.ECDSAPerson)
				asker := keytest.NewAsker(nil)
				d.begin = func(_ cloud.Request, o *cloud.Operation) error { o.Link = test.link; return nil }
				d.look = func(ctx context.Context, n int) (cloud.State, error) {
					if n == 1 && test.link != "" {
						assert.Len(t, asker.Notices(), 1)
					}
					return from(test.look)(ctx, n)
				}
				_, err := opened(t, t.Context(), d, asker)
				require.NoError(t, err)
				var kinds []key.NoticeKind
				for _, n := range asker.Notices() {
					kinds = append(kinds, n.Kind)
					assert.Equal(t, ref, n.Ref)
					if n.Kind == key.NoticeLink {
						assert.Equal(t, test.link, n.Link)
						assert.Equal(t, d.about.App, n.App)
						assert.True(t, n.Identify)
					}
				}
				assert.Equal(t, test.want, kinds)
			})
		})
	}
}

// TestLeaves: whoever goes has the operation released, and hears of their own
// leaving only.
func TestLeaves(t *testing.T) {
	for name, test := range map[string]struct {
		cancel   func(context.Context, cloud.Operation) error
		took     time.Duration // after they left
		released int
	}{
		"released": {nil, 0, 1},
		"refused":  {func(context.Context, cloud.Operation) error { return key.ErrProvider }, 0, 0},
		"no answer": {func(ctx context.Context, _ cloud.Operation) error {
			<-ctx.Done()
			return ctx.Err()
		}, 5 * time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(testpki.ECDSAPerson)
				d.look, d.cancel = always(cloud.Waiting, nil), test.cancel
				ctx, leave := context.WithCancel(t.Context())
				time.AfterFunc(20*time.Second+time.Millisecond, leave)
				asker := keytest.NewAsker(nil)
				took, err := opened(t, ctx, d, asker)
				require.Equal(t, context.Canceled, err)
				assert.Equal(t, 20*time.Second+time.Millisecond+test.took, took)
				assert.Len(t, d.gone(), test.released)
				assert.Len(t, d.looks, 21, "nobody looks any more")
			})
		})
	}
}

// TestLeavesInTheLastMoment: what was confirmed while they went is not delivered.
func TestLeavesInTheLastMoment(t *testing.T) {
	d := newDesk(testpki.ECDSAPerson)
	ctx, leave := context.WithCancel(t.Context())
	d.look = func(context.Context, int) (cloud.State, error) {
		leave()
		return cloud.Done, nil
	}
	_, err := opened(t, ctx, d, keytest.NewAsker(nil))
	require.Equal(t, context.Canceled, err)
	assert.Empty(t, d.gone(), "there is nothing to release")
}

// TestNameless: an operation without a name is released by its own session, and
// nobody could do so later.
func TestNameless(t *testing.T) {
	folder := t.TempDir()
	d := newDesk(testpki.ECDSAPerson)
	d.begin = func(_ cloud.Request, o *cloud.Operation) error { o.ID = ""; return nil }
	d.look = func(context.Context, int) (cloud.State, error) {
		assert.Empty(t, notes(t, folder))
		return "", key.ErrAnswer
	}
	d.cancel = func(context.Context, cloud.Operation) error { return key.ErrProviderUnreachable }
	_, err := source(t, d, notedIn(folder)).Open(t.Context(), ref, keytest.NewAsker(nil))
	require.ErrorIs(t, err, key.ErrAnswer)
	d.cancel = nil
	_, err = source(t, d, notedIn(folder)).Open(t.Context(), ref, keytest.NewAsker(nil))
	require.ErrorIs(t, err, key.ErrAnswer)
	assert.Equal(t, []string{""}, d.gone())
}

// TestNotBegun: what is not begun is not waited for.
func TestNotBegun(t *testing.T) {
	for name, test := range map[string]struct{ err, want error }{
		"unreachable":    {key.ErrProviderUnreachable, key.ErrProviderUnreachable},
		"unknown user":   {key.ErrUnknownUser, key.ErrUnknownUser},
		"user cancelled": {key.ErrCancelled, key.ErrCancelled},
		"anything":       {errors.New("500"), key.ErrProvider},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(testpki.ECDSAPerson)
			d.begin = func(cloud.Request, *cloud.Operation) error { return test.err }
			_, err := opened(t, t.Context(), d, keytest.NewAsker(nil))
			require.ErrorIs(t, err, test.want)
			assert.Empty(t, d.looks)
			assert.Empty(t, d.gone())

			d = newDesk(testpki.ECDSAPerson)
			d.enter = func(context.Context, string, key.Asker) error { return test.err }
			_, err = opened(t, t.Context(), d, keytest.NewAsker(nil))
			require.ErrorIs(t, err, test.want)
			assert.Empty(t, d.requests)
		})
	}
}
