// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/doctor"
)

// without takes the extension out of both browsers.
func without(w *world) {
	w.profile(chromium, true, "")
	w.profile(firefox, true, "")
}

var extensionBreakages = []breakage{
	{"the extension is nowhere", without, "extension-absent", doctor.Error, "Firefox"},
	{"and lies unpacked beside the program", func(w *world) {
		without(w)
		w.Extension = "/usr/share/pidpys/extension"
	}, "extension-unpacked", doctor.Error, "Chromium"},
	{"one browser lacks it", func(w *world) { w.profile(chromium, true, "") }, "extension-absent", doctor.Note, "Chromium"},
	{"it is switched off everywhere", func(w *world) {
		w.profile(chromium, false, "1.2.0")
		w.profile(firefox, false, "1.2.0")
	}, "extension-disabled", doctor.Error, "Chromium"},
	{"it is switched off in one", func(w *world) { w.profile(firefox, false, "1.2.0") }, "extension-disabled", doctor.Note, "Firefox"},
	{"it is old", func(w *world) { w.profile(chromium, true, "1.1.10") }, "extension-older", doctor.Warning, "Chromium"},
	{"the program is old", func(w *world) { w.profile(firefox, true, "1.10") }, "extension-newer", doctor.Warning, "Firefox"},
	{"a profile is damaged", func(w *world) { w.write(w.Path(chromium), `{"extensions": 1`) }, "profile-unreadable", doctor.Note, "Chromium"},
	{"a profile of Firefox is damaged", func(w *world) { w.write(w.Path(firefox), `[]`) }, "profile-unreadable", doctor.Note, "Firefox"},
	{"nobody has used a browser", func(w *world) { w.remove(w.Home) }, "browsers-none", doctor.Note, ""},
}

// TestProfiles: of several profiles, files and forms the best counts.
func TestProfiles(t *testing.T) {
	for name, p := range map[string]struct{ path, text string }{
		"of a browser that counts states":     {".config/chromium/Default/Secure Preferences", `{"extensions":{"settings":{"` + chromiumID + `":{"state":1,"manifest":{"version":"1.2.0"}}}}}`},
		"loaded from a folder, Chromium 156":  {".config/chromium/Default/Preferences", `{"extensions":{"settings":{"` + chromiumID + `":{"disable_reasons":[],"location":8,"path":"/x","service_worker_registration_info":{"version":"1.2.0"}}}}}`},
		"in another profile":                  {".config/chromium/Profile 2/Preferences", `{"extensions":{"settings":{"` + chromiumID + `":{"disable_reasons":0,"manifest":{"version":"1.2.0"}}}}}`},
		"of a browser with a single profile":  {".config/opera/Preferences", `{"extensions":{"settings":{"` + chromiumID + `":{"manifest":{"version":"1.2.0"}}}}}`},
		"where Firefox keeps profiles by now": {".config/mozilla/firefox/x.default-release/extensions.json", `{"schemaVersion":37,"addons":[{"id":"` + firefoxID + `","active":true,"version":"1.2.0","userDisabled":false}]}`},
		"in the snap of Firefox":              {"snap/firefox/common/.mozilla/firefox/x.default/extensions.json", `{"addons":[{"id":"` + firefoxID + `","active":true,"version":"1.2.0"}]}`},
		"one deeper":                          {".librewolf/Profiles/x.default/extensions.json", `{"addons":[{"id":"` + firefoxID + `","active":true,"version":"1.2.0"}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			without(w)
			w.write(w.Path(p.path), p.text)
			findings := w.examine()
			there := find(findings, "extension-there", "")
			require.NotNil(t, there, "%+v", findings)
			assert.Equal(t, "1.2.0", there.With[0])
		})
	}
	for name, state := range map[string]string{"by state": `"state":0`, "by reasons": `"disable_reasons":[1]`, "by bits": `"disable_reasons":1`} {
		t.Run("off "+name, func(t *testing.T) {
			w := newWorld(t)
			without(w)
			w.write(w.Path(chromium), `{"extensions":{"settings":{"`+chromiumID+`":{`+state+`,"manifest":{"version":"1.2.0"}}}}}`)
			assert.NotNil(t, find(w.examine(), "extension-disabled", "Chromium"))
		})
	}
}

// TestFirefoxOfASnap: its profiles show that it is used, its extension is seen, and
// a manifest where Firefox has it is enough.
func TestFirefoxOfASnap(t *testing.T) {
	w := newWorld(t)
	w.remove(w.Home)
	there("/snap/bin/firefox")(w)
	w.write(w.Path("snap/firefox/common/.mozilla/firefox/x.default/extensions.json"), `{"addons":[{"id":"`+firefoxID+`","active":true,"version":"1.2.0"}]}`)
	findings := w.examine()
	assert.NotNil(t, find(findings, "extension-there", "Firefox"))
	assert.NotNil(t, find(findings, "manifest-there", "Firefox"))
	assert.NotNil(t, find(findings, "snap-firefox", "Firefox (Snap)"))
	assert.Equal(t, string(doctor.Note), doctor.Tell(findings, "uk", "linux").Worst)
	w.remove(w.Path("/usr/lib/mozilla"))
	missing := find(w.examine(), "manifest-missing", "Firefox")
	require.NotNil(t, missing)
	assert.Equal(t, doctor.Error, missing.Severity)
}

// TestVersionsThatCannotBeCompared: a build for oneself has none.
func TestVersionsThatCannotBeCompared(t *testing.T) {
	w := newWorld(t)
	w.Version = "devel"
	w.profile(chromium, true, "9.9")
	assert.Nil(t, find(w.examine(), "extension-newer", ""))
	w.Version = "1.2.0"
	for _, odd := range []string{"9.x", "9 of somebody", "9.9.9.9.9", strings.Repeat("9.", 1000)} {
		w.profile(chromium, true, odd)
		findings := w.examine()
		assert.Nil(t, find(findings, "extension-newer", ""), odd)
		assert.Equal(t, "?", find(findings, "extension-there", "Chromium").With[0], odd)
	}
}
