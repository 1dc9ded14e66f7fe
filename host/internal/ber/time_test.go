// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ber_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/ber"
)

func TestGeneralizedTime(t *testing.T) {
	for text, want := range map[string]time.Time{
		"20261121150405Z":            time.Date(2026, 11, 21, 15, 4, 5, 0, time.UTC),
		"20261121150405.1Z":          time.Date(2026, 11, 21, 15, 4, 5, 1e8, time.UTC),
		"20261121150405.100Z":        time.Date(2026, 11, 21, 15, 4, 5, 1e8, time.UTC),
		"20261121150405.123456789Z":  time.Date(2026, 11, 21, 15, 4, 5, 123456789, time.UTC),
		"20261121150405.1234567891Z": time.Date(2026, 11, 21, 15, 4, 5, 123456789, time.UTC),
		"20240229235959Z":            time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC),
	} {
		got, err := ber.GeneralizedTime([]byte(text))
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for text, why := range map[string]string{
		"":                                     "nothing",
		"Z":                                    "no time",
		"202611211504Z":                        "no seconds",
		"20261121150405":                       "a local time",
		"20261121150405+0200":                  "a zone",
		"20261121150405,5Z":                    "a comma",
		"20261121150405.Z":                     "a fraction of no digits",
		"20260229150405Z":                      "no such day",
		"20261121150460Z":                      "no such second",
		"20261121150405.5ZZ":                   "two ends",
		"20261121150405.11111111111111111111Z": "too long",
	} {
		_, err := ber.GeneralizedTime([]byte(text))
		assert.ErrorIs(t, err, ber.ErrMalformed, why)
	}
}
