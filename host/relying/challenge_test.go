// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

// servers are some of one cabinet, by one clock.
func servers(n int) (*clock, []*relying.Verifier) {
	c := &clock{now: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)}
	key, spent := relying.NewKey(), store.NewMemory(c.Now)
	var all []*relying.Verifier
	for range n {
		all = append(all, &relying.Verifier{Origin: origin, Keys: []relying.Key{key}, Spent: spent, Now: c.Now})
	}
	return c, all
}

func challengeOf(t testing.TB, v *relying.Verifier) []byte {
	t.Helper()
	challenge, err := v.NewChallenge(session)
	require.NoError(t, err)
	require.Len(t, challenge, relying.ChallengeSize)
	return challenge
}

// TestChallenge: any server takes the answer to what another gave out, in time, by
// its session, once.
func TestChallenge(t *testing.T) {
	for name, c := range map[string]struct {
		session string
		after   time.Duration
		want    error
	}{
		"at once":            {session, 0, nil},
		"in the last moment": {session, relying.ChallengeLife - time.Millisecond, nil},
		"too late":           {session, relying.ChallengeLife, relying.ErrChallenge},
		"much too late":      {session, 100 * 365 * 24 * time.Hour, relying.ErrChallenge},
		"by another session": {"another browser", 0, relying.ErrChallenge},
		"by no session":      {"", 0, relying.ErrSession},
	} {
		t.Run(name, func(t *testing.T) {
			clock, cabinet := servers(2)
			challenge := challengeOf(t, cabinet[0])
			clock.now = clock.now.Add(c.after)
			assert.ErrorIs(t, cabinet[1].Answered(t.Context(), challenge, c.session), c.want)
			if c.want == nil {
				for _, server := range cabinet {
					assert.ErrorIs(t, server.Answered(t.Context(), challenge, session), relying.ErrChallenge, "again")
				}
			} else if c.after == 0 {
				assert.NoError(t, cabinet[1].Answered(t.Context(), challenge, session), "a stranger's attempt leaves it to its owner")
			}
		})
	}
}

// TestChallengesOfOthers are ones that this cabinet did not give out, or not so.
func TestChallengesOfOthers(t *testing.T) {
	_, cabinet := servers(1)
	good := challengeOf(t, cabinet[0])
	refused := func(challenge []byte, session, why string, args ...any) {
		t.Helper()
		assert.ErrorIs(t, cabinet[0].Answered(t.Context(), challenge, session), relying.ErrChallenge, fmt.Sprintf(why, args...))
	}
	for i := range good {
		for _, bit := range []byte{1, 0x80} {
			changed := slices.Clone(good)
			changed[i] ^= bit
			refused(changed, session, "octet %d changed", i)
		}
	}
	for _, challenge := range [][]byte{
		nil, {}, good[:1], good[:len(good)-1], append(slices.Clone(good), 0), make([]byte, relying.ChallengeSize),
		bytes.Repeat([]byte{0xff}, relying.ChallengeSize), make([]byte, 1<<20),
	} {
		refused(challenge, session, "%d octets", len(challenge))
	}

	stranger := *cabinet[0]
	stranger.Keys = []relying.Key{relying.NewKey()}
	refused(challengeOf(t, &stranger), session, "by another key")

	site := *cabinet[0]
	site.Origin = "https://another.example"
	refused(challengeOf(t, &site), session, "of another origin, with the same key")

	// What is said of origin and session together is no other pair's.
	site.Origin = origin + session[:1]
	shifted, err := site.NewChallenge(session[1:])
	require.NoError(t, err)
	refused(shifted, session, "of a longer origin")

	ahead := *cabinet[0]
	ahead.Now = func() time.Time { return cabinet[0].Now().Add(time.Hour) }
	refused(challengeOf(t, &ahead), session, "given tomorrow")
	assert.NoError(t, cabinet[0].Answered(t.Context(), good, session))
}

// TestClocksOfServers that disagree by a minute open no moment in which a challenge
// that was answered is forgotten and not over yet.
func TestClocksOfServers(t *testing.T) {
	clock, cabinet := servers(2)
	slow := *cabinet[1]
	slow.Now = func() time.Time { return clock.now.Add(-time.Minute) }
	challenge := challengeOf(t, cabinet[0])
	assert.ErrorIs(t, slow.Answered(t.Context(), challenge, "another browser"), relying.ErrChallenge)
	require.NoError(t, slow.Answered(t.Context(), challenge, session), "given by a clock that is ahead")
	for range 12 * 60 {
		clock.now = clock.now.Add(time.Second)
		_, err := slow.Spent.Add(t.Context(), clock.now.String(), nil, clock.now.Add(time.Second)) // what is over is forgotten
		require.NoError(t, err)
		require.ErrorIs(t, slow.Answered(t.Context(), challenge, session), relying.ErrChallenge)
	}
}

// TestChallengeIsAnsweredOnce of many attempts at two servers.
func TestChallengeIsAnsweredOnce(t *testing.T) {
	_, cabinet := servers(2)
	challenge := challengeOf(t, cabinet[0])
	var won atomic.Int32
	var wait sync.WaitGroup
	for i := range 32 {
		wait.Go(func() {
			if cabinet[i%2].Answered(t.Context(), challenge, session) == nil {
				won.Add(1)
			}
		})
	}
	wait.Wait()
	assert.EqualValues(t, 1, won.Load())
}

