// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/ownership"
)

// address is a text in quotes that may be a site's: a report that is sent to whoever helps
// says the cabinet's number in the list, and not where the person works.
var address = regexp.MustCompile(`"(?:[^"\\]|\\.)*[.:](?:[^"\\]|\\.)*"`)

// settings tells what is not followed of what the administrator and the user set,
// and what the administrator decided.
func settings(_ context.Context, b *Bench) []Finding {
	var findings []Finding
	for _, fault := range b.Settings.Faults {
		why := b.private(fault.Err.Error())
		if slices.Contains([]string{"cabinets", "dialects"}, fault.Member) {
			why = address.ReplaceAllString(why, `"…"`)
		}
		f := Finding{Check: "settings-member", Severity: Error, Subject: b.private(fault.Place), With: []string{fault.Member, why, b.private(fault.Place)}}
		switch {
		case errors.Is(fault.Err, ownership.ErrUntrusted):
			f.Check = "settings-untrusted"
		case fault.Member == "":
			f.Check = "settings-unreadable"
		}
		findings = append(findings, f)
	}
	if len(b.Settings.Locked) > 0 {
		findings = append(findings, Finding{Check: "settings-locked", Severity: Note, Topic: "settings", With: []string{strings.Join(b.Settings.Locked, ", ")}})
	}
	return findings
}
