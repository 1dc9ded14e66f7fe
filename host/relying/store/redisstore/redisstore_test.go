// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package redisstore_test

import (
	"context"
	"net"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/relying/store/redisstore"
	"github.com/pidpys/pidpys/host/relying/store/storetest"
)

// soon is when the values of these tests expire.
func soon() time.Time { return time.Now().Add(time.Minute) }

func add(t *testing.T, s *redisstore.Store, key, value string) {
	t.Helper()
	added, err := s.Add(t.Context(), key, []byte(value), soon())
	require.NoError(t, err)
	require.True(t, added)
}

// TestStore is what all stores pass, by two clients of one Redis.
func TestStore(t *testing.T) {
	server, opened := startRedis(t), 0
	storetest.Test(t, func(t *testing.T, servers int, now func() time.Time) (all []store.Store) {
		opened++
		for range servers {
			s := server.open(t, "test "+strconv.Itoa(opened)+":")
			s.Now = now
			all = append(all, s)
		}
		return all
	})
}

// TestCabinetsAreApart by their prefixes.
func TestCabinetsAreApart(t *testing.T) {
	server := startRedis(t)
	a, b := server.open(t, "a:"), server.open(t, "b:")
	add(t, a, "key", "of a")
	_, err := b.Look(t.Context(), "key")
	assert.ErrorIs(t, err, store.ErrAbsent)
	add(t, b, "key", "of b")
	value, err := a.Take(t.Context(), "key")
	require.NoError(t, err)
	assert.Equal(t, "of a", string(value))
}

// TestRedisForgetsByItself what nobody takes: no key stays for ever, or goes before
// its time.
func TestRedisForgetsByItself(t *testing.T) {
	s := startRedis(t).open(t, "")
	for key, life := range map[string]time.Duration{"short": time.Nanosecond + 30*time.Second, "long": time.Hour} {
		added, err := s.Add(t.Context(), key, nil, time.Now().Add(life))
		require.NoError(t, err)
		require.True(t, added)
		left, err := s.Client.PTTL(t.Context(), key).Result()
		require.NoError(t, err)
		assert.LessOrEqual(t, left, life+time.Millisecond)
		assert.Greater(t, left, life-patience)
	}
	added, err := s.Add(t.Context(), "a moment", nil, time.Now().Add(time.Millisecond))
	require.NoError(t, err)
	require.True(t, added)
	require.Eventually(t, func() bool { return s.Client.Exists(t.Context(), "a moment").Val() == 0 }, patience, time.Millisecond)
}

// TestRedisIsNotThere: every question is answered by an error, and none as if
// nothing were kept.
func TestRedisIsNotThere(t *testing.T) {
	server := startRedis(t)
	s := server.open(t, "")
	add(t, s, "key", "value")
	require.NoError(t, s.Check(t.Context()))
	server.kill()

	added, err := s.Add(t.Context(), "another", nil, soon())
	assert.Error(t, err)
	assert.False(t, added)
	for name, ask := range map[string]func() error{
		"look":  func() error { _, err := s.Look(t.Context(), "key"); return err },
		"take":  func() error { _, err := s.Take(t.Context(), "key"); return err },
		"wait":  func() error { _, err := store.Wait(t.Context(), s, "key"); return err },
		"check": func() error { return s.Check(t.Context()) },
	} {
		err := ask()
		assert.Error(t, err, name)
		assert.NotErrorIs(t, err, store.ErrAbsent, name)
	}
	server.start(t)
	require.Eventually(t, func() bool {
		added, err := s.Add(t.Context(), "another", nil, soon())
		return err == nil && added
	}, patience, 10*time.Millisecond)
}

// TestRedisIsSilent: nobody waits for it longer than he wants to.
func TestRedisIsSilent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", path)
	require.NoError(t, err)
	defer listener.Close()
	s, err := redisstore.Open("unix://"+path, "")
	require.NoError(t, err)
	defer s.Client.Close()
	brief, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begun := time.Now()
	added, err := s.Add(brief, "key", nil, soon())
	assert.Error(t, err)
	assert.False(t, added)
	assert.Less(t, time.Since(begun), patience/2)
}

// TestRedisThatForgets is told from one that keeps what it was given, and one that
// is full says so and keeps what it has.
func TestRedisThatForgets(t *testing.T) {
	s := startRedis(t).open(t, "")
	add(t, s, "key", "value")
	for policy, want := range map[string]error{
		"allkeys-lru": redisstore.ErrEvicts, "volatile-ttl": redisstore.ErrEvicts, "allkeys-random": redisstore.ErrEvicts, "noeviction": nil,
	} {
		require.NoError(t, s.Client.ConfigSet(t.Context(), "maxmemory-policy", policy).Err())
		assert.ErrorIs(t, s.Check(t.Context()), want, policy)
	}
	require.NoError(t, s.Client.ConfigSet(t.Context(), "maxmemory-policy", "noeviction").Err())
	require.NoError(t, s.Client.ConfigSet(t.Context(), "maxmemory", "1").Err())
	added, err := s.Add(t.Context(), "another", nil, soon())
	assert.ErrorContains(t, err, "OOM")
	assert.False(t, added)
	value, err := s.Look(t.Context(), "key")
	require.NoError(t, err)
	assert.Equal(t, "value", string(value))
}

// TestValuesOfOthers under our keys are no values, nor nothing.
func TestValuesOfOthers(t *testing.T) {
	s := startRedis(t).open(t, "")
	for key, value := range map[string]string{"empty": "", "short": "1234567", "long": string(make([]byte, store.MaxValue+9))} {
		require.NoError(t, s.Client.Set(t.Context(), key, value, time.Minute).Err())
		_, err := s.Look(t.Context(), key)
		assert.ErrorIs(t, err, redisstore.ErrForeign, key)
		added, err := s.Add(t.Context(), key, nil, soon())
		require.NoError(t, err)
		assert.False(t, added, key)
	}
	require.NoError(t, s.Client.LPush(t.Context(), "list", "a").Err())
	_, err := s.Take(t.Context(), "list")
	assert.ErrorContains(t, err, "WRONGTYPE")
	require.NoError(t, s.Client.Set(t.Context(), "hostile", "\xff\xff\xff\xff\xff\xff\xff\xff", time.Minute).Err())
	_, err = s.Look(t.Context(), "hostile")
	assert.ErrorIs(t, err, store.ErrAbsent, "over before it began")
}

// TestAddressesThatAreNone are refused without a word of the password in them.
func TestAddressesThatAreNone(t *testing.T) {
	for _, address := range []string{
		"", "redis", "http://user:canary@host", "redis://user:canary@host/canary", "rediss://user:canary@%zz",
		"redis://user:canary@host?canary=1", "unix://user:canary@",
	} {
		_, err := redisstore.Open(address, "")
		require.Error(t, err, address)
		assert.NotContains(t, err.Error(), "canary")
	}
}
