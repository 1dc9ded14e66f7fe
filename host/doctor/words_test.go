// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/host/internal/quoted"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// found is what everything found, once.
var found []doctor.Finding

// everything is what is found of all breakages, each by itself.
func everything(t *testing.T) []doctor.Finding {
	t.Helper()
	if found != nil {
		return found
	}
	all := newWorld(t).examine()
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			w := newWorld(t)
			b.how(w)
			all = append(all, w.examine()...)
		})
	}
	for _, reason := range quoted.In(t, "../key/carrier.go", `Refusal = "([a-z0-9-]+)"`) {
		w := newWorld(t)
		driver(key.Trouble{Kind: key.DriverRefused, Device: "d", Path: "/p", Reason: key.Refusal(reason)})(w)
		all = append(all, w.examine()...)
	}
	found = all
	return all
}

// rootless are the checks that no test as root finds, and those of Windows: their own
// tests do.
var rootless = []string{"manifest-unreadable", "reader-service-closed", "manifest-gone", "manifest-old-view"}

// TestEverythingIsFound: whatever the code can find some breakage of a good install
// has it find.
func TestEverythingIsFound(t *testing.T) {
	var checks []string
	for _, f := range everything(t) {
		checks = append(checks, f.Check)
	}
	named := quoted.In(t, "*.go", `(?:Check: |Check(?:, f\.\w+)* = |finding\()"([a-z0-9-]+)"`)
	require.Greater(t, len(named), 50)
	for _, check := range named {
		if !slices.Contains(rootless, check) {
			assert.Contains(t, checks, check)
		}
	}
}

// TestWords: each finding has words in both languages that say all they can, and
// whatever is wrong says what to do, wherever it is found.
func TestWords(t *testing.T) {
	findings := everything(t)
	for _, check := range rootless {
		findings = append(findings, doctor.Finding{Check: check, Severity: doctor.Error, Subject: "d", With: []string{"a", "b", "c"}})
	}
	for _, language := range []string{"uk", "en"} {
		for _, system := range []string{"linux", "windows", "darwin"} {
			for _, f := range findings {
				told := doctor.Tell([]doctor.Finding{f}, language, system).Findings[0]
				assert.NotEmpty(t, told.Message, f.Check)
				assert.Equal(t, f.Subject == "", f.Topic != "", f.Check)
				assert.True(t, f.Topic == "" || told.Subject != "", f.Check)
				assert.NotRegexp(t, `\$\d|\(\)|%!`, told.Message+told.Remedy, f.Check)
				if f.Severity == doctor.Error || f.Severity == doctor.Warning {
					assert.NotEmpty(t, told.Remedy, "%s in %s on %s", f.Check, language, system)
				}
			}
		}
	}
}

// TestEveryWordIsUsed: no word of the catalogue is for a finding that there is not.
func TestEveryWordIsUsed(t *testing.T) {
	named := quoted.In(t, "*.go", `"([a-z0-9-]+)"`)
	for word := range extension.Words("uk") {
		check, ours := strings.CutPrefix(word, "doctor_")
		if !ours || strings.HasPrefix(check, "severity_") || strings.HasPrefix(check, "topic_") {
			continue
		}
		for _, system := range []string{"_linux", "_windows", "_macos"} {
			check = strings.TrimSuffix(check, system)
		}
		check = strings.ReplaceAll(strings.TrimSuffix(check, "_next"), "_", "-")
		isKind := slices.Contains([]string{string(key.DriverRefused), string(key.DriverCrashed)}, check)
		assert.True(t, isKind || slices.Contains(named, check), word)
	}
}

// TestNobodyIsNamed: nothing that is found, whatever is wrong, tells whose machine
// it is, whose keys they have, or which carrier of its kind.
func TestNobodyIsNamed(t *testing.T) {
	nosy := func(w *world) {
		w.program("/tmp/../" + w.Path("/home/"+otherName+"/pidpys"))
		w.Extension = "/home/" + otherName + "/extension"
		fault("modules", assert.AnError)(w)
		w.Settings.Faults[0].Place = w.Home + "/.config/pidpys/config.json"
		w.Settings.Faults[0].Err = &namedError{w.Home + `/a.so and C:\Users\` + otherName + `\b.dll and /home/` + otherName + "/c.so"}
		w.modules[0].Path = "/home/" + otherName + "/module.so"
		w.plugged.Troubles = []key.Trouble{{Kind: key.DeviceUnknown, Device: "Reader (" + serial + ") 00 00"}, {Kind: key.DriverFailed, Path: w.Home + "/a.so"}}
		for i := range w.seen.Readers {
			w.seen.Readers[i].Name += " " + serial
		}
	}
	for _, b := range breakages {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			nosy(w)
			b.how(w)
			findings := w.examine()
			for _, language := range []string{"uk", "en"} {
				text, err := json.Marshal(doctor.Tell(findings, language, "linux"))
				require.NoError(t, err)
				for _, canary := range []string{userName, otherName, serial, owner, "Канарейка"} {
					assert.NotContains(t, string(text), canary)
				}
			}
		})
	}
}

// namedError has a text with people's folders.
type namedError struct{ text string }

func (e *namedError) Error() string { return e.text }

// TestFitToShow: what files say commands no terminal, and there is no end of what is
// told that a frame could not hold.
func TestFitToShow(t *testing.T) {
	findings := slices.Repeat([]doctor.Finding{
		{Check: "settings-member", Severity: doctor.Error, Subject: "a\x1b[2J\u202e", With: []string{"$2", strings.Repeat("я", 5000), "c"}},
		{Check: "core", Severity: doctor.OK},
	}, 300)
	told := doctor.Tell(findings, "uk", "linux")
	assert.Len(t, told.Findings, 200)
	assert.Equal(t, "error", told.Worst)
	assert.Equal(t, pki.DisplayText(findings[0].Subject), told.Findings[0].Subject)
	assert.Contains(t, told.Findings[0].Message, "«$2»", "what is put in stays as it is")
	text, err := json.Marshal(told)
	require.NoError(t, err)
	assert.Less(t, len(text), 1<<20)
}
