// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestQuarantine(t *testing.T) {
	q := quarantine{t.TempDir()}
	assert.False(t, q.holds("a"))
	require.NoError(t, q.count("a"))
	assert.False(t, q.holds("a"), "once is bad luck")
	require.NoError(t, q.count("b"))
	require.NoError(t, q.count("a"))
	assert.True(t, q.holds("a"))
	assert.False(t, q.holds("b"))
	require.NoError(t, q.forgive("a"))
	assert.False(t, q.holds("a"))
	require.NoError(t, q.count("b"))
	assert.True(t, q.holds("b"))

	require.NoError(t, os.WriteFile(q.path(), []byte(`[{"module"`), 0o600))
	assert.False(t, q.holds("b"), "a damaged file holds nothing")
	require.NoError(t, q.count("b"))
	require.NoError(t, q.count("b"))
	assert.True(t, q.holds("b"))
}

func TestQuarantineCountsAll(t *testing.T) {
	q := quarantine{t.TempDir()}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() { assert.NoError(t, q.count("a")) })
	}
	all.Wait()
	assert.Equal(t, []record{{"a", 10}}, q.read())
}

func TestQuarantineStaysSmall(t *testing.T) {
	q := quarantine{t.TempDir()}
	for i := range maxRecords + 10 {
		require.NoError(t, q.count(fmt.Sprint(i)))
	}
	records := q.read()
	assert.Len(t, records, maxRecords)
	assert.Equal(t, record{"10", 1}, records[0], "the oldest go first")
}

func TestQuarantineWithoutFolder(t *testing.T) {
	q := quarantine{t.TempDir() + "/absent"}
	assert.Error(t, q.count("a"))
	assert.False(t, q.holds("a"))
}
