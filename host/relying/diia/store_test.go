// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// put keeps a request that expires in a minute.
func put(t *testing.T, store Store, name string) {
	t.Helper()
	require.NoError(t, store.Put(t.Context(), "key "+name, "trace "+name, []byte("request "+name), time.Now().Add(time.Minute)))
}

func TestMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := NewMemory(nil)
		put(t, store, "a")
		put(t, store, "b")

		require.NoError(t, store.Awaits(t.Context(), "trace a"))
		key, request, err := store.Claim(t.Context(), "trace a")
		require.NoError(t, err)
		assert.ErrorIs(t, store.Awaits(t.Context(), "trace a"), ErrReplayed)
		assert.ErrorIs(t, store.Awaits(t.Context(), "key a"), ErrUnknown)
		assert.Equal(t, "key a", key)
		assert.Equal(t, "request a", string(request))
		_, _, err = store.Claim(t.Context(), "trace a")
		assert.ErrorIs(t, err, ErrReplayed)
		_, _, err = store.Claim(t.Context(), "key a")
		assert.ErrorIs(t, err, ErrUnknown)

		_, _, err = store.Take(t.Context(), "key a")
		assert.ErrorIs(t, err, ErrUnknown, "there is no outcome yet")
		brief, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		request, outcome, err := store.Wait(brief, "key a")
		require.NoError(t, err)
		assert.Equal(t, "request a", string(request))
		assert.Nil(t, outcome)

		go func() {
			time.Sleep(time.Second)
			assert.NoError(t, store.Settle(t.Context(), "key a", []byte("outcome a")))
		}()
		_, outcome, err = store.Wait(t.Context(), "key a")
		require.NoError(t, err)
		assert.Equal(t, "outcome a", string(outcome))
		require.NoError(t, store.Settle(t.Context(), "key a", []byte("another")), "the first counts")
		request, outcome, err = store.Take(t.Context(), "key a")
		require.NoError(t, err)
		assert.Equal(t, "request a", string(request))
		assert.Equal(t, "outcome a", string(outcome))
		_, _, err = store.Take(t.Context(), "key a")
		assert.ErrorIs(t, err, ErrUnknown)
		_, _, err = store.Wait(t.Context(), "key a")
		assert.ErrorIs(t, err, ErrUnknown)
		require.NoError(t, store.Settle(t.Context(), "key a", []byte("outcome")), "one that is forgotten is no error")

		time.Sleep(time.Minute)
		_, _, err = store.Claim(t.Context(), "trace b")
		assert.ErrorIs(t, err, ErrUnknown, "too late")
	})
}

// TestMemoryForgets what nobody collected.
func TestMemoryForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := NewMemory(nil).(*memory)
		put(t, store, "a")
		time.Sleep(time.Minute + Keep)
		_, _, err := store.Wait(t.Context(), "key a")
		assert.ErrorIs(t, err, ErrUnknown)
		put(t, store, "b")
		assert.Len(t, store.kept, 1)
		assert.Len(t, store.traces, 1)
		assert.Len(t, store.order, 1)
		assert.Equal(t, len("request b"), store.octets)
	})
}

func TestMemoryIsBounded(t *testing.T) {
	store := NewMemory(nil).(*memory)
	for i := range MemoryRequests + 10 {
		put(t, store, strconv.Itoa(i))
	}
	assert.Len(t, store.kept, MemoryRequests)
	assert.Len(t, store.order, MemoryRequests)
	_, _, err := store.Claim(t.Context(), "trace 9")
	assert.ErrorIs(t, err, ErrUnknown, "the oldest made room")
	_, _, err = store.Claim(t.Context(), "trace 10")
	assert.NoError(t, err)

	store = NewMemory(nil).(*memory)
	large := make([]byte, MemoryOctets/4)
	for i := range 10 {
		name := strconv.Itoa(i)
		require.NoError(t, store.Put(t.Context(), name, name, large, time.Now().Add(time.Minute)))
		assert.LessOrEqual(t, store.octets, MemoryOctets)
		if i%2 == 0 {
			require.NoError(t, store.Settle(t.Context(), name, []byte("outcome")))
			_, _, err := store.Take(t.Context(), name)
			require.NoError(t, err)
		}
	}
}

func TestMemoryGivesToOneOfMany(t *testing.T) {
	store := NewMemory(nil)
	put(t, store, "a")
	var mu sync.Mutex
	var claimed, taken int
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			_, _, err := store.Claim(t.Context(), "trace a")
			if err == nil {
				_ = store.Settle(t.Context(), "key a", []byte("outcome"))
			}
			_, _, waited := store.Wait(t.Context(), "key a")
			_, _, took := store.Take(t.Context(), "key a")
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
