// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import "context"

// A boxed browser comes in a package that shuts it off from other programs, and
// so from native hosts.
type boxed struct {
	title string
	snap  string // the snap's name; empty: there is none
	flat  string // the Flatpak application's ID; empty: there is none
}

// boxes are the browsers that are given out so. Names are those of the snap store
// and of Flathub; none was at hand.
var boxes = []boxed{
	{"Firefox", "firefox", "org.mozilla.firefox"},
	{"LibreWolf", "", "io.gitlab.librewolf-community"},
	{"Chromium", "chromium", "org.chromium.Chromium"},
	{"Google Chrome", "", "com.google.Chrome"},
	{"Microsoft Edge", "", "com.microsoft.Edge"},
	{"Brave", "brave", "com.brave.Browser"},
	{"Vivaldi", "vivaldi", "com.vivaldi.Vivaldi"},
	{"Opera", "opera", "com.opera.Opera"},
	{"Yandex Browser", "", "ru.yandex.Browser"},
}

// packaging finds browsers from Snap and Flatpak. Firefox from Snap starts hosts
// by a portal, since 2022. From Flatpak it does since 157 by another,
// xdg-native-messaging-proxy, where that is installed. Nobody else does. All this
// is known from their makers' threads and unverified.
func packaging(_ context.Context, b *Bench) []Finding {
	if b.OS != "linux" {
		return nil
	}
	var findings []Finding
	for _, box := range boxes {
		if box.snap != "" && b.snapped(box.snap) {
			f := Finding{Check: "snap-closed", Severity: Warning, Subject: box.title + " (Snap)"}
			if box.snap == "firefox" {
				f.Check, f.Severity = "snap-firefox", Note
			}
			findings = append(findings, f)
		}
		if box.flat != "" && b.flat(box.flat) {
			f := Finding{Check: "flatpak-closed", Severity: Warning, Subject: box.title + " (Flatpak)"}
			if box.title == "Firefox" {
				f.Check = "flatpak-firefox"
			}
			findings = append(findings, f)
		}
	}
	return findings
}

// snapped reports whether a snap is installed. The folder that it leaves in the
// person's own, which outlives it, does not count.
func (b *Bench) snapped(name string) bool { return exists(b.Path("/snap/bin/" + name)) }

// flat reports whether a Flatpak application is installed, for all or for this
// person.
func (b *Bench) flat(id string) bool {
	return exists(b.Path("/var/lib/flatpak/app/"+id)) || exists(b.Path(".local/share/flatpak/app/"+id))
}
