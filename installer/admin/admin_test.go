// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package admin

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/product"
)

const (
	storeID  = "ffkhhploccefkjgdodckielehiddijkn"
	packedID = "abcdefghijklmnopabcdefghijklmnop"
	served   = "https://intranet.example/pidpys/"
)

func release() product.Product {
	return product.Product{
		Name: "pidpys", Title: "Pidpys", Version: "1.2.3", Date: time.Unix(1700000000, 0).UTC(),
		Host: installer.Host{Name: "org.pidpys.host", ChromiumIDs: []string{storeID, packedID}, FirefoxIDs: []string{"pidpys@pidpys.org"}},
	}
}

// kits are the two that there are: for an extension from the stores, and for one
// that an organization serves.
func kits(t *testing.T) map[string]addon.Files {
	t.Helper()
	own := release()
	own.Updates = served
	made := map[string]addon.Files{}
	for name, p := range map[string]product.Product{"stores": release(), "own": own} {
		kit, err := Kit(p)
		require.NoError(t, err)
		made[name] = kit
	}
	return made
}

func TestBuildLaysTheKit(t *testing.T) {
	out := t.TempDir()
	stale := filepath.Join(out, "admin", "stale")
	require.NoError(t, os.MkdirAll(filepath.Dir(stale), 0o755))
	require.NoError(t, os.WriteFile(stale, nil, 0o600))
	var said []string
	paths, err := Build(t.Context(), release(), out, func(line string) { said = append(said, line) })
	require.NoError(t, err)
	assert.Len(t, said, 1)
	assert.Contains(t, paths, filepath.Join(out, "admin", "README.uk.md"))
	for _, path := range paths {
		assert.FileExists(t, path)
	}
	assert.NoFileExists(t, stale)

	again, err := Kit(release())
	require.NoError(t, err)
	assert.Equal(t, kits(t)["stores"], again, "octet for octet")
}

func TestFilesAreWhatTheirNamesSay(t *testing.T) {
	for name, kit := range kits(t) {
		for _, file := range kit.Paths() {
			data := kit[file]
			assert.NotContains(t, string(data), "<%", "%s %s", name, file)
			switch path.Ext(file) {
			case ".json":
				assert.True(t, json.Valid(data), "%s %s", name, file)
			case ".admx", ".adml", ".mobileconfig":
				assert.NoError(t, wellFormed(data), "%s %s", name, file)
			case ".reg":
				assert.Equal(t, strings.Count(string(data), "\n"), strings.Count(string(data), "\r\n"), "%s %s", name, file)
				assert.NotRegexp(t, `[^\x00-\x7f]`, string(data), "%s %s", name, file)
			}
		}
	}
}

