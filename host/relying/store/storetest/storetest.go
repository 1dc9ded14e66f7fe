// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package storetest is what every [store.Store] must pass.
package storetest

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/store"
)

// noon is when the tests begin: not now, for a store goes by the clock it is given.
var noon = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

// A Clock is told the time.
type Clock struct{ passed atomic.Int64 }

// Now is the clock's time.
func (c *Clock) Now() time.Time { return noon.Add(time.Duration(c.passed.Load())) }

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) { c.passed.Add(int64(d)) }

// Test tries a store. open returns one that several servers of a cabinet have, as
// that many values by one clock, empty every time it is called; a store that only
// one server can have is returned as often as asked for.
func Test(t *testing.T, open func(t *testing.T, servers int, now func() time.Time) []store.Store) {
	for name, test := range map[string]func(*testing.T, *scene){
		"one value a key":        oneValue,
		"what was never there":   absent,
		"taken once":             takenOnce,
		"expires":                expires,
		"would have expired":     expired,
		"one of many adds":       oneOfManyAdds,
		"one of many takes":      oneOfManyTakes,
		"waiting":                waiting,
		"waiting in vain":        waitingInVain,
		"keys of any octets":     anyKeys,
		"values of any octets":   anyValues,
		"outside the limits":     outsideLimits,
		"a context that is over": over,
	} {
		t.Run(name, func(t *testing.T) {
			clock := new(Clock)
			servers := open(t, 2, clock.Now)
			require.Len(t, servers, 2)
			test(t, &scene{clock, servers[0], servers[1]})
		})
	}
}

// scene is two servers with one store.
type scene struct {
	*Clock
	a, b store.Store
}

// soon is when most values expire.
func (s *scene) soon() time.Time { return s.Now().Add(time.Minute) }

// add keeps a value by the first server.
func (s *scene) add(t *testing.T, key, value string) {
	t.Helper()
	added, err := s.a.Add(t.Context(), key, []byte(value), s.soon())
	require.NoError(t, err)
	require.True(t, added)
}

// holds asserts what the second server finds.
func (s *scene) holds(t *testing.T, key, value string) {
	t.Helper()
	found, err := s.b.Look(t.Context(), key)
	require.NoError(t, err)
	assert.Equal(t, value, string(found))
}

func (s *scene) holdsNothing(t *testing.T, key string) {
	t.Helper()
	for _, server := range []store.Store{s.a, s.b} {
		_, err := server.Look(t.Context(), key)
		assert.ErrorIs(t, err, store.ErrAbsent)
		_, err = server.Take(t.Context(), key)
		assert.ErrorIs(t, err, store.ErrAbsent)
	}
}

func oneValue(t *testing.T, s *scene) {
	s.add(t, "key", "first")
	s.holds(t, "key", "first")
	for _, server := range []store.Store{s.a, s.b} {
		added, err := server.Add(t.Context(), "key", []byte("second"), s.soon())
		require.NoError(t, err)
		assert.False(t, added)
	}
	s.holds(t, "key", "first")
	s.add(t, "another", "second")
	s.holds(t, "another", "second")
	s.holds(t, "key", "first")
}

func absent(t *testing.T, s *scene) { s.holdsNothing(t, "key") }

func takenOnce(t *testing.T, s *scene) {
	s.add(t, "key", "value")
	s.add(t, "another", "stays")
	taken, err := s.b.Take(t.Context(), "key")
	require.NoError(t, err)
	assert.Equal(t, "value", string(taken))
	s.holdsNothing(t, "key")
	s.holds(t, "another", "stays")
}

func expires(t *testing.T, s *scene) {
	s.add(t, "key", "value")
	s.Pass(time.Minute - time.Millisecond)
	s.holds(t, "key", "value")
	added, err := s.b.Add(t.Context(), "key", nil, s.soon())
	require.NoError(t, err)
	assert.False(t, added, "in its last moment")
	s.Pass(time.Millisecond)
	s.holdsNothing(t, "key")
}

func expired(t *testing.T, s *scene) {
	for _, ago := range []time.Duration{0, time.Nanosecond, time.Hour} {
		added, err := s.a.Add(t.Context(), "key", []byte("value"), s.Now().Add(-ago))
		require.NoError(t, err)
		assert.False(t, added, "%v ago", ago)
	}
	s.holdsNothing(t, "key")
	s.add(t, "key", "value")
}

// many calls at once, half of them by either server.
func (s *scene) many(call func(server store.Store)) {
	var wait sync.WaitGroup
	for i := range 32 {
		wait.Go(func() { call([]store.Store{s.a, s.b}[i%2]) })
	}
	wait.Wait()
}

