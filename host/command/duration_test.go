// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestDurations: nobody is told to come back too early.
func TestDurations(t *testing.T) {
	c := &call{words: words("en")}
	for d, want := range map[time.Duration]string{
		0:                                "1 s",
		time.Millisecond:                 "1 s",
		90 * time.Second:                 "90 s",
		90*time.Second + time.Nanosecond: "2 min",
		90 * time.Minute:                 "90 min",
		91 * time.Minute:                 "2 h",
		math.MaxInt64:                    "2562048 h",
	} {
		assert.Equal(t, want, c.duration(d), "%v", d)
	}
	assert.Equal(t, 2, seconds(time.Second+1))
}
