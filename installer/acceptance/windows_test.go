// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/product"
)

func TestWindows(t *testing.T) {
	m := newMachine(t)
	keys, authority := codeSigner(t)
	older, newer := pack(t, "0.1.0", keys), pack(t, "0.2.0", keys)

	t.Run("signatures", func(t *testing.T) {
		for _, path := range []string{older.msi, older.setup} {
			verifies(t, authority, path)
		}
		damaged := filepath.Join(t.TempDir(), "setup.exe")
		text, err := os.ReadFile(older.setup)
		require.NoError(t, err)
		text[len(text)/2] ^= 1
		require.NoError(t, os.WriteFile(damaged, text, 0o600))
		assert.Error(t, verification(authority, damaged).Run())
	})
	for name, w := range map[string]way{"msi": msi, "setup": setup} {
		t.Run(name, func(t *testing.T) {
			before := m.state(t)
			for _, l := range systemRows() {
				for _, stale := range places(l)[:2] {
					m.setValue(t, stale, `C:\old\manifest.json`)
				}
			}
			w.installed(t, m, older)
			for _, l := range systemRows() {
				program, manifest := m.registered(t, l)
				assert.Equal(t, m.here(programFolder+`\pidpys.exe`), program)
				assert.Equal(t, programFolder+`\`+installer.RegisteredFile(hostName, l.Family), manifest)
				hello(t, older.version, m.Command(program, asBrowser(t, l.Family, manifest)...))
			}
			for _, path := range programsIn(t, m.here(programFolder)) {
				verifies(t, authority, path)
			}
			w.installed(t, m, older) // again changes nothing
			w.installed(t, m, newer)
			w.refused(t, m, older)
			m.holds(t, newer.version)
			w.uninstalled(t, m, newer)
			before.same(t, m.state(t))
		})
	}
	t.Run("the program registers itself, and tells what is wrong", func(t *testing.T) {
		msi.installed(t, m, older)
		keys := m.keys(t)
		assert.Empty(t, m.changes(t, "install", "--system"), "the package did all of it")
		assert.NotContains(t, m.errors(t), "manifest-shadowed")

		chrome, _ := installer.Find("chrome", "windows", installer.System)
		firefox, _ := installer.Find("firefox", "windows", installer.System)
		m.setValue(t, places(chrome)[0], `C:\old\manifest.json`)
		m.setValue(t, places(firefox)[1], `C:\old\manifest.json`)
		assert.Subset(t, m.errors(t), []string{"manifest-shadowed", "manifest-old-view"})
		assert.Subset(t, m.changes(t, "install", "--system"), []string{"chrome", "firefox"})
		assert.Equal(t, keys, m.keys(t))

		assert.Contains(t, m.changes(t, "uninstall", "--system"), "chrome")
		_, found := m.value(t, places(chrome)[2])
		assert.False(t, found)
		m.changes(t, "install", "--user", "--browser", "chrome")
		_, found = m.value(t, places(chrome)[0])
		assert.True(t, found)
		m.changes(t, "uninstall", "--user", "--browser", "chrome")
		m.changes(t, "install", "--system")
		assert.Equal(t, keys, m.keys(t))
		msi.uninstalled(t, m, older)
	})
	t.Run("both kinds on one machine", func(t *testing.T) {
		before := m.state(t)
		setup.installed(t, m, newer)
		msi.refused(t, m, older)
		m.holds(t, newer.version)
		setup.uninstalled(t, m, newer)

		firefox, _ := installer.Find("firefox", "windows", installer.System)
		setup.installed(t, m, older, "CHROMEINSTALL=0")
		m.registered(t, firefox)
		msi.installed(t, m, newer, "FIREFOXINSTALL=0")
		_, found := m.value(t, places(firefox)[2])
		assert.False(t, found, "an administrator left it out")
		setup.refused(t, m, newer)
		assert.NoFileExists(t, m.here(programFolder+`\uninstall.exe`))
		msi.uninstalled(t, m, newer)
		before.same(t, m.state(t))
	})
}

// programsIn lists the programs in a folder.
func programsIn(t *testing.T, folder string) []string {
	t.Helper()
	programs, err := filepath.Glob(filepath.Join(folder, "*.exe"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(programs), 3)
	return programs
}

// asBrowser is what a browser of a family tells the host that it starts.
func asBrowser(t *testing.T, f installer.Family, manifest string) []string {
	t.Helper()
	h, err := product.Host(checkout, false)
	require.NoError(t, err)
	if f == installer.Firefox {
		return []string{manifest, h.FirefoxIDs[0]}
	}
	return []string{"chrome-extension://" + h.ChromiumIDs[0] + "/", "--parent-window=0"}
}

// TestWindowsRegistry runs, on a Windows, the tests of packages that read and write
// its registry.
func TestWindowsRegistry(t *testing.T) {
	m := newMachine(t)
	for name, tests := range map[string]string{"installer": "TestTheRealRegistry", "host/config": "TestHive"} {
		t.Run(name, func(t *testing.T) {
			folder := filepath.Join(checkout, name)
			program := filepath.Join(t.TempDir(), "tests.exe")
			build := exec.Command("go", "test", "-c", "-o", program, ".")
			build.Dir = folder
			build.Env = slices.Concat(os.Environ(), []string{"GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS="})
			out, err := build.CombinedOutput()
			require.NoError(t, err, string(out))
			output := m.must(t, program, "-test.v", "-test.run", tests)
			assert.Contains(t, output, "--- PASS", "no test is called %s", tests)
		})
	}
}
