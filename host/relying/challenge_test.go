// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"crypto/rand"
	"encoding/binary"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)

func TestMemoryGivesEachChallengeOnce(t *testing.T) {
	for _, c := range []struct {
		name    string
		session string
		at      time.Time
		want    bool
	}{
		{"in time, by its session", "a", noon, true},
		{"by another session", "b", noon, false},
		{"by no session", "", noon, false},
		{"when it has expired", "a", noon.Add(time.Minute), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := NewMemory()
			require.NoError(t, store.Put(t.Context(), []byte("challenge"), "a", noon.Add(time.Minute)))
			taken, err := store.Take(t.Context(), []byte("challenge"), c.session, c.at)
			require.NoError(t, err)
			assert.Equal(t, c.want, taken)
			again, err := store.Take(t.Context(), []byte("challenge"), "a", noon)
			require.NoError(t, err)
			assert.Equal(t, c.name != "in time, by its session" && c.at.Equal(noon), again,
				"a stranger's attempt leaves it to its owner; its owner's uses it up")
		})
	}
}

func TestMemoryIsBounded(t *testing.T) {
	store := &memory{given: map[string]given{}, limit: 3}
	for i := range 10 {
		require.NoError(t, store.Put(t.Context(), binary.BigEndian.AppendUint64(nil, uint64(i)), "s", noon.Add(time.Minute)))
		assert.LessOrEqual(t, len(store.given), 3)
		assert.LessOrEqual(t, len(store.order), 3)
	}
	for i, want := range map[int]bool{6: false, 7: true, 9: true} {
		taken, err := store.Take(t.Context(), binary.BigEndian.AppendUint64(nil, uint64(i)), "s", noon)
		require.NoError(t, err)
		assert.Equal(t, want, taken, "challenge %d", i)
	}
}

// TestMemoryOfLongSessions gives challenges to sessions whose names a visitor
// chose himself: they cost no more than others.
func TestMemoryOfLongSessions(t *testing.T) {
	const challenges = 200
	store := NewMemory()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for i := range challenges {
		session := strings.Repeat("s", 1<<20) + strconv.Itoa(i)
		require.NoError(t, store.Put(t.Context(), binary.BigEndian.AppendUint64(nil, uint64(i)), session, noon.Add(time.Minute)))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(challenges<<10))
	taken, err := store.Take(t.Context(), binary.BigEndian.AppendUint64(nil, 7), strings.Repeat("s", 1<<20)+"7", noon)
	require.NoError(t, err)
	assert.True(t, taken)
}

func TestMemoryGivesOneOfMany(t *testing.T) {
	store := NewMemory()
	challenge := make([]byte, ChallengeSize)
	rand.Read(challenge)
	require.NoError(t, store.Put(t.Context(), challenge, "s", noon.Add(time.Minute)))
	var won atomic.Int32
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			if taken, _ := store.Take(t.Context(), challenge, "s", noon); taken {
				won.Add(1)
			}
		})
	}
	wait.Wait()
	assert.EqualValues(t, 1, won.Load())
}
