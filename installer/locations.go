// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package installer tells browsers where the native messaging host is.
//
// A browser starts a host only when a manifest of its name lies in a folder
// that the browser knows. [Locations] is the one table of those folders, by
// browser, operating system and scope; everything that installs, removes or
// looks for the host is driven by it. Sources: "Native messaging" of the
// Chrome and Edge documentation, MDN "Native manifests", and the paths that
// other native messaging programs use; rows marked measured were tried with
// the browser itself.
package installer

import (
	"os"
	"path/filepath"
)

// Family is a browser's way of naming the extensions that may start a host.
type Family int

const (
	Chromium Family = iota // allowed_origins, "chrome-extension://…/"
	Firefox                // allowed_extensions, add-on ids
)

// Scope says for whom a host is registered.
type Scope int

const (
	User   Scope = iota // one person's account; Dir is relative to the home folder
	System              // everybody on the machine; Dir is absolute
)

// Location is a folder in which one browser looks for host manifests.
type Location struct {
	Browser string // as --browser names it, lower case
	OS      string // runtime.GOOS
	Scope   Scope
	Family  Family
	Dir     string // slash separated; relative to the home folder for User
}

// Locations returns the table.
func Locations() []Location { return append([]Location(nil), locations...) }

var locations = []Location{
	{"chromium", "linux", User, Chromium, ".config/chromium/NativeMessagingHosts"},  // measured
	{"chromium", "linux", System, Chromium, "/etc/chromium/native-messaging-hosts"}, // measured
	{"chromium", "darwin", User, Chromium, "Library/Application Support/Chromium/NativeMessagingHosts"},
	{"chromium", "darwin", System, Chromium, "/Library/Application Support/Chromium/NativeMessagingHosts"},
	{"chrome", "linux", User, Chromium, ".config/google-chrome/NativeMessagingHosts"},
	{"chrome", "linux", System, Chromium, "/etc/opt/chrome/native-messaging-hosts"},
	{"chrome", "darwin", User, Chromium, "Library/Application Support/Google/Chrome/NativeMessagingHosts"},
	{"chrome", "darwin", System, Chromium, "/Library/Google/Chrome/NativeMessagingHosts"},
	{"edge", "linux", User, Chromium, ".config/microsoft-edge/NativeMessagingHosts"},
	{"edge", "linux", System, Chromium, "/etc/opt/edge/native-messaging-hosts"},
	{"edge", "darwin", User, Chromium, "Library/Application Support/Microsoft Edge/NativeMessagingHosts"},
	{"edge", "darwin", System, Chromium, "/Library/Microsoft/Edge/NativeMessagingHosts"},
	{"firefox", "linux", User, Firefox, ".mozilla/native-messaging-hosts"},           // measured
	{"firefox", "linux", System, Firefox, "/usr/lib/mozilla/native-messaging-hosts"}, // measured with Debian's ESR
	{"firefox", "darwin", User, Firefox, "Library/Application Support/Mozilla/NativeMessagingHosts"},
	{"firefox", "darwin", System, Firefox, "/Library/Application Support/Mozilla/NativeMessagingHosts"},
}

// Find returns the row for a browser on an operating system in a scope.
func Find(browser, goos string, scope Scope) (Location, bool) {
	for _, l := range locations {
		if l.Browser == browser && l.OS == goos && l.Scope == scope {
			return l, true
		}
	}
	return Location{}, false
}

// Browsers lists the browsers that the table knows on an operating system, in
// the table's order.
func Browsers(goos string) []string {
	var names []string
	for _, l := range locations {
		if l.OS == goos && l.Scope == User {
			names = append(names, l.Browser)
		}
	}
	return names
}

// Path returns where the manifest of the host called name lies; home is the
// person's home folder and serves the User scope only.
func (l Location) Path(home, name string) string {
	dir := filepath.FromSlash(l.Dir)
	if l.Scope == User {
		dir = filepath.Join(home, dir)
	}
	return filepath.Join(dir, name+".json")
}

// Present tells whether the browser seems to be here: the folder in which it
// keeps its own things exists. Only then is it told about a host unasked.
func (l Location) Present(home string) bool {
	_, err := os.Stat(filepath.Dir(filepath.Dir(l.Path(home, "any"))))
	return err == nil
}
