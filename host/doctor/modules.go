// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// modules tells which drivers of carriers are installed, and why one that is
// would not be loaded. Those that are not installed are for other people's
// carriers, unless a reader calls for them: see [carriers].
func modules(_ context.Context, b *Bench) []Finding {
	if b.Modules == nil {
		return nil
	}
	var findings []Finding
	var absent []string
	for _, m := range b.Modules() {
		switch {
		case m.Trouble == nil:
			findings = append(findings, Finding{Check: "module-there", Severity: OK, Subject: m.Name, With: []string{b.private(m.Path)}})
		case m.Trouble.Kind == key.DriverMissing:
			absent = append(absent, m.Name)
		default:
			findings = append(findings, b.ofTrouble(*m.Trouble)...)
		}
	}
	if len(absent) > 0 {
		findings = append(findings, Finding{Check: "modules-absent", Severity: Note, Topic: "carriers", With: []string{strings.Join(absent, ", ")}})
	}
	return findings
}
