// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/ownership"
)

// fault has a setting not followed.
func fault(member string, err error) func(*world) {
	return func(w *world) {
		w.Settings.Faults = append(w.Settings.Faults, &config.Fault{Place: "/etc/pidpys/config.json", Member: member, Err: err})
	}
}

// off has this computer's clock ahead of the network's.
func off(by time.Duration) func(*world) { return func(w *world) { w.theirs = present.Add(-by) } }

// there puts a file, or a folder's, on the machine.
func there(path string) func(*world) { return func(w *world) { w.write(w.Path(path), "") } }

var machineBreakages = []breakage{
	{"the worker is missing", func(w *world) { w.remove(w.Worker) }, "worker-missing", doctor.Warning, "pidpys-token"},
	{"the worker does not start", func(w *world) { w.wrong["version"] = os.ErrPermission }, "worker-silent", doctor.Error, "pidpys-token"},
	{"the worker is another version's", func(w *world) {
		w.WorkerVersion = func(context.Context, string) (string, error) { return "1.1.0", nil }
	}, "worker-other-version", doctor.Error, "pidpys-token"},
	{"the worker for 32-bit drivers is another version's", func(w *world) {
		w.Worker32 = w.Worker + "32"
		w.program(w.Worker32)
		w.WorkerVersion = func(_ context.Context, worker string) (string, error) {
			if worker == w.Worker32 {
				return "1.1.0", nil
			}
			return "1.2.0", nil
		}
	}, "worker-other-version", doctor.Error, "pidpys-token32"},

	{"no TPM", func(w *world) { w.wrong["tpm"] = key.ErrNoTPM }, "tpm-none", doctor.Note, "TPM"},
	{"a TPM for others", func(w *world) { w.wrong["tpm"] = key.ErrTPMForbidden }, "tpm-forbidden", doctor.Warning, "TPM"},
	{"a TPM that fails", func(w *world) { w.wrong["tpm"] = key.ErrTPM }, "tpm-failed", doctor.Warning, "TPM"},
	{"a TPM that is locked", func(w *world) { w.chip.Counter, w.chip.InLockout, w.chip.Wait = 32, true, 90*time.Second }, "tpm-lockout", doctor.Warning, "TPM"},
	{"a TPM that lets guess", func(w *world) { w.chip.Interval = 0 }, "tpm-unguarded", doctor.Warning, "TPM"},
	{"a TPM for everybody", func(w *world) {
		there("/dev/tpmrm0")(w)
		require.NoError(w, os.Chmod(w.Path("/dev/tpmrm0"), 0o666))
	}, "tpm-world-writable", doctor.Warning, "TPM"},

	{"an old list of authorities", func(w *world) { w.Registry = present.AddDate(-1, 0, -2) }, "registry-old", doctor.Warning, ""},
	{"old certificates", func(w *world) {
		w.Bundle = func() (time.Time, bool) { return present.AddDate(0, -6, 0), true }
	}, "certificates-old", doctor.Note, ""},
	{"a clock that is ahead", off(6 * time.Minute), "clock-ahead", doctor.Error, ""},
	{"a clock that is behind", off(-48 * time.Hour), "clock-behind", doctor.Error, ""},
	{"nobody is to be asked", func(w *world) { w.Date = nil }, "clock-skipped", doctor.Note, ""},
	{"nobody answers", func(w *world) { w.wrong["date"] = errors.New("unreachable") }, "network-silent", doctor.Warning, ""},

	{"a setting that is wrong", fault("key_kinds", errors.New("config: no such kind")), "settings-member", doctor.Error, "/etc/pidpys/config.json"},
	{"settings that are no JSON", fault("", errors.New("unexpected end of JSON input")), "settings-unreadable", doctor.Error, "/etc/pidpys/config.json"},
	{"settings of somebody else's", fault("", &ownership.Error{Reason: ownership.Owner, Path: "/etc/pidpys/config.json"}), "settings-untrusted", doctor.Error, "/etc/pidpys/config.json"},
	{"settings that are locked", func(w *world) { w.Settings.Locked = []string{"pin_entry"} }, "settings-locked", doctor.Note, ""},
	{"a log in a file's place", func(w *world) { w.write(filepath.Join(w.Home, ".local"), "") }, "log-unwritable", doctor.Warning, "~/.local/state/pidpys/host.log"},
	{"a folder in the log's place", func(w *world) { require.NoError(w, os.MkdirAll(w.LogFile, 0o755)) }, "log-unwritable", doctor.Warning, ""},

	{"Firefox from Snap", there("/snap/bin/firefox"), "snap-firefox", doctor.Note, "Firefox (Snap)"},
	{"Chromium from Snap", there("/snap/bin/chromium"), "snap-closed", doctor.Warning, "Chromium (Snap)"},
	{"Firefox from Flatpak", there("/var/lib/flatpak/app/org.mozilla.firefox/current"), "flatpak-firefox", doctor.Warning, "Firefox (Flatpak)"},
	{"Chrome from Flatpak", there(".local/share/flatpak/app/com.google.Chrome/current"), "flatpak-closed", doctor.Warning, "Google Chrome (Flatpak)"},
}

// TestMinutes: how wrong a clock is and how long a TPM is locked is told in full
// minutes.
func TestMinutes(t *testing.T) {
	w := newWorld(t)
	off(6*time.Minute + 20*time.Second)(w)
	w.chip.InLockout, w.chip.Wait = true, 90*time.Second
	findings := w.examine()
	assert.Equal(t, []string{"6"}, find(findings, "clock-ahead", "").With)
	assert.Equal(t, []string{"2"}, find(findings, "tpm-lockout", "").With)
}

// TestSitesAreNotNamed: which of those that are set is wrong is told, and not which it is.
func TestSitesAreNotNamed(t *testing.T) {
	for why, told := range map[string]string{
		`cabinet 2: "https://secret.example/login" is no https origin`: `cabinet 2: "…" is no https origin`,
		`cabinet 1: "secret.example\"" is no https origin`:             `cabinet 1: "…" is no https origin`,
		`two cabinets are "https://secret.example"`:                    `two cabinets are "…"`,
		`dialect 3: "fortify" is none of ["iit" "webeid"]`:             `dialect 3: "fortify" is none of ["iit" "webeid"]`,
	} {
		w := newWorld(t)
		fault("cabinets", errors.New(why))(w)
		assert.Equal(t, told, find(w.examine(), "settings-member", "").With[1])
	}
	w := newWorld(t)
	fault("pin_entry", errors.New(`"page." is none of "window", "native"`))(w)
	assert.Equal(t, `"page." is none of "window", "native"`, find(w.examine(), "settings-member", "").With[1], "what else is wrong is told")
}

// TestNothingIsLeft: to look whether the log can be written leaves nothing behind.
func TestNothingIsLeft(t *testing.T) {
	w := newWorld(t)
	w.examine()
	entries, err := os.ReadDir(w.Home)
	require.NoError(t, err)
	assert.Len(t, entries, 2, "the folders of two browsers: %v", entries)
	w.write(w.LogFile, "a line\n")
	w.examine()
	data, err := os.ReadFile(w.LogFile)
	require.NoError(t, err)
	assert.Equal(t, "a line\n", string(data))
}
