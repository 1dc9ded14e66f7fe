// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package installer tells browsers where the native messaging host is.
//
// A browser starts a host only when a manifest of its name lies in a folder,
// on Windows is named by a registry key, that the browser knows. [Locations] is
// the one table of those, by browser, operating system and scope, and of where
// the browser reads policies, keeps profiles and takes extensions from; all that
// installs, removes, looks for or packs the host is driven by it.
//
// [PlanInstall] and [PlanUninstall] say what would be done, [Plan.Apply] does it
// wholly or not at all, and [Look] finds what lies where.
package installer

import "slices"

// Family is a browser's way of naming the extensions that may start a host.
type Family int

// The families.
const (
	Chromium Family = iota // allowed_origins, "chrome-extension://…/"
	Firefox                // allowed_extensions, add-on ids
)

// Scope says for whom a host is registered.
type Scope int

// The scopes.
const (
	User   Scope = iota // one person's account
	System              // everybody on the machine
)

// Basis says how well it is known that a browser reads Location.Hosts.
type Basis int

// The bases, best first.
const (
	Measured   Basis = iota // tried with the browser itself
	Documented              // the maker's documentation or source
	Peers                   // other programs put their manifests there; unverified
	Unknown                 // nothing known that two sources agree on: Hosts is empty
)

// Location is one row of the table: a browser on an operating system in a scope.
//
// Paths are slash separated, registry keys have backslashes and stand below
// their hive, HKEY_CURRENT_USER for User and HKEY_LOCAL_MACHINE for System.
// Folders of the User scope are relative to the home folder; in them ".config"
// stands for $XDG_CONFIG_HOME, "AppData/Local" for %LOCALAPPDATA% and
// "AppData/Roaming" for %APPDATA%. Folders of the System scope are absolute.
type Location struct {
	Browser string // as --browser names it, lower case
	OS      string // runtime.GOOS
	Scope   Scope
	Family  Family
	Basis   Basis
	// Hosts is the folder of host manifests; on Windows the key below which each
	// host has one of its name, whose default value is the manifest's path.
	Hosts string
	// Then are further such places, read in this order where Hosts has nothing.
	Then []string
	// Twin is a folder that some builds of the browser read in place of Hosts.
	Twin string
	// Policies, of System rows: the folder of managed policies (for Firefox's
	// family that of policies.json), on Windows the registry key, on macOS the
	// domain of a configuration profile. Empty is unknown.
	Policies string
	// Profiles, of User rows: the folders that hold the person's profiles; the
	// browser has been used where one exists.
	Profiles []string
	// Extensions, of System rows of Chromium's family: where a description of an
	// extension makes the browser offer it, a folder or, on Windows, a registry
	// key. Empty is none, or unknown.
	Extensions string
}

// Locations returns the table. A place that several browsers share belongs to
// the first of them.
func Locations() []Location { return slices.Clone(locations) }

// Find returns the row for a browser on an operating system in a scope.
func Find(browser, goos string, scope Scope) (Location, bool) {
	i := slices.IndexFunc(locations, func(l Location) bool {
		return l.Browser == browser && l.OS == goos && l.Scope == scope
	})
	if i < 0 {
		return Location{}, false
	}
	return locations[i], true
}

// Rows returns the rows of an operating system and a scope in the table's order:
// the browser's alone, or with an empty browser those of all.
func Rows(goos string, scope Scope, browser string) []Location {
	var rows []Location
	for _, l := range locations {
		if l.OS == goos && l.Scope == scope && (browser == "" || l.Browser == browser) {
			rows = append(rows, l)
		}
	}
	return rows
}

// Browsers lists the browsers that the table knows on an operating system, in
// the table's order.
func Browsers(goos string) []string {
	var names []string
	for _, l := range Rows(goos, User, "") {
		names = append(names, l.Browser)
	}
	return names
}
