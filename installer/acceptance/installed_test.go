// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"debug/pe"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

// What a package for Windows brings.
const (
	hostName      = "org.pidpys.host"
	programFolder = `C:\Program Files\Pidpys`
)

// holds looks that the machine has a version in the right state.
func (m machine) holds(t *testing.T, version string) {
	t.Helper()
	assert.Contains(t, m.must(t, m.here(programFolder+`\pidpys.exe`), "version"), "pidpys "+version+" ")
	for program, machineOf := range map[string]uint16{
		"pidpys.exe":         pe.IMAGE_FILE_MACHINE_AMD64,
		"pidpys-token.exe":   pe.IMAGE_FILE_MACHINE_AMD64,
		"pidpys-token32.exe": pe.IMAGE_FILE_MACHINE_I386,
	} {
		file, err := pe.Open(m.here(programFolder + `\` + program))
		require.NoError(t, err, program)
		assert.Equal(t, machineOf, file.Machine, program)
		assert.NotNil(t, file.Section(".rsrc"), "%s has no version", program)
		require.NoError(t, file.Close())
	}
	for _, licence := range []string{"LICENSE.txt", "NOTICES.txt"} {
		assert.FileExists(t, m.here(programFolder+`\`+licence))
	}
	var manifest struct{ Version string }
	text, err := os.ReadFile(m.here(programFolder + `\extension\manifest.json`))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &manifest))
	assert.Equal(t, version, manifest.Version)
}

// places are the registry keys of a browser where a host may be registered, the
// right one last.
func places(l installer.Location) []installer.Key {
	path := l.Hosts + `\` + hostName
	return []installer.Key{
		{Hive: installer.CurrentUser, View: installer.View64, Path: path},
		{Hive: installer.LocalMachine, View: installer.View32, Path: path},
		{Hive: installer.LocalMachine, View: installer.View64, Path: path},
	}
}

// registered looks that a browser finds the host, and in the right place alone,
// and returns the program.
func (m machine) registered(t *testing.T, l installer.Location) (program, manifest string) {
	t.Helper()
	where := places(l)
	for _, stale := range where[:2] {
		_, found := m.value(t, stale)
		assert.False(t, found, "%s hides the host from %s", stale, l.Browser)
	}
	manifest, found := m.value(t, where[2])
	require.True(t, found, "%s does not exist", where[2])
	text, err := os.ReadFile(m.here(manifest))
	require.NoError(t, err)
	h, err := installer.ParseManifest(text)
	require.NoError(t, err)
	assert.Equal(t, hostName, h.Name)
	assert.NotEmpty(t, append(h.ChromiumIDs, h.FirefoxIDs...))
	return filepath.Join(filepath.Dir(m.here(manifest)), h.Path), manifest
}

// systemRows are the browsers of Windows, one for each key.
func systemRows() []installer.Location {
	var rows []installer.Location
	for _, l := range installer.Rows("windows", installer.System, "") {
		if !slices.ContainsFunc(rows, func(other installer.Location) bool { return other.Hosts == l.Hosts }) {
			rows = append(rows, l)
		}
	}
	return rows
}

// changes runs install or uninstall of the installed program and returns the browsers
// for which something changed.
func (m machine) changes(t *testing.T, command ...string) (browsers []string) {
	t.Helper()
	var done struct {
		Registrations []struct {
			Browser string
			Changed bool
		}
	}
	output := m.must(t, m.here(programFolder+`\pidpys.exe`), append(command, "--json")...)
	require.NoError(t, json.Unmarshal([]byte(output), &done), output)
	for _, r := range done.Registrations {
		if r.Changed {
			browsers = append(browsers, r.Browser)
		}
	}
	return browsers
}

// errors are the faults that the installed program finds.
func (m machine) errors(t *testing.T) (checks []string) {
	t.Helper()
	var found struct {
		Findings []struct{ Check, Severity string }
	}
	output, _ := m.run(t, m.here(programFolder+`\pidpys.exe`), "doctor", "--offline", "--json")
	require.NoError(t, json.Unmarshal([]byte(output), &found), output)
	for _, f := range found.Findings {
		if f.Severity == "error" {
			checks = append(checks, f.Check)
		}
	}
	return checks
}
