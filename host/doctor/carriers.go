// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// carriers has workers ask the drivers of what is plugged in, and tells how many
// carriers are seen and what is in the way of others. Whose they are it does not
// tell.
func carriers(ctx context.Context, b *Bench) []Finding {
	if b.Plugged == nil {
		return nil
	}
	seen, err := b.Plugged(ctx)
	if err != nil {
		return []Finding{unfinished("carriers")}
	}
	var findings []Finding
	for _, trouble := range seen.Troubles {
		switch trouble.Kind {
		case key.DriverMissing, key.DriverSilent, key.DriverFailed, key.DeviceUnknown:
			findings = append(findings, b.ofTrouble(trouble)...)
		}
	}
	if n := len(seen.Carriers); n > 0 {
		findings = append(findings, Finding{Check: "carriers-seen", Severity: OK, Topic: "carriers", With: []string{strconv.Itoa(n)}})
	}
	return findings
}

// ofTrouble tells of a driver. Where the window has words for it they are the same
// here.
func (b *Bench) ofTrouble(t key.Trouble) []Finding {
	f := Finding{Check: string(t.Kind), Severity: Error, Subject: t.DisplayDevice(), With: []string{t.DisplayDevice(), b.private(t.Path)}}
	switch t.Kind {
	case key.DriverMissing, key.DriverSilent:
		word := strings.ReplaceAll(string(t.Kind), "-", "_")
		f.Message, f.Remedy = "error_"+word, "hint_"+word
	case key.DriverFailed: // with which number, is not known here
		f.Message, f.Remedy = "driver_failed", "hint_driver_crashed"
	case key.DriverCrashed:
		f.Remedy = "cli_hint_driver_crashed"
	case key.DriverRefused:
		reason := strings.ReplaceAll(string(t.Reason), "-", "_")
		f.Severity, f.Because, f.Remedy = Warning, "what_"+reason, "refused_"+reason
	case key.DeviceUnknown:
		name := readerName(t.Device)
		f.Severity, f.Subject, f.With = Warning, name, []string{name}
		f.Message, f.Remedy = "device_unknown", "device_unknown_hint"
	default:
		return nil
	}
	return []Finding{f}
}
