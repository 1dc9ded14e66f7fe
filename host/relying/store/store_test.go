// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package store_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/relying/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Test(t, func(_ *testing.T, _ int, now func() time.Time) []store.Store {
		m := store.NewMemory(now)
		return []store.Store{m, m}
	})
}

// silent is a store that tells nobody of news, as those of several servers do.
type silent struct{ store.Store }

func TestSilent(t *testing.T) {
	storetest.Test(t, func(_ *testing.T, _ int, now func() time.Time) []store.Store {
		m := silent{store.NewMemory(now)}
		return []store.Store{m, m}
	})
}

// TestWaitLooksAgain at a store that is silent, but not all the time.
func TestWaitLooksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := silent{store.NewMemory(nil)}
		begun := time.Now()
		go func() {
			time.Sleep(time.Minute)
			_, err := m.Add(t.Context(), "key", []byte("value"), time.Now().Add(time.Minute))
			assert.NoError(t, err)
		}()
		value, err := store.Wait(t.Context(), m, "key")
		require.NoError(t, err)
		assert.Equal(t, "value", string(value))
		assert.Less(t, time.Since(begun), time.Minute+time.Second)
	})
}

// lost is a store that cannot be reached.
type lost struct{ store.Store }

var errLost = errors.New("connection refused")

func (lost) Look(context.Context, string) ([]byte, error) { return nil, errLost }

func TestWaitForTheLost(t *testing.T) {
	_, err := store.Wait(t.Context(), lost{}, "key")
	assert.ErrorIs(t, err, errLost)
}
