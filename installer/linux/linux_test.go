// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package linux

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/product"
)

var sample = product.Product{
	Name: "pidpys", Title: "Pidpys", Version: "1.2.3", Date: time.Unix(1700000000, 0).UTC(), Checkout: "../..",
	Host: installer.Host{Name: "org.pidpys.host", ChromiumIDs: []string{"abcdefghijklmnopabcdefghijklmnop"}, FirefoxIDs: []string{"a@example.org"}},
}

func TestManifestsLieWhereTheTableSays(t *testing.T) {
	for _, f := range Formats {
		files, err := manifestFiles(sample, f)
		require.NoError(t, err)
		byPath := map[string]file{}
		for _, one := range files {
			byPath[one.path] = one
		}
		require.Len(t, byPath, len(files), "no file stands twice")
		for _, row := range installer.Rows("linux", installer.System, "") {
			one, ok := byPath[row.Hosts+"/org.pidpys.host.json"]
			if f == Deb && slices.Contains(optionalFolders(), row.Hosts) {
				assert.False(t, ok, "a script links it")
				assert.Equal(t, installer.Chromium, row.Family)
				continue
			}
			require.True(t, ok, "%s: %s", f, row.Browser)
			manifest, err := installer.ParseManifest(one.data)
			require.NoError(t, err)
			assert.Equal(t, "/usr/lib/pidpys/pidpys", manifest.Path)
			assert.Equal(t, row.Family == installer.Firefox, len(manifest.FirefoxIDs) == 1)
			assert.Equal(t, f == Deb && strings.HasPrefix(one.path, "/etc/"), one.conf)
			if row.Twin != "" {
				assert.Equal(t, f == RPM, byPath[row.Twin+"/org.pidpys.host.json"].data != nil, "%s: %s", f, row.Twin)
			}
		}
	}
}

func TestManualsHoldTheProgramsOwnWords(t *testing.T) {
	pages := manuals(sample)
	require.Len(t, pages, 2)
	for _, page := range pages {
		r, err := gzip.NewReader(bytes.NewReader(page.data))
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		assert.Contains(t, string(text), `.TH pidpys 1 2023-11-14 "Pidpys 1.2.3"`)
		assert.Contains(t, string(text), `\-\-password\-file`)
		assert.NotContains(t, string(text), "@")
	}
}

func TestRoff(t *testing.T) {
	assert.Equal(t, "a\n\\&.b\n\\&'c\n\\-d \\en", roff("a\n.b\n'c\n-d \\n"))
}

func TestOverridesAreThoseOfThePackage(t *testing.T) {
	assert.Contains(t, overridesOf("pidpys", sample), "pidpys: statically-linked-binary *")
	assert.Empty(t, overridesOf("pidpys-token", sample))
	demo := sample
	demo.Name = "pidpys-demo"
	assert.Contains(t, overridesOf("pidpys-demo", demo), "pidpys-demo: statically-linked-binary *")
}

func TestScriptsKnowTheirPackage(t *testing.T) {
	stage := t.TempDir()
	scripts, err := contents{name: "pidpys"}.layScripts(stage, sample)
	require.NoError(t, err)
	assert.Len(t, scripts, 3)
	postinst, err := os.ReadFile(filepath.Join(stage, "postinst"))
	require.NoError(t, err)
	assert.Contains(t, string(postinst), "/etc/opt/chrome/native-messaging-hosts /etc/opt/edge/native-messaging-hosts ")
	assert.Contains(t, string(postinst), `"/etc/chromium/native-messaging-hosts/org.pidpys.host.json"`)
	assert.NotContains(t, string(postinst), "@")
	preinst, err := os.ReadFile(filepath.Join(stage, "preinst"))
	require.NoError(t, err)
	assert.Contains(t, string(preinst), `gt "1.2.3"`)

	scripts, err = contents{name: "pidpys-token"}.layScripts(stage, sample)
	require.NoError(t, err)
	assert.Len(t, scripts, 1, "only the program's links and clears away")
}

func TestFileNames(t *testing.T) {
	assert.Equal(t, "pidpys_1.2.3_arm64.deb", Deb.FileName("pidpys", "1.2.3", "arm64"))
	assert.Equal(t, "pidpys-1.2.3-1.aarch64.rpm", RPM.FileName("pidpys", "1.2.3", "arm64"))
	assert.Equal(t, "pidpys-extension-1.2.3-1-any.pkg.tar.zst", Arch.FileName("pidpys-extension", "1.2.3", anyArchitecture))
	assert.Equal(t, "pidpys-extension-1.2.3.noarch.apk", APK.FileName("pidpys-extension", "1.2.3", anyArchitecture))
}
