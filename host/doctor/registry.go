// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"time"
)

// How old the list of authorities, and the certificates that were fetched to
// build chains from, may be. The latter are fetched anew every week that somebody
// stamps the time.
const (
	maxRegistry = 365 * 24 * time.Hour
	maxBundle   = 60 * 24 * time.Hour
)

// authorities tells how old what is known of authorities is.
func authorities(_ context.Context, b *Bench) []Finding {
	f := Finding{Check: "registry-age", Severity: OK, Topic: "authorities", With: []string{day(b.Registry)}}
	if b.Now().Sub(b.Registry) > maxRegistry {
		f.Check, f.Severity = "registry-old", Warning
	}
	findings := []Finding{f}
	if b.Bundle != nil {
		if fetched, ok := b.Bundle(); ok && b.Now().Sub(fetched) > maxBundle {
			findings = append(findings, Finding{Check: "certificates-old", Severity: Note, Topic: "authorities", With: []string{day(fetched)}})
		}
	}
	return findings
}

// day is a day as people in Ukraine write it.
func day(t time.Time) string { return t.Format("02.01.2006") }
