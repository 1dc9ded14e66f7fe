// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/installer"
)

// The extension's IDs.
const (
	chromiumID = "ffkhhploccefkjgdodckielehiddijkn"
	firefoxID  = "pidpys@pidpys.org"
)

// What no finding may tell: whose machine it is, and which things they have.
const (
	userName  = "olena-kanarejka"
	otherName = "petro-kanarejka"
	serial    = "0011223344"
	owner     = "Канарейка Олена Петрівна"
)

// A world is a good install on a made-up machine: the program, registered for
// everybody, Chromium and Firefox that the person uses, with the extension, and a
// token in a reader.
type world struct {
	*testing.T
	doctor.Bench
	seen    wire.Readers
	modules []token.Module
	plugged key.Plugged
	chip    tpm.Status
	wrong   map[string]error // what fails, by the name of a look
	theirs  time.Time        // what the network takes for the present
}

var present = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world { return newWorldOf(t, "linux") }

func newWorldOf(t *testing.T, system string) *world {
	root := t.TempDir()
	w := &world{T: t, wrong: map[string]error{}, theirs: present}
	w.Surroundings = installer.Surroundings{OS: system, Root: root, Home: filepath.Join(root, "home", userName)}
	w.Machine, w.Version = "amd64", "1.2.0"
	w.Host = installer.Host{Name: "org.pidpys.host", Description: "d", Path: filepath.Join(root, "usr/lib/pidpys/pidpys"), ChromiumIDs: []string{chromiumID}, FirefoxIDs: []string{firefoxID}}
	w.Worker = filepath.Join(root, "usr/lib/pidpys/pidpys-token")
	w.program(w.Host.Path)
	w.program(w.Worker)
	w.LogFile = filepath.Join(w.Home, ".local/state/pidpys/host.log")
	w.Settings = config.Config{PINEntry: config.Window}
	w.Now = func() time.Time { return present }
	w.Registry = present.AddDate(0, -5, 0)
	w.Bundle = func() (time.Time, bool) { return present.AddDate(0, 0, -3), true }
	w.seen = wire.Readers{Service: true, Readers: []wire.Reader{{Name: "Avtor SecureToken [CCID] (" + serial + ") 00 00", Card: true}}}
	w.modules = []token.Module{{Name: "SecureToken", Path: "/usr/lib/avtor.so"}}
	w.plugged = key.Plugged{Carriers: []key.Carrier{{Label: owner, Serial: serial, Device: "SecureToken"}}}
	w.chip = tpm.Status{Manufacturer: "IFX", Max: 32, Interval: time.Hour}
	w.WorkerVersion = func(context.Context, string) (string, error) { return "1.2.0", w.wrong["version"] }
	w.Readers = func(context.Context) (wire.Readers, error) { return w.seen, w.wrong["readers"] }
	w.Modules = func() []token.Module { return w.modules }
	w.Plugged = func(context.Context) (key.Plugged, error) { return w.plugged, w.wrong["plugged"] }
	w.TPM = func(context.Context) (tpm.Status, error) { return w.chip, w.wrong["tpm"] }
	w.Date = func(context.Context) (time.Time, error) { return w.theirs, w.wrong["date"] }
	if system == "linux" {
		w.install(installer.System, "chromium")
		w.install(installer.System, "firefox")
		w.profile(chromium, true, "1.2.0")
		w.profile(firefox, true, "1.2.0")
	}
	return w
}

// install registers the host.
func (w *world) install(scope installer.Scope, browser string) {
	w.Helper()
	plan, err := installer.PlanInstall(installer.Rows(w.OS, scope, browser), w.Host, w.Surroundings)
	require.NoError(w, err)
	require.NoError(w, plan.Apply())
}

// Profiles of the two browsers.
const (
	chromium = ".config/chromium/Default/Preferences"
	firefox  = ".mozilla/firefox/abcd1234.default/extensions.json"
)

// profile writes what a browser's profile says of the extension; without a version
// it is not there.
func (w *world) profile(path string, on bool, version string) {
	w.Helper()
	var contents any
	switch path {
	case chromium:
		reasons := []int{}
		if !on {
			reasons = []int{1}
		}
		settings := map[string]any{"other": map[string]any{"path": "x"}}
		if version != "" {
			settings[chromiumID] = map[string]any{"disable_reasons": reasons, "location": 5, "manifest": map[string]string{"version": version}}
		}
		contents = map[string]any{"extensions": map[string]any{"settings": settings}, "account_info": []any{map[string]string{"full_name": owner}}}
	default:
		addons := []map[string]any{{"id": "other@example", "active": true, "version": "9"}}
		if version != "" {
			addons = append(addons, map[string]any{"id": firefoxID, "active": on, "version": version})
		}
		contents = map[string]any{"schemaVersion": 37, "addons": addons}
	}
	data, err := json.Marshal(contents)
	require.NoError(w, err)
	w.write(w.Path(path), string(data))
}

// policies writes those of Chromium, or with an empty name those of Firefox.
func (w *world) policies(name, text string) {
	w.Helper()
	if name == "" {
		w.write(w.Path("/etc/firefox/policies/policies.json"), `{"policies": `+text+`}`)
		return
	}
	w.write(w.Path("/etc/chromium/policies/managed/"+name), text)
}

func (w *world) program(path string) {
	w.write(path, "#!/bin/sh\n")
	require.NoError(w, os.Chmod(path, 0o755))
}

func (w *world) write(path, text string) {
	w.Helper()
	require.NoError(w, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(w, os.WriteFile(path, []byte(text), 0o644))
}

func (w *world) remove(path string) {
	w.Helper()
	require.NoError(w, os.RemoveAll(path))
}

func (w *world) examine() []doctor.Finding { return doctor.Examine(w.Context(), w.Bench) }

// find is what was found of a check, about a subject or topic unless that is empty.
func find(findings []doctor.Finding, check, subject string) *doctor.Finding {
	i := slices.IndexFunc(findings, func(f doctor.Finding) bool {
		return f.Check == check && (subject == "" || f.Subject == subject || f.Topic == subject)
	})
	if i < 0 {
		return nil
	}
	return &findings[i]
}
