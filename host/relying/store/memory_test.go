// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package store

import (
	"context"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMemoryIsBounded fills one: it refuses, and what it holds stays.
func TestMemoryIsBounded(t *testing.T) {
	now := time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)
	m := NewMemory(func() time.Time { return now }).(*memory)
	m.limit = 10 * (overhead + 8)
	add := func(i int) (bool, error) {
		return m.Add(t.Context(), strconv.Itoa(i), make([]byte, 7), now.Add(time.Duration(10-i)*time.Minute))
	}
	for i := range 10 {
		added, err := add(i)
		require.NoError(t, err)
		assert.True(t, added)
	}
	added, err := m.Add(t.Context(), "more", nil, now.Add(time.Minute))
	assert.ErrorIs(t, err, ErrFull)
	assert.False(t, added)
	for i := range 10 {
		added, err := add(i)
		require.NoError(t, err)
		assert.False(t, added, "%d is still kept", i)
	}

	now = now.Add(5 * time.Minute) // the younger half, which expires first
	_, err = m.Add(t.Context(), "more", nil, now.Add(time.Hour))
	require.NoError(t, err)
	assert.Len(t, m.kept, 6)
	assert.Len(t, m.ends, 6)
	for i := range 10 {
		_, err := m.Look(t.Context(), strconv.Itoa(i))
		assert.Equal(t, i < 5, err == nil, "%d", i)
	}
}

// TestMemoryForgets everything of what is taken.
func TestMemoryForgets(t *testing.T) {
	m := NewMemory(nil).(*memory)
	for i := range 100 {
		_, err := m.Add(t.Context(), strconv.Itoa(i), make([]byte, i), time.Now().Add(time.Duration(i*37%100+1)*time.Minute))
		require.NoError(t, err)
	}
	for i := range 100 {
		_, err := m.Take(t.Context(), strconv.Itoa(i))
		require.NoError(t, err)
	}
	assert.Empty(t, m.kept)
	assert.Empty(t, m.ends)
	assert.Zero(t, m.octets)
}

// TestMemoryForgetsWaiters who left.
func TestMemoryForgetsWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(nil).(*memory)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range 3 {
			go func() {
				_, err := m.Wait(ctx, "key")
				assert.ErrorIs(t, err, context.DeadlineExceeded)
			}()
		}
		expected := func() int {
			synctest.Wait()
			m.mu.Lock()
			defer m.mu.Unlock()
			return len(m.awaited)
		}
		assert.Equal(t, 1, expected())
		time.Sleep(time.Minute)
		assert.Zero(t, expected())
	})
}

// TestMemoryTellsAtOnce whoever waits.
func TestMemoryTellsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(nil)
		begun := time.Now()
		go func() {
			time.Sleep(time.Second)
			_, err := m.Add(t.Context(), "key", []byte("value"), time.Now().Add(time.Minute))
			assert.NoError(t, err)
		}()
		value, err := Wait(t.Context(), m, "key")
		require.NoError(t, err)
		assert.Equal(t, "value", string(value))
		assert.Equal(t, time.Second, time.Since(begun))
	})
}
