// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/pidpys/pidpys/installer"
)

// manifests tells whether each browser finds this program, by what lies where it
// looks.
func manifests(_ context.Context, b *Bench) []Finding {
	var findings []Finding
	known := false
	for _, sight := range b.sights() {
		known = known || sight.Used || len(sight.Entries) > 0
		findings = append(findings, b.ofSight(sight)...)
	}
	if !known {
		return []Finding{{Check: "manifests-none", Severity: Warning, Topic: "browsers"}}
	}
	return findings
}

// ofSight tells of one browser.
func (b *Bench) ofSight(sight installer.Sight) []Finding {
	if len(sight.Entries) == 0 {
		if !sight.Used {
			return nil
		}
		return []Finding{{Check: "manifest-missing", Severity: Error, Subject: title(sight.Browser), With: []string{b.installing(sight.Browser, installer.User)}}}
	}
	var findings []Finding
	force := slices.IndexFunc(sight.Entries, func(e installer.Entry) bool { return e.InForce })
	for i, e := range sight.Entries {
		f := b.ofEntry(sight, e)
		var hidden []Finding
		switch {
		case i == force:
			hidden = b.shadows(sight, e, sight.Entries[i+1:])
			if len(hidden) > 0 && e.Scope == installer.User {
				f.With[2] = b.uninstalling(e) // one way out of both
			}
		case force < 0:
		case fit(e): // what hides it is told
			continue
		default:
			f.Check, f.Severity = "manifest-leftover", Note
			if e.Scope == installer.User {
				f.With[2] = b.uninstalling(e)
			}
		}
		findings = append(append(findings, f), hidden...)
	}
	return findings
}

// fit reports whether a browser could start a program of ours by an entry.
func fit(e installer.Entry) bool { return e.Err == nil && e.ProgramErr == nil && e.Admits }

// ofEntry tells whether a browser can start this program by an entry.
func (b *Bench) ofEntry(sight installer.Sight, e installer.Entry) Finding {
	wrong, other := Warning, Note // in a browser that the person does not use
	if sight.Used {
		wrong, other = Error, Warning
	}
	f := Finding{Check: "manifest-there", Severity: OK, Subject: title(sight.Browser), With: []string{b.private(e.Place), b.private(e.Program), b.installing(sight.Browser, e.Scope)}}
	switch {
	case errors.Is(e.Err, fs.ErrNotExist):
		f.Check, f.Severity = "manifest-gone", wrong
	case errors.Is(e.Err, fs.ErrPermission):
		f.Check, f.Severity = "manifest-unreadable", wrong
	case e.Err != nil:
		f.Check, f.Severity = "manifest-broken", wrong
	case errors.Is(e.ProgramErr, fs.ErrNotExist):
		f.Check, f.Severity = "program-gone", wrong
	case e.ProgramErr != nil:
		f.Check, f.Severity = "program-not-executable", wrong
	case !e.Admits:
		f.Check, f.Severity = "manifest-foreign", wrong
	case !same(e.Program, b.Host.Path):
		f.Check, f.Severity = "program-other", other
	}
	return f
}

// shadows tells of entries that one in force keeps from being read: then what an
// administrator installs has no effect for this person, or for this browser.
func (b *Bench) shadows(sight installer.Sight, force installer.Entry, below []installer.Entry) []Finding {
	for _, e := range below {
		places := []string{b.private(force.Place), b.private(e.Place)}
		f := Finding{Check: "manifest-shadowed", Severity: Error, Subject: title(sight.Browser)}
		switch {
		case force.Scope == installer.User && e.Scope == installer.System:
			f.With = append(places, b.uninstalling(force))
		case force.Key.View == installer.View32 && e.Key.View == installer.View64 && force.Manifest != e.Manifest:
			f.Check, f.With = "manifest-old-view", append(places, b.installing(sight.Browser, installer.System))
		default:
			continue
		}
		return []Finding{f}
	}
	return nil
}

// systemWide reports whether a browser finds this program by what an administrator
// installed.
func (b *Bench) systemWide(browser string) bool {
	return slices.ContainsFunc(b.sights(), func(s installer.Sight) bool {
		return s.Browser == browser && slices.ContainsFunc(s.Entries, func(e installer.Entry) bool {
			return e.Scope == installer.System && fit(e)
		})
	})
}

// installing is the command that writes an entry anew.
func (b *Bench) installing(browser string, scope installer.Scope) string {
	switch {
	case scope == installer.User:
		return b.command() + " install --user --browser " + browser
	case b.OS == "windows": // there is an administrator's window for it
		return b.command() + " install --system --browser " + browser
	}
	return "sudo " + b.command() + " install --system --browser " + browser
}

// uninstalling is the command that removes a person's own entry, of the browser
// whose place it is: others only share that.
func (b *Bench) uninstalling(e installer.Entry) string {
	return b.command() + " uninstall --user --browser " + e.Owner
}

// same reports whether two paths lead to one file.
func same(a, b string) bool {
	if a == b {
		return true
	}
	realA, errA := filepath.EvalSymlinks(a)
	realB, errB := filepath.EvalSymlinks(b)
	return errA == nil && errB == nil && realA == realB
}
