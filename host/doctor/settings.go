// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"errors"
	"strings"

	"github.com/pidpys/pidpys/host/ownership"
)

// settings tells what is not followed of what the administrator and the user set,
// and what the administrator decided.
func settings(_ context.Context, b *Bench) []Finding {
	var findings []Finding
	for _, fault := range b.Settings.Faults {
		f := Finding{Check: "settings-member", Severity: Error, Subject: b.private(fault.Place), With: []string{fault.Member, b.private(fault.Err.Error()), b.private(fault.Place)}}
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
