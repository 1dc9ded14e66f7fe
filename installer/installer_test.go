// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer_test

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

var host = installer.Host{
	Name:        "org.pidpys.host",
	Description: "Signs on cabinet pages",
	Path:        "/opt/pidpys/pidpys",
	ChromiumIDs: []string{"abcdefghijklmnopabcdefghijklmnop"},
	FirefoxIDs:  []string{"pidpys@pidpys.org"},
}

func TestManifestNamesExtensionsAsEachFamilyWants(t *testing.T) {
	for family, want := range map[installer.Family]string{
		installer.Chromium: `{"name":"org.pidpys.host","description":"Signs on cabinet pages","path":"/opt/pidpys/pidpys","type":"stdio","allowed_origins":["chrome-extension://abcdefghijklmnopabcdefghijklmnop/"]}`,
		installer.Firefox:  `{"name":"org.pidpys.host","description":"Signs on cabinet pages","path":"/opt/pidpys/pidpys","type":"stdio","allowed_extensions":["pidpys@pidpys.org"]}`,
	} {
		got, err := host.Manifest(family)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(got))
	}
}

func TestTableHasOneRowForEachPlace(t *testing.T) {
	type place struct {
		browser, os string
		scope       installer.Scope
	}
	seen := map[place]bool{}
	for _, l := range installer.Locations() {
		p := place{l.Browser, l.OS, l.Scope}
		assert.False(t, seen[p], "%v stands twice", p)
		seen[p] = true
		assert.Equal(t, l.Scope == installer.System, path.IsAbs(l.Dir), "%v: system folders are absolute, a user's are in the home folder", p)
	}
	for p := range seen {
		other := p
		other.scope = installer.System - p.scope
		assert.True(t, seen[other], "%v has no row for the other scope", p)
	}
}

func TestInstallAgainChangesNothing(t *testing.T) {
	home := t.TempDir()
	l, ok := installer.Find("chromium", "linux", installer.User)
	require.True(t, ok)

	where, changed, err := installer.Install(l, home, host)
	require.NoError(t, err)
	assert.True(t, changed)
	assert.Equal(t, filepath.Join(home, ".config/chromium/NativeMessagingHosts/org.pidpys.host.json"), where)
	var manifest map[string]any
	text, err := os.ReadFile(where)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &manifest))
	assert.Equal(t, host.Path, manifest["path"])

	_, changed, err = installer.Install(l, home, host)
	require.NoError(t, err)
	assert.False(t, changed)

	_, changed, err = installer.Uninstall(l, home, host.Name)
	require.NoError(t, err)
	assert.True(t, changed)
	_, changed, err = installer.Uninstall(l, home, host.Name)
	require.NoError(t, err)
	assert.False(t, changed)
	left, err := os.ReadDir(filepath.Dir(where))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestInstallRefusesARelativeProgram(t *testing.T) {
	l, _ := installer.Find("firefox", "linux", installer.User)
	h := host
	h.Path = "pidpys"
	_, _, err := installer.Install(l, t.TempDir(), h)
	assert.ErrorContains(t, err, "not absolute")
}
