// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"strings"
	"time"
)

// formatDate writes a date: ISO 32000-1 section 7.9.4.
func formatDate(t time.Time) string {
	return "D:" + t.UTC().Format("20060102150405") + "+00'00'"
}

// parseDate reads a date, whatever its end leaves out. The zero time is what
// cannot be read. Without a zone it is taken as UTC, for nobody knows better.
func parseDate(s string) time.Time {
	s = strings.TrimPrefix(s, "D:")
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	const layout = "20060102150405"
	if digits > len(layout) || digits < 4 || digits%2 != 0 {
		return time.Time{}
	}
	zone := strings.NewReplacer("'", "", ":", "").Replace(s[digits:])
	format := layout[:digits]
	switch zone = strings.TrimPrefix(zone, "Z"); {
	case strings.Trim(zone, "0") == "":
		zone = ""
	case len(zone) == 3:
		format += "-07"
	default:
		format += "-0700"
	}
	t, err := time.Parse(format, s[:digits]+zone)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
