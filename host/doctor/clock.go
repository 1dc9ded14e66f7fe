// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"strconv"
	"time"
)

// maxSkew is how far this computer's clock may be off before cabinets and
// authorities may refuse what it signs.
const maxSkew = 5 * time.Minute

// clock compares this computer's time with that of a host of the registry, which
// tells it by whole seconds (RFC 9110, 6.6.1).
func clock(ctx context.Context, b *Bench) []Finding {
	finding := func(check string, severity Severity, with ...string) []Finding {
		return []Finding{{Check: check, Severity: severity, Subject: b.Now().Format("02.01.2006 15:04 MST"), With: with}}
	}
	if b.Date == nil {
		return finding("clock-skipped", Note)
	}
	before := b.Now()
	theirs, err := b.Date(ctx)
	if err != nil {
		return []Finding{{Check: "network-silent", Severity: Warning, Topic: "network"}}
	}
	after := b.Now()
	skew := before.Add(after.Sub(before) / 2).Sub(theirs)
	if skew.Abs() <= maxSkew {
		return finding("clock-right", OK)
	}
	minutes := strconv.Itoa(int(skew.Abs().Round(time.Minute).Minutes()))
	if skew > 0 {
		return finding("clock-ahead", Error, minutes)
	}
	return finding("clock-behind", Error, minutes)
}
