// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/linux"
	"github.com/pidpys/pidpys/installer/product"
)

// debs makes all packages of a product for this machine.
func debs(t *testing.T, p product.Product) []string {
	t.Helper()
	folder := t.TempDir()
	programs, err := p.Programs(t.Context(), linux.Deb.Target(runtime.GOARCH), filepath.Join(folder, "programs"))
	require.NoError(t, err)
	paths, err := linux.Programs(t.Context(), p, linux.Deb, runtime.GOARCH, programs, folder)
	require.NoError(t, err)
	path, err := linux.Extension(t.Context(), p, linux.Deb, folder)
	require.NoError(t, err)
	return append(paths, path)
}

// dpkg runs it and returns what it said.
func dpkg(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "dpkg", args...).CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// purge removes a product's packages, whichever are there, and all of them.
func purge(t *testing.T, p product.Product) {
	t.Helper()
	out, err := exec.Command("dpkg", "--purge", p.Name+"-extension", p.Name+"-token", p.Name).CombinedOutput()
	require.NoError(t, err, string(out))
}

// TestDebSignsIn has both browsers find the extension and the host by their packages
// alone.
func TestDebSignsIn(t *testing.T) {
	c := openCabinet(t)
	packages := debs(t, c.product)
	turn(t)
	purge(t, c.product) // of a test that was cut off
	t.Cleanup(func() { purge(t, c.product) })
	dpkg(t, append([]string{"--install"}, packages...)...)
	for _, name := range []string{browser.Chromium, browser.Firefox} {
		t.Run(name, func(t *testing.T) {
			v := c.visit(t, name, browser.Options{})
			v.signIn(v.open())
		})
	}
}

// lives goes from the first installation through upgrades to the end.
func (s shipment) lives(t *testing.T) {
	newer := s.product
	newer.Version = "0.2.0"
	first, second := s.packages(linux.Deb, runtime.GOARCH), debs(t, newer)
	turn(t)
	purge(t, s.product) // of a test that was cut off
	before := filesOfSystem(t)
	t.Cleanup(func() { purge(t, s.product) })

	dpkg(t, append([]string{"--install"}, first...)...)
	require.NoError(t, os.Mkdir("/etc/pidpys", 0o755))
	purge(t, s.product)
	assert.Empty(t, changes(before, filesOfSystem(t)), "an empty folder of the administrator's goes too")

	dpkg(t, append([]string{"--install"}, first...)...)
	s.answers(t, s.product.Version)
	healthy(t)
	settled(t)
	put(t, "/etc/pidpys/config.json", []byte(`{"log_level": "error"}`))
	dpkg(t, append([]string{"--install"}, second...)...)
	s.answers(t, newer.Version)
	out, err := exec.Command("dpkg", append([]string{"--install"}, first...)...).CombinedOutput()
	assert.Error(t, err)
	assert.Contains(t, string(out), "which is newer than "+s.product.Version)
	s.answers(t, newer.Version)

	purge(t, newer)
	assert.Equal(t, []string{"+/etc/pidpys", "+/etc/pidpys/config.json"}, changes(before, filesOfSystem(t)), "the administrator's file stays, and nothing else")
}

// answers looks that every browser finds the host by its manifest, and that the host
// greets its own extensions, and nobody else's.
func (s shipment) answers(t *testing.T, version string) {
	t.Helper()
	demo, err := product.Host(checkout, true)
	require.NoError(t, err)
	name := s.product.Host.Name + ".json"
	for _, row := range installer.Rows("linux", installer.System, "") {
		text, err := os.ReadFile(filepath.Join(row.Hosts, name))
		require.NoError(t, err)
		manifest, err := installer.ParseManifest(text)
		require.NoError(t, err)
		switch row.Browser {
		case "chromium":
			for _, id := range manifest.ChromiumIDs {
				hello(t, version, exec.Command(manifest.Path, "chrome-extension://"+id+"/"))
			}
			refuses(t, exec.Command(manifest.Path, "chrome-extension://"+demo.ChromiumIDs[0]+"/"))
		case "firefox":
			hello(t, version, exec.Command(manifest.Path, filepath.Join(row.Hosts, name), manifest.FirefoxIDs[0]))
			refuses(t, exec.Command(manifest.Path, filepath.Join(row.Hosts, name), demo.FirefoxIDs[0]))
		}
	}
}

// healthy looks that the doctor finds no error, for a person with an empty home.
func healthy(t *testing.T) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "pidpys", "doctor", "--offline", "--json")
	command.Env = append(os.Environ(), "HOME="+t.TempDir())
	out, err := command.Output()
	require.NoError(t, err, string(out))
	var examination struct {
		Findings []struct{ Check, Severity, Message string }
	}
	require.NoError(t, json.Unmarshal(out, &examination))
	require.NotEmpty(t, examination.Findings)
	for _, finding := range examination.Findings {
		assert.NotEqual(t, "error", finding.Severity, "%s: %s", finding.Check, finding.Message)
	}
}

// settled looks that the program would register itself where the package did, and
// with the same words.
func settled(t *testing.T) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "pidpys", "install", "--system", "--dry-run", "--json").Output()
	require.NoError(t, err, string(out))
	var plan struct{ Would []any }
	require.NoError(t, json.Unmarshal(out, &plan))
	assert.Empty(t, plan.Would)
}

// changes are what came (+) and what went (-) between two sorted lists.
func changes(before, after []string) []string {
	var all []string
	for _, path := range without(after, before) {
		all = append(all, "+"+path)
	}
	for _, path := range without(before, after) {
		all = append(all, "-"+path)
	}
	return all
}

// filesOfSystem lists all that lies where packages put things, sorted, without what
// dpkg and others write there about themselves.
func filesOfSystem(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, folder := range []string{"/etc", "/opt", "/usr", "/var"} {
		require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			switch {
			case path == "/var/lib/dpkg" || path == "/var/log" || path == "/var/tmp" || path == "/var/lib/apt":
				return fs.SkipDir
			case os.IsNotExist(err):
				return nil // gone since it was listed
			}
			found[path] = true
			return err
		}))
	}
	return slices.Sorted(maps.Keys(found))
}