func oneOfManyAdds(t *testing.T, s *scene) {
	for _, key := range []string{"a", "b", "c", "d"} {
		var won atomic.Int32
		s.many(func(server store.Store) {
			added, err := server.Add(t.Context(), key, []byte("value"), s.soon())
			assert.NoError(t, err)
			if added {
				won.Add(1)
			}
		})
		assert.EqualValues(t, 1, won.Load())
	}
}

func oneOfManyTakes(t *testing.T, s *scene) {
	for _, key := range []string{"a", "b", "c", "d"} {
		s.add(t, key, "value")
		var won atomic.Int32
		s.many(func(server store.Store) {
			switch value, err := server.Take(t.Context(), key); {
			case err == nil:
				won.Add(1)
				assert.Equal(t, "value", string(value))
			default:
				assert.ErrorIs(t, err, store.ErrAbsent)
			}
		})
		assert.EqualValues(t, 1, won.Load())
	}
}

// patience is for what should come at once.
const patience = 10 * time.Second

func waiting(t *testing.T, s *scene) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	came := make(chan string, 3)
	for _, server := range []store.Store{s.a, s.b, s.b} {
		go func() {
			value, err := store.Wait(ctx, server, "key")
			assert.NoError(t, err)
			came <- string(value)
		}()
	}
	s.add(t, "another", "not this")
	s.add(t, "key", "value")
	for range cap(came) {
		assert.Equal(t, "value", <-came)
	}
	value, err := store.Wait(ctx, s.b, "key")
	require.NoError(t, err)
	assert.Equal(t, "value", string(value), "what is there already")
}

func waitingInVain(t *testing.T, s *scene) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := store.Wait(ctx, s.a, "key")
	assert.ErrorIs(t, err, context.DeadlineExceeded)
	s.add(t, "key", "value")
	s.holds(t, "key", "value")
}

// anyKeys are octets that mean something somewhere.
func anyKeys(t *testing.T, s *scene) {
	keys := []string{
		" ", "a b", "a\r\nDEL a b\r\n", "*", "a*", "{a}b", "{}", "\x00", "\x00\x00", "a\x00", "\xff\xfe", "$-1", "ключ", "../key", "a:b", "a::b",
		strings.Repeat("k", store.MaxKey),
	}
	for _, key := range keys {
		s.add(t, key, "value of "+key)
	}
	for _, key := range keys {
		taken, err := s.b.Take(t.Context(), key)
		require.NoError(t, err, "%q", key)
		assert.Equal(t, "value of "+key, string(taken))
		s.holdsNothing(t, key)
	}
}

func anyValues(t *testing.T, s *scene) {
	for key, value := range map[string][]byte{
		"none": nil, "empty": {}, "zero": {0}, "lines": []byte("a\r\n$3\r\nb\r\n"), "octets": {0xff, 0, 0xfe}, "number": []byte("-1"),
		"longest": bytes.Repeat([]byte("0123456789abcdef"), store.MaxValue/16),
	} {
		added, err := s.a.Add(t.Context(), key, value, s.soon())
		require.NoError(t, err, key)
		require.True(t, added, key)
		looked, err := s.b.Look(t.Context(), key)
		require.NoError(t, err, key)
		assert.True(t, bytes.Equal(value, looked), key)
		taken, err := s.b.Take(t.Context(), key)
		require.NoError(t, err, key)
		assert.True(t, bytes.Equal(value, taken), key)
	}
}

func outsideLimits(t *testing.T, s *scene) {
	for name, c := range map[string]struct {
		key   string
		value []byte
	}{
		"no key":       {"", nil},
		"a long key":   {strings.Repeat("k", store.MaxKey+1), nil},
		"a long value": {"key", make([]byte, store.MaxValue+1)},
	} {
		added, err := s.a.Add(t.Context(), c.key, c.value, s.soon())
		assert.ErrorIs(t, err, store.ErrLimit, name)
		assert.False(t, added, name)
	}
	s.holdsNothing(t, "key")
	s.holdsNothing(t, strings.Repeat("k", store.MaxKey+1))
}

// over asks with a context that has ended: whatever is answered, nobody is told
// true twice.
func over(t *testing.T, s *scene) {
	ended, end := context.WithCancel(t.Context())
	end()
	first, _ := s.a.Add(ended, "key", []byte("value"), s.soon())
	second, err := s.b.Add(t.Context(), "key", []byte("value"), s.soon())
	require.NoError(t, err)
	assert.False(t, first && second)
	_, err = store.Wait(ended, s.a, "never")
	assert.ErrorIs(t, err, context.Canceled)
}
