// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer_test

import (
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

// manifest is the host's, for a family.
func manifest(t *testing.T, h installer.Host, f installer.Family) string {
	t.Helper()
	text, err := h.Manifest(f)
	require.NoError(t, err)
	return string(text)
}

func TestManifestNamesExtensionsAsEachFamilyWants(t *testing.T) {
	for family, want := range map[installer.Family]string{
		installer.Chromium: `{"name":"org.pidpys.host","description":"Signs on cabinet pages","path":"/opt/pidpys/pidpys","type":"stdio","allowed_origins":["chrome-extension://abcdefghijklmnopabcdefghijklmnop/"]}`,
		installer.Firefox:  `{"name":"org.pidpys.host","description":"Signs on cabinet pages","path":"/opt/pidpys/pidpys","type":"stdio","allowed_extensions":["pidpys@pidpys.org"]}`,
	} {
		assert.JSONEq(t, want, manifest(t, host, family))
	}
}

func TestParseManifestReadsWhatManifestWrote(t *testing.T) {
	got, err := installer.ParseManifest([]byte(manifest(t, host, installer.Chromium)))
	require.NoError(t, err)
	want := host
	want.FirefoxIDs = nil
	assert.Equal(t, want, got)
}

func TestParseManifestRefusesWhatBrowsersRefuse(t *testing.T) {
	for reason, text := range map[string]string{
		"empty":                   ``,
		"no JSON":                 `{`,
		"no object":               `[]`,
		"no name":                 `{"path":"/a","type":"stdio"}`,
		"capitals in the name":    `{"name":"Org.pidpys","path":"/a","type":"stdio"}`,
		"two dots in the name":    `{"name":"org..pidpys","path":"/a","type":"stdio"}`,
		"a path for a name":       `{"name":"../pidpys","path":"/a","type":"stdio"}`,
		"another type":            `{"name":"org.pidpys","path":"/a","type":"storage"}`,
		"no path":                 `{"name":"org.pidpys","type":"stdio"}`,
		"origins of a wrong kind": `{"name":"org.pidpys","path":"/a","type":"stdio","allowed_origins":"all"}`,
	} {
		_, err := installer.ParseManifest([]byte(text))
		assert.ErrorIs(t, err, installer.ErrManifest, reason)
	}
}

func FuzzParseManifest(f *testing.F) {
	for _, family := range []installer.Family{installer.Chromium, installer.Firefox} {
		text, err := host.Manifest(family)
		require.NoError(f, err)
		f.Add(text)
	}
	f.Add([]byte(`{"name":"a","path":"b","type":"stdio","allowed_origins":[""]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := installer.ParseManifest(text)
		if err != nil {
			assert.ErrorIs(t, err, installer.ErrManifest)
			return
		}
		assert.NotEmpty(t, h.Name)
		assert.NotEmpty(t, h.Path)
	})
}
