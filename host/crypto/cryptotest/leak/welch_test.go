// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package leak_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/crypto/cryptotest/leak"
)

// samples draws n times of both kinds, the first kind slower by a constant, and
// one in a hundred of either interrupted.
func samples(n int, slower float64) (times leak.Times) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 2 * n {
		x := 1000 + 20*random.NormFloat64()
		if random.IntN(100) == 0 {
			x += 50000 * random.Float64()
		}
		if i%2 == 0 {
			x += slower
		}
		times[i%2] = append(times[i%2], x)
	}
	return times
}

func TestStatistic(t *testing.T) {
	assert.Less(t, samples(10000, 0).Statistic(), 4.5)
	assert.Greater(t, samples(10000, 0).Statistic(), -4.5)
	assert.Greater(t, samples(10000, 5).Statistic(), 10.0, "hidden by interruptions in the whole sample")
	assert.Less(t, samples(10000, -5).Statistic(), -10.0)
	assert.InDelta(t, 1000, samples(10000, 0).Median(), 1)

	coarse := leak.Times{{100, 100, 100}, {100, 100, 100}}
	assert.Zero(t, coarse.Statistic())
}

// TestWelch has an example worked out by hand: means 2 and 5, variances 1 and 4.
func TestWelch(t *testing.T) {
	times := leak.Times{{1, 2, 3}, {3, 5, 7}}
	assert.InDelta(t, -2.3238, times.Statistic(), 1e-4)
}
