// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/registrytest"
)

// windows is an empty machine with a program in a folder of its own.
func windows(t *testing.T) (installer.Surroundings, *registrytest.Registry, installer.Host) {
	t.Helper()
	s := surroundings(t, "windows")
	registry := registrytest.New()
	s.Registry = registry
	h := host
	h.Path = filepath.Join(s.Root, "Program Files", "Pidpys", "pidpys.exe")
	put(t, h.Path, "a program")
	require.NoError(t, os.Chmod(h.Path, 0o755))
	return s, registry, h
}

func apply(t *testing.T, p installer.Plan, err error) {
	t.Helper()
	require.NoError(t, err)
	require.NoError(t, p.Apply())
}

const (
	chromeKey   = `SOFTWARE\Google\Chrome\NativeMessagingHosts\org.pidpys.host`
	chromiumKey = `SOFTWARE\Chromium\NativeMessagingHosts\org.pidpys.host`
	edgeKey     = `SOFTWARE\Microsoft\Edge\NativeMessagingHosts\org.pidpys.host`
	mozillaKey  = `SOFTWARE\Mozilla\NativeMessagingHosts\org.pidpys.host`
)

func TestWindowsSystemHasFourKeysAndTwoFilesBesideTheProgram(t *testing.T) {
	s, registry, h := windows(t)
	before := tree(t, s.Root)
	rows := installer.Rows("windows", installer.System, "")
	p, err := installer.PlanInstall(rows, h, s)
	apply(t, p, err)

	folder := filepath.Dir(h.Path)
	chromium, firefox := filepath.Join(folder, "org.pidpys.host.chromium.json"), filepath.Join(folder, "org.pidpys.host.firefox.json")
	assert.Equal(t, map[string]string{
		`HKLM\` + chromeKey:   chromium,
		`HKLM\` + chromiumKey: chromium,
		`HKLM\` + edgeKey:     chromium,
		`HKLM\` + mozillaKey:  firefox,
	}, registry.Values())
	beside := h
	beside.Path = "pidpys.exe"
	for path, family := range map[string]installer.Family{chromium: installer.Chromium, firefox: installer.Firefox} {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, manifest(t, beside, family), string(text))
	}
	again, err := installer.PlanInstall(rows, h, s)
	require.NoError(t, err)
	assert.Empty(t, again.Steps)

	p, err = installer.PlanUninstall(rows, h.Name, s)
	apply(t, p, err)
	assert.Equal(t, []string{`HKLM\SOFTWARE`}, registry.Keys())
	assert.Equal(t, before, tree(t, s.Root))
}

func TestWindowsUserHasKeysOfTheirOwn(t *testing.T) {
	s, registry, h := windows(t)
	rows := installer.Rows("windows", installer.User, "firefox")
	p, err := installer.PlanInstall(rows, h, s)
	apply(t, p, err)
	path := filepath.Join(s.Home, "AppData", "Local", "Pidpys", "org.pidpys.host.firefox.json")
	assert.Equal(t, map[string]string{`HKCU\` + mozillaKey: path}, registry.Values())
	assert.FileExists(t, path)

	p, err = installer.PlanUninstall(rows, h.Name, s)
	apply(t, p, err)
	assert.Empty(t, registry.Values())
	assert.NoDirExists(t, filepath.Dir(path))
}

func TestWindowsSystemRemovesWhatWouldHideIt(t *testing.T) {
	s, registry, h := windows(t)
	user := installer.Key{Hive: installer.CurrentUser, View: installer.View64, Path: chromeKey}
	old := installer.Key{Hive: installer.LocalMachine, View: installer.View32, Path: edgeKey}
	other := installer.Key{Hive: installer.CurrentUser, View: installer.View64, Path: mozillaKey}
	for _, k := range []installer.Key{user, old, other} {
		require.NoError(t, registry.SetValue(k, `C:\old\org.pidpys.host.json`))
	}
	p, err := installer.PlanInstall(installer.Rows("windows", installer.System, "edge"), h, s)
	apply(t, p, err)
	assert.Equal(t, map[string]string{
		`HKLM\` + edgeKey:    filepath.Join(filepath.Dir(h.Path), "org.pidpys.host.chromium.json"),
		`HKCU\` + mozillaKey: `C:\old\org.pidpys.host.json`, // Edge does not read it
	}, registry.Values())
}

func TestWindowsSystemTakesThePlaceOfAPersons(t *testing.T) {
	s, registry, h := windows(t)
	p, err := installer.PlanInstall(installer.Rows("windows", installer.User, ""), h, s)
	apply(t, p, err)
	p, err = installer.PlanInstall(installer.Rows("windows", installer.System, ""), h, s)
	apply(t, p, err)
	for key := range registry.Values() {
		assert.NotContains(t, key, "HKCU")
	}
	assert.NoDirExists(t, filepath.Join(s.Home, "AppData", "Local", "Pidpys"))
}

func TestWindowsSharedKeysAndFilesStayForTheOthers(t *testing.T) {
	s, registry, h := windows(t)
	p, err := installer.PlanInstall(installer.Rows("windows", installer.System, ""), h, s)
	apply(t, p, err)
	before := registry.Values()

	for browser, owner := range map[string]string{"brave": "chrome", "vivaldi": "chrome", "opera": "chrome", "yandex": "chrome", "librewolf": "firefox"} {
		p, err := installer.PlanUninstall(installer.Rows("windows", installer.System, browser), h.Name, s)
		apply(t, p, err)
		assert.Equal(t, owner, p.Registrations[0].Owner, browser)
		assert.Equal(t, before, registry.Values(), browser)
	}
	p, err = installer.PlanUninstall(installer.Rows("windows", installer.System, "edge"), h.Name, s)
	apply(t, p, err)
	assert.NotContains(t, registry.Values(), `HKLM\`+edgeKey)
	assert.FileExists(t, filepath.Join(filepath.Dir(h.Path), "org.pidpys.host.chromium.json"), "Chrome's key names it still")
}

func TestWindowsUninstallLeavesFilesOfOthers(t *testing.T) {
	s, registry, h := windows(t)
	mine := filepath.Join(s.Root, "mine.json")
	put(t, mine, "{}")
	require.NoError(t, registry.SetValue(installer.Key{Hive: installer.LocalMachine, View: installer.View64, Path: chromeKey}, mine))
	p, err := installer.PlanUninstall(installer.Rows("windows", installer.System, "chrome"), h.Name, s)
	apply(t, p, err)
	assert.Empty(t, registry.Values())
	assert.FileExists(t, mine)
}

func TestWindowsFailureUndoesTheRegistryToo(t *testing.T) {
	s, registry, h := windows(t)
	stale := installer.Key{Hive: installer.LocalMachine, View: installer.View32, Path: chromeKey}
	require.NoError(t, registry.SetValue(stale, `C:\old\org.pidpys.host.json`))
	values, files := registry.Values(), tree(t, s.Root)
	registry.Denied = func(k installer.Key) bool { return k.Path == mozillaKey }

	p, err := installer.PlanInstall(installer.Rows("windows", installer.System, ""), h, s)
	require.NoError(t, err)
	err = p.Apply()
	assert.ErrorIs(t, err, fs.ErrPermission)
	assert.ErrorContains(t, err, `HKLM\`+mozillaKey)
	assert.NotContains(t, err.Error(), "not undone", "what was not done need not be")
	assert.Equal(t, values, registry.Values())
	assert.Equal(t, files, tree(t, s.Root))
}

func TestKeysAreNamedAsRegeditShowsThem(t *testing.T) {
	assert.Equal(t, `HKLM\SOFTWARE\WOW6432Node\Mozilla`, installer.Key{Hive: installer.LocalMachine, View: installer.View32, Path: `SOFTWARE\Mozilla`}.String())
	assert.Equal(t, `HKLM\SOFTWARE\Mozilla`, installer.Key{Hive: installer.LocalMachine, View: installer.View64, Path: `SOFTWARE\Mozilla`}.String())
	assert.Equal(t, `HKCU\SOFTWARE\Mozilla`, installer.Key{Hive: installer.CurrentUser, View: installer.View32, Path: `SOFTWARE\Mozilla`}.String())
}
