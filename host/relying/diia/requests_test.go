// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/store"
)

// begun keeps a request that expires in a minute.
func (q requests) begun(t *testing.T, name string) {
	t.Helper()
	require.NoError(t, q.put(t.Context(), "key "+name, "trace "+name, []byte("request "+name), time.Now().Add(time.Minute)))
}

// later is when everything that these tests keep is over.
func later() time.Time { return time.Now().Add(time.Hour) }

func TestRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := requests{store.NewMemory(nil)}
		q.begun(t, "a")
		q.begun(t, "b")
		assert.ErrorIs(t, q.put(t.Context(), "key a", "trace", nil, later()), errTwice)

		_, err := q.awaits(t.Context(), "trace a")
		require.NoError(t, err)
		key, request, err := q.claim(t.Context(), "trace a", later())
		require.NoError(t, err)
		assert.Equal(t, "key a", key)
		assert.Equal(t, "request a", string(request))
		_, err = q.awaits(t.Context(), "trace a")
		assert.ErrorIs(t, err, ErrReplayed)
		_, _, err = q.claim(t.Context(), "trace a", later())
		assert.ErrorIs(t, err, ErrReplayed)
		for _, hostile := range []string{"key a", "request:key a", traceOf("trace b"), "", "\x00", strings.Repeat("t", 1<<20)} {
			_, err = q.awaits(t.Context(), hostile)
			assert.ErrorIs(t, err, ErrUnknown)
			_, _, err = q.claim(t.Context(), hostile, later())
			assert.ErrorIs(t, err, ErrUnknown)
		}

		_, _, err = q.take(t.Context(), "key a")
		assert.ErrorIs(t, err, ErrUnknown, "there is no outcome yet")
		request, outcome, err := q.wait(t.Context(), "key a", time.Second)
		require.NoError(t, err)
		assert.Equal(t, "request a", string(request))
		assert.Nil(t, outcome)
		left, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		_, _, err = q.wait(left, "key a", time.Minute)
		assert.ErrorIs(t, err, context.DeadlineExceeded)

		go func() {
			time.Sleep(time.Second)
			assert.NoError(t, q.settle(t.Context(), "key a", []byte("outcome a"), later()))
		}()
		_, outcome, err = q.wait(t.Context(), "key a", time.Minute)
		require.NoError(t, err)
		assert.Equal(t, "outcome a", string(outcome))
		require.NoError(t, q.settle(t.Context(), "key a", []byte("another"), later()), "the first counts")
		request, outcome, err = q.take(t.Context(), "key a")
		require.NoError(t, err)
		assert.Equal(t, "request a", string(request))
		assert.Equal(t, "outcome a", string(outcome))
		for range 2 {
			_, _, err = q.take(t.Context(), "key a")
			assert.ErrorIs(t, err, ErrUnknown)
			_, _, err = q.wait(t.Context(), "key a", time.Minute)
			assert.ErrorIs(t, err, ErrUnknown)
			require.NoError(t, q.settle(t.Context(), "key a", []byte("outcome"), later()), "one that is forgotten is no error")
		}

		time.Sleep(time.Minute)
		_, _, err = q.claim(t.Context(), "trace b", later())
		assert.ErrorIs(t, err, ErrUnknown, "too late")
		_, _, err = q.wait(t.Context(), "key b", 0)
		assert.NoError(t, err, "but remembered")
		time.Sleep(Keep)
		_, _, err = q.wait(t.Context(), "key b", 0)
		assert.ErrorIs(t, err, ErrUnknown)
	})
}

func TestRequestsAreGivenToOneOfMany(t *testing.T) {
	q := requests{store.NewMemory(nil)}
	q.begun(t, "a")
	var mu sync.Mutex
	var claimed, taken int
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			_, _, err := q.claim(t.Context(), "trace a", later())
			if err == nil {
				_ = q.settle(t.Context(), "key a", []byte("outcome"), later())
			}
			_, _, waited := q.wait(t.Context(), "key a", 10*time.Millisecond)
			_, _, took := q.take(t.Context(), "key a")
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				claimed++
			}
			if took == nil {
				taken++
				assert.NoError(t, waited)
			}
		})
	}
	wait.Wait()
	assert.Equal(t, 1, claimed)
	assert.Equal(t, 1, taken)
}

// spy is a store that notes the keys it is asked about.
type spy struct {
	store.Store
	keys []string
}

func (s *spy) Add(ctx context.Context, key string, value []byte, expires time.Time) (bool, error) {
	s.keys = append(s.keys, key)
	return s.Store.Add(ctx, key, value, expires)
}

// TestKeysAreNoSecrets: a trace is the digest that a phone signs, and keys are seen
// by whoever watches a store.
func TestKeysAreNoSecrets(t *testing.T) {
	s := &spy{Store: store.NewMemory(nil)}
	q := requests{s}
	q.begun(t, "a")
	_, _, err := q.claim(t.Context(), "trace a", later())
	require.NoError(t, err)
	require.NoError(t, q.settle(t.Context(), "key a", nil, later()))
	assert.Len(t, s.keys, 4)
	for _, key := range s.keys {
		assert.NotContains(t, key, "trace a")
		assert.NoError(t, store.Check(key, nil))
	}
}
