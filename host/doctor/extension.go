// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/installer"
)

// A presence is what the profiles of a browser say of the extension. Zero: it is in
// none.
type presence struct {
	state   state
	version string // empty: not told
}

// state is whether the extension is in a profile, the best last.
type state int

const (
	absent state = iota
	disabled
	enabled
)

// better is the one of two profiles in which a person gets further.
func (p presence) better(other presence) presence {
	if other.state > p.state || other.state == p.state && compareVersions(other.version, p.version) > 0 {
		return other
	}
	return p
}

// extensions tells in which browsers of the person the extension is. One browser
// with it is enough.
func extensions(_ context.Context, b *Bench) []Finding {
	type use struct {
		browser  string
		presence presence
	}
	var uses []use
	var findings []Finding
	for _, browser := range installer.Browsers(b.OS) {
		if !b.Used(browser) {
			continue
		}
		location, _ := installer.Find(browser, b.OS, installer.User)
		seen, unreadable := b.presence(location)
		if unreadable {
			findings = append(findings, Finding{Check: "profile-unreadable", Severity: Note, Subject: title(browser)})
		}
		uses = append(uses, use{browser, seen})
	}
	if len(uses) == 0 {
		return []Finding{{Check: "browsers-none", Severity: Note, Topic: "browsers"}}
	}
	missed := Error
	if slices.ContainsFunc(uses, func(u use) bool { return u.presence.state == enabled }) {
		missed = Note
	}
	for _, u := range uses {
		findings = append(findings, b.ofPresence(u.browser, u.presence, missed))
	}
	return findings
}

// ofPresence tells of one browser; missed is how bad it is that it lacks the
// extension.
func (b *Bench) ofPresence(browser string, p presence, missed Severity) Finding {
	if !isVersion(p.version) {
		p.version = "" // whatever a profile says in its place
	}
	f := Finding{Check: "extension-there", Severity: OK, Subject: title(browser), With: []string{cmp.Or(p.version, "?"), b.Version}}
	switch order := compareVersions(p.version, b.Version); {
	case p.state == absent && b.Extension != "" && family(browser, b.OS) == installer.Chromium:
		f.Check, f.Severity, f.With = "extension-unpacked", missed, []string{b.private(b.Extension)}
	case p.state == absent:
		f.Check, f.Severity = "extension-absent", missed
	case p.state == disabled:
		f.Check, f.Severity = "extension-disabled", missed
	case p.version == "" || !isVersion(b.Version):
	case order < 0:
		f.Check, f.Severity = "extension-older", Warning
	case order > 0:
		f.Check, f.Severity = "extension-newer", Warning
	}
	return f
}

func family(browser, system string) installer.Family {
	l, _ := installer.Find(browser, system, installer.User)
	return l.Family
}

// presence looks into the profiles of a browser. unreadable says that not all could
// be read.
func (b *Bench) presence(l installer.Location) (best presence, unreadable bool) {
	look := chromiumProfiles
	if l.Family == installer.Firefox {
		look = firefoxProfiles
	}
	for _, folder := range l.Profiles {
		seen, failed := look(b.Path(folder), b.Host)
		best, unreadable = best.better(seen), unreadable || failed
	}
	return best, unreadable
}

// maxParts is how many numbers a version of an extension has at most.
const maxParts = 4

// isVersion reports whether a text is numbers with dots between, as versions of
// extensions are.
func isVersion(text string) bool {
	if strings.Count(text, ".") >= maxParts {
		return false
	}
	for part := range strings.SplitSeq(text, ".") {
		if _, err := strconv.ParseUint(part, 10, 31); err != nil {
			return false
		}
	}
	return true
}

// compareVersions compares two numbers by number; of a part that is none, or is
// not there, it makes 0.
func compareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	part := func(parts []string, i int) uint64 {
		if i >= len(parts) {
			return 0
		}
		n, _ := strconv.ParseUint(parts[i], 10, 31)
		return n
	}
	for i := range max(len(as), len(bs)) {
		if order := cmp.Compare(part(as, i), part(bs, i)); order != 0 {
			return order
		}
	}
	return 0
}