func wellFormed(data []byte) error {
	d := xml.NewDecoder(strings.NewReader(string(data)))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func TestWhereTheExtensionComesFrom(t *testing.T) {
	for name, want := range map[string]struct{ id, updates, install string }{
		"stores": {storeID, "https://clients2.google.com/service/update2/crx", "https://addons.mozilla.org/firefox/downloads/latest/pidpys@pidpys.org/latest.xpi"},
		"own":    {packedID, served + "updates.xml", served + "pidpys-extension-1.2.3.xpi"},
	} {
		kit := kits(t)[name]
		assert.JSONEq(t, `{
			"ExtensionSettings": {"`+want.id+`": {"installation_mode": "force_installed", "update_url": "`+want.updates+`", "toolbar_pin": "force_pinned"}},
			"3rdparty": {"extensions": {"`+want.id+`": {"cabinets": [], "dialects": []}}}
		}`, string(kit["chromium/pidpys.json"]))
		assert.JSONEq(t, `{"policies": {
			"ExtensionSettings": {"pidpys@pidpys.org": {"installation_mode": "force_installed", "install_url": "`+want.install+`", "default_area": "navbar"}},
			"3rdparty": {"Extensions": {"pidpys@pidpys.org": {"cabinets": [], "dialects": []}}}
		}}`, string(kit["firefox/policies.json"]))
		assert.Equal(t, name == "own", kit["firefox/unsigned/policies.json"] != nil, "only who serves it needs it unsigned")
	}
}

func TestAddressesThatAnybodyCouldAnswerAreRefused(t *testing.T) {
	p := release()
	for _, address := range []string{"http://intranet.example/pidpys/", "https://intranet.example/pidpys", "intranet.example/"} {
		p.Updates = address
		_, err := Kit(p)
		assert.Error(t, err, address)
	}
}

func TestPoliciesThatConcernOthersAreApart(t *testing.T) {
	kit := kits(t)["own"]
	assert.JSONEq(t, `{"NativeMessagingUserLevelHosts": false}`, string(kit["chromium/pidpys-system-hosts.json"]))
	assert.JSONEq(t, `{"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["org.pidpys.host"]}`, string(kit["chromium/pidpys-only-host.json"]))
	for _, file := range kit.Paths() {
		if path.Base(path.Dir(file)) != "unsigned" {
			assert.NotContains(t, string(kit[file]), `"xpinstall.signatures.required":`, file)
		}
	}
}

// TestEveryKnownPlaceOfPoliciesHasItsFile holds the kit to the one table.
func TestEveryKnownPlaceOfPoliciesHasItsFile(t *testing.T) {
	kit := kits(t)["stores"]
	for _, row := range installer.Locations() {
		if row.Scope == installer.User || row.Policies == "" {
			continue
		}
		switch row.OS {
		case "windows":
			assert.Contains(t, string(kit["windows/"+row.Browser+"/pidpys.reg"]), `[HKEY_LOCAL_MACHINE\`+row.Policies+`\ExtensionSettings\`)
		case "darwin":
			assert.Contains(t, string(kit["macos/pidpys.mobileconfig"]), "<string>"+row.Policies+"</string>")
		case "linux":
			assert.Contains(t, string(kit["ansible/roles/pidpys/defaults/main.yml"]), "- "+row.Policies+"\n")
			assert.Contains(t, string(kit["README.uk.md"]), "`"+row.Policies+"`")
			assert.Contains(t, string(kit["README.en.md"]), "`"+row.Policies+"`")
		}
	}
}

func TestRegistryFile(t *testing.T) {
	kit := kits(t)["own"]
	assert.Equal(t, strings.ReplaceAll(`Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Edge\3rdparty\extensions\`+packedID+`\policy]
"cabinets"="[]"
"dialects"="[]"

[HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Microsoft\Edge\ExtensionSettings\`+packedID+`]
"installation_mode"="force_installed"
"toolbar_pin"="force_pinned"
"update_url"="`+served+`updates.xml"
`, "\n", "\r\n"), string(kit["windows/edge/pidpys.reg"]))
	assert.Contains(t, string(kit["windows/edge/pidpys-only-host.reg"]), `Edge\NativeMessagingBlocklist]`+"\r\n\"743797\"=\"*\"\r\n")
	assert.Contains(t, string(kit["windows/edge/pidpys-system-hosts.reg"]), `"NativeMessagingUserLevelHosts"=dword:00000000`)
	assert.Contains(t, string(kit["windows/edge/pidpys-without-cmd.reg"]), `"NativeHostsExecutablesLaunchDirectly"=dword:00000001`)
	assert.Contains(t, string(kit["windows/firefox/pidpys.reg"]), `"pidpys@pidpys.org"="{\"cabinets\":[],\"dialects\":[]}"`)
}

func TestProfile(t *testing.T) {
	p := release()
	text, err := Profile(p)
	require.NoError(t, err)
	assert.Equal(t, kits(t)["stores"]["macos/pidpys.mobileconfig"], text)
	assert.Contains(t, string(text), "<string>com.google.Chrome.extensions."+storeID+"</string>", "Chromium's family reads an extension's settings there")
	assert.Contains(t, string(text), "<key>EnterprisePoliciesEnabled</key>\n\t\t\t<true/>")
	assert.NotContains(t, string(kits(t)["stores"]["macos/pidpys-only-host.mobileconfig"]), "org.mozilla.firefox")

	var plist struct {
		UUIDs []string `xml:"dict>array>dict>string"`
	}
	require.NoError(t, xml.Unmarshal(text, &plist))
	next := p
	next.Version = "2.0.0"
	later, err := Profile(next)
	require.NoError(t, err)
	assert.Equal(t, text, later, "a new version has the same identity")

	_, err = propertyList(object{"time": p.Date})
	assert.ErrorContains(t, err, "time.Time")
}
