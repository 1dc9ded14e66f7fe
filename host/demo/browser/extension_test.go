// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLayDemoExtension(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	require.NoError(t, os.MkdirAll(out, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(out, "left-over.js"), nil, 0o600))

	require.NoError(t, LayDemoExtension("../../..", out, []Site{{Origin: "http://localhost:1"}}))

	manifest, err := os.ReadFile(filepath.Join(out, "manifest.json"))
	require.NoError(t, err)
	assert.Contains(t, string(manifest), `"demo@pidpys.org"`)
	sites, err := os.ReadFile(filepath.Join(out, "sites.json"))
	require.NoError(t, err)
	assert.JSONEq(t, `{"host":"org.pidpys.demo","practice":["http://localhost/*"],"sites":[{"origin":"http://localhost:1"}]}`, string(sites))
	assert.FileExists(t, filepath.Join(out, "ui", "window", "window.js"))
	assert.NoFileExists(t, filepath.Join(out, "left-over.js"))
}

// TestLayOntoItself names a folder whose replacement would cost the sources.
func TestLayOntoItself(t *testing.T) {
	for name, out := range map[string]string{
		"the extension's sources": "extension",
		"a folder in them":        "extension/build",
		"the checkout":            ".",
		"what holds the checkout": "..",
		"by another way":          "extension/../extension",
	} {
		t.Run(name, func(t *testing.T) {
			checkout := filepath.Join(t.TempDir(), "checkout")
			source := filepath.Join(checkout, "extension", "background.js")
			require.NoError(t, os.MkdirAll(filepath.Dir(source), 0o755))
			require.NoError(t, os.WriteFile(source, nil, 0o600))
			assert.Error(t, LayDemoExtension(checkout, filepath.Join(checkout, out), nil))
			assert.FileExists(t, source)
			assert.NoDirExists(t, filepath.Join(checkout, "extension", "build"))
		})
	}
	t.Run("by a link", func(t *testing.T) {
		checkout := t.TempDir()
		source := filepath.Join(checkout, "extension", "background.js")
		require.NoError(t, os.MkdirAll(filepath.Dir(source), 0o755))
		require.NoError(t, os.WriteFile(source, nil, 0o600))
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(checkout, link); err != nil {
			t.Skip(err)
		}
		assert.Error(t, LayDemoExtension(checkout, filepath.Join(link, "extension"), nil))
		assert.FileExists(t, source)
	})
}

func TestLocate(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	t.Setenv("PIDPYS_CHROMIUM", "")

	_, err := Locate(Chromium)
	missing := new(MissingError)
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, "chromium", missing.Package)

	// Ubuntu's transitional package: a script of that name that starts the snap.
	wrapper := filepath.Join(dir, "chromium-browser")
	require.NoError(t, os.WriteFile(wrapper, []byte("#!/bin/sh\nexec /snap/bin/chromium \"$@\"\n"), 0o700))
	_, err = Locate(Chromium)
	snap := new(SnapError)
	require.ErrorAs(t, err, &snap)
	assert.Equal(t, wrapper, snap.Path)

	program := filepath.Join(dir, "chromium")
	require.NoError(t, os.WriteFile(program, []byte("#!/bin/sh\nexec /usr/lib/chromium/chromium\n"), 0o700))
	path, err := Locate(Chromium)
	require.NoError(t, err)
	assert.Equal(t, program, path, "a browser that works is preferred to a Snap")

	t.Setenv("PIDPYS_CHROMIUM", "/opt/chromium")
	path, err = Locate(Chromium)
	require.NoError(t, err)
	assert.Equal(t, "/opt/chromium", path)
}
