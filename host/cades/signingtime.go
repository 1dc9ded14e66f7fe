// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// marshalTime writes a Time: UTCTime for the years 1950 to 2049,
// GeneralizedTime for others (RFC 5652 section 11.3).
func marshalTime(t time.Time) ([]byte, error) {
	var b cryptobyte.Builder
	if t = t.UTC(); t.Year() >= 1950 && t.Year() < 2050 {
		b.AddASN1UTCTime(t)
	} else {
		b.AddASN1GeneralizedTime(t)
	}
	return b.Bytes()
}

// ParseTime reads a Time. Forms that the standard does not have are read where
// they are clear: GeneralizedTime for the years of UTCTime, fractions of a
// second, zones. The zero time is what cannot be read.
func ParseTime(der []byte) (t time.Time, standard bool) {
	in := cryptobyte.String(der)
	var text cryptobyte.String
	var tag casn1.Tag
	if !in.ReadAnyASN1(&text, &tag) || !in.Empty() {
		return time.Time{}, false
	}
	layouts := map[casn1.Tag][]string{
		casn1.UTCTime:         {"060102150405Z0700", "0601021504Z0700"},
		casn1.GeneralizedTime: {"20060102150405Z0700", "200601021504Z0700"},
	}
	for _, layout := range layouts[tag] {
		t, err := time.Parse(layout, string(text))
		if err != nil {
			continue
		}
		if t = t.UTC(); tag == casn1.UTCTime && t.Year() >= 2050 {
			t = t.AddDate(-100, 0, 0)
		}
		written, err := marshalTime(t)
		return t, err == nil && bytes.Equal(written, der)
	}
	return time.Time{}, false
}
