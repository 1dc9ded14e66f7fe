// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"math"
	"strconv"
	"time"
)

// spans are how long people are told to wait, in the unit that has few digits.
var spans = []struct {
	unit time.Duration
	from time.Duration
	word string
}{
	{time.Hour, 90 * time.Minute, "cli_hours"},
	{time.Minute, 90 * time.Second, "cli_minutes"},
	{time.Second, 0, "cli_seconds"},
}

// duration is a time to wait in words, never less than it is.
func (c *call) duration(d time.Duration) string {
	for _, span := range spans {
		if d > span.from {
			return c.words.text(span.word, strconv.Itoa(int(math.Ceil(float64(d)/float64(span.unit)))))
		}
	}
	return c.words.text("cli_seconds", "1")
}

// seconds is a time to wait for programs, never less than it is.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