// TestNothingIsKeptOfAChallenge before it is answered: giving them out costs a
// cabinet no memory, however many are asked for.
func TestNothingIsKeptOfAChallenge(t *testing.T) {
	_, cabinet := servers(1)
	cabinet[0].Spent = nil
	assert.NotEqual(t, challengeOf(t, cabinet[0]), challengeOf(t, cabinet[0]))
}

// TestKeyRotation takes a cabinet of two servers to a new key, one server after the
// other, and asks at every moment for what either gives out.
func TestKeyRotation(t *testing.T) {
	clock, cabinet := servers(2)
	old, fresh := cabinet[0].Keys[0], relying.NewKey()
	var waiting []byte // challenge of the last step
	for step, keys := range [][]relying.Key{{old}, {old, fresh}, {fresh, old}, {fresh}} {
		if step == 3 {
			clock.now = clock.now.Add(relying.ChallengeLife)
			waiting = nil // it has waited too long
		}
		for _, server := range cabinet {
			server.Keys = keys
			for _, pair := range [][2]int{{0, 1}, {1, 0}} {
				challenge := challengeOf(t, cabinet[pair[0]])
				assert.NoError(t, cabinet[pair[1]].Answered(t.Context(), challenge, session), "step %d, from %d to %d", step, pair[0], pair[1])
			}
		}
		if waiting != nil {
			assert.NoError(t, cabinet[0].Answered(t.Context(), waiting, session), "step %d, a challenge of before", step)
		}
		waiting = challengeOf(t, cabinet[1])
	}
	cabinet[0].Keys = []relying.Key{old}
	assert.ErrorIs(t, cabinet[0].Answered(t.Context(), waiting, session), relying.ErrChallenge, "a key that has gone")
}

func TestKeysThatAreNone(t *testing.T) {
	_, cabinet := servers(1)
	v := cabinet[0]
	for name, keys := range map[string][]relying.Key{
		"none": nil, "an empty one": {nil}, "a short one": {make(relying.Key, relying.KeySize-1)}, "a short one first": {{1}, relying.NewKey()},
	} {
		v.Keys = keys
		_, err := v.NewChallenge(session)
		assert.ErrorIs(t, err, relying.ErrKey, name)
		assert.ErrorIs(t, v.Answered(t.Context(), make([]byte, relying.ChallengeSize), session), relying.ErrChallenge, name)
	}
}

// TestKeyIsNotShown where a verifier is written to a log.
func TestKeyIsNotShown(t *testing.T) {
	key := relying.Key(bytes.Repeat([]byte("K"), relying.KeySize))
	for _, shown := range []string{fmt.Sprint(key), fmt.Sprintf("%v %s %q", key, key, key), fmt.Sprintf("%+v", relying.Verifier{Keys: []relying.Key{key}})} {
		assert.NotContains(t, shown, "KK")
		assert.NotContains(t, shown, "75 75")
	}
}

// lost is a store that cannot be reached, and may have done what it was asked.
type lost struct{ store.Store }

var errLost = errors.New("dial redis.internal:6379: connection refused")

func (lost) Add(context.Context, string, []byte, time.Time) (bool, error) { return true, errLost }

// TestNobodySignsInWithoutTheStore, whatever it says besides.
func TestNobodySignsInWithoutTheStore(t *testing.T) {
	s := newScene()
	token := s.sign(t, testpki.Person, marshal(t, s.statement(t)), login.OID, false)
	memory := s.cabinet.Spent
	s.cabinet.Spent = lost{memory}
	visitor, err := s.cabinet.Login(t.Context(), session, token)
	assert.ErrorIs(t, err, relying.ErrStore)
	assert.ErrorIs(t, err, errLost, "the cabinet's log knows why")
	assert.NotErrorIs(t, err, relying.ErrChallenge, "the visitor did nothing wrong")
	assert.Zero(t, visitor)

	s.cabinet.Spent = memory
	_, err = s.cabinet.Login(t.Context(), session, token)
	assert.NoError(t, err, "when it is there again, the visitor need not begin anew")
}

// full is a store without room.
type full struct{ store.Store }

func (full) Add(context.Context, string, []byte, time.Time) (bool, error) {
	return false, store.ErrFull
}

func TestNobodySignsInWhenTheStoreIsFull(t *testing.T) {
	_, cabinet := servers(1)
	challenge := challengeOf(t, cabinet[0])
	cabinet[0].Spent = full{}
	assert.ErrorIs(t, cabinet[0].Answered(t.Context(), challenge, session), relying.ErrStore)
}

// FuzzChallenge answers what was never given out.
func FuzzChallenge(f *testing.F) {
	_, cabinet := servers(1)
	cabinet[0].Keys = []relying.Key{bytes.Repeat([]byte{1}, relying.KeySize)}
	good := challengeOf(f, cabinet[0])
	stranger := *cabinet[0]
	stranger.Origin = "https://another.example"
	f.Add([]byte(nil), "")
	f.Add(make([]byte, relying.ChallengeSize), session)
	f.Add(challengeOf(f, &stranger), session)
	f.Add(good[:32], session)
	f.Fuzz(func(t *testing.T, challenge []byte, from string) {
		assert.Error(t, cabinet[0].Answered(t.Context(), challenge, from))
	})
}
