// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/pades/internal/pdf"
)

func TestDates(t *testing.T) {
	full := time.Date(2026, 11, 21, 12, 30, 45, 0, time.UTC)
	assert.Equal(t, "D:20261121123045+00'00'", formatDate(full.In(time.FixedZone("", 7200))))
	for s, want := range map[string]time.Time{
		"D:20261121123045+00'00'":  full,
		"D:20261121123045Z":        full,
		"D:20261121123045Z00'00'":  full,
		"D:20261121143045+02'00":   full,
		"D:20261121143045+02":      full,
		"D:20261121073045-05'00'":  full,
		"20261121123045":           full,
		"D:202611211230":           full.Truncate(time.Minute),
		"D:20261121":               full.Truncate(24 * time.Hour),
		"D:2026":                   time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		"":                         {},
		"D:":                       {},
		"D:202":                    {},
		"D:20261":                  {},
		"D:20261321":               {},
		"D:20261121123045X":        {},
		"D:20261121123045+0200000": {},
		"yesterday":                {},
	} {
		assert.True(t, want.Equal(parseDate(s)), "%q: %s", s, parseDate(s))
	}
}

func TestText(t *testing.T) {
	for _, s := range []string{"", "words", "Погоджено", "𝄞"} {
		assert.Equal(t, s, textOf(text(s)))
	}
	assert.Equal(t, "é", textOf(pdf.String{Octets: []byte{0xe9}}))
	assert.Equal(t, "ї", textOf(pdf.String{Octets: []byte("\xef\xbb\xbfї")}))
	assert.Equal(t, "�", textOf(pdf.String{Octets: []byte("\xfe\xff\xd8\x00")}))
	assert.Empty(t, textOf(pdf.Name("words")))
}
