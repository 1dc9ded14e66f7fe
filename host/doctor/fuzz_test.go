// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor

import (
	"strings"
	"testing"

	"github.com/pidpys/pidpys/installer"
)

const id = "ffkhhploccefkjgdodckielehiddijkn"

// FuzzProfiles: whatever stands in a profile, it is read or refused.
func FuzzProfiles(f *testing.F) {
	for _, seed := range []string{
		`{"extensions":{"settings":{"` + id + `":{"state":1,"disable_reasons":[1],"manifest":{"version":"1.2"}}}}}`,
		`{"extensions":{"settings":{"` + id + `":[]}}}`, `{"extensions":{"settings":{"` + id + `":null}}}`, `{"extensions":null}`, `[`, ``,
		`{"addons":[{"id":"pidpys@pidpys.org","active":true,"version":"1"},null,{"id":1}]}`, `{"addons":{}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, look := range []func([]byte, []string) (presence, error){chromiumPresence, firefoxPresence} {
			if p, err := look([]byte(text), []string{id, "pidpys@pidpys.org"}); err == nil && p.state == absent && p.version != "" {
				t.Errorf("absent, and of version %q", p.version)
			}
		}
	})
}

// FuzzPolicies: whatever administrators set, somebody is told or nobody is.
func FuzzPolicies(f *testing.F) {
	for _, seed := range []string{
		`{"NativeMessagingBlocklist":["*"],"NativeMessagingUserLevelHosts":false,"ExtensionSettings":{"*":{"installation_mode":"blocked"}}}`,
		`{"ExtensionSettings":"{\"*\":{\"blocked_permissions\":[\"nativeMessaging\"]}}"}`, `{"ExtensionInstallForcelist":{"1":"a;b","2":[]}}`,
		`{"Extensions":{"Uninstall":[1,"a"]}}`, `null`, `[]`, `{"ExtensionSettings":{"*":"{"}}`,
	} {
		f.Add(seed)
	}
	b := Bench{Host: installer.Host{Name: "org.pidpys.host"}}
	b.sights = func() []installer.Sight { return nil }
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePolicy([]byte(text))
		if err != nil {
			return
		}
		b.hostPolicy(installer.Location{Browser: "chromium"}, p)
		b.extensionPolicy(installer.Location{Browser: "chromium"}, p, []string{id})
	})
}

// FuzzPrivate: no text keeps the person's folder, nor grows beyond what it was by
// more than the marks for people.
func FuzzPrivate(f *testing.F) {
	for _, seed := range []string{"/home/olena/x", "/home/olena", "/home/olena2/x", `C:\Users\Olena\x`, "a /home/olena: b", "/home/", ""} {
		f.Add(seed)
	}
	b := Bench{Surroundings: installer.Surroundings{Home: "/home/olena"}}
	f.Fuzz(func(t *testing.T, text string) {
		if shown := b.private(text); strings.Contains(shown, "/home/olena/") {
			t.Errorf("%q is shown as %q", text, shown)
		}
	})
}

// FuzzVersions: of two versions one is not at once older and newer.
func FuzzVersions(f *testing.F) {
	f.Add("1.2.10", "1.2.9")
	f.Add("1", "1.0.0")
	f.Add("", "..")
	f.Fuzz(func(t *testing.T, a, b string) {
		if compareVersions(a, b) != -compareVersions(b, a) {
			t.Errorf("%q and %q", a, b)
		}
	})
}
