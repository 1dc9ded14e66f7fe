// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/admin"
	"github.com/pidpys/pidpys/installer/product"
)

// kit makes the administrator's kit and returns its folder.
func kit(t *testing.T, p product.Product) string {
	t.Helper()
	out := t.TempDir()
	_, err := admin.Build(t.Context(), p, out, func(line string) { t.Log(line) })
	require.NoError(t, err)
	return filepath.Join(out, "admin")
}

// edited is a file of policies from the kit with the administrator's cabinets in the
// place of none.
func edited(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	none := []byte(`"cabinets": []`)
	require.Equal(t, 1, bytes.Count(text, none), "%s", text)
	return bytes.Replace(text, none, append([]byte(`"cabinets": `), managedCabinets(t)...), 1)
}

// managedCabinets are the cabinets alone of what the extension is told.
func managedCabinets(t *testing.T) json.RawMessage {
	t.Helper()
	var told struct {
		Cabinets json.RawMessage `json:"cabinets"`
	}
	require.NoError(t, json.Unmarshal([]byte(managed), &told))
	return told.Cabinets
}

// TestKitInChromium puts all policies of the kit into force, the strict ones too.
func TestKitInChromium(t *testing.T) {
	c := openCabinet(t)
	c.build(t)
	c.serve(t)
	folder := filepath.Join(kit(t, c.product), "chromium")
	turn(t)
	row, _ := installer.Find("chromium", "linux", installer.System)
	name := c.product.Name
	put(t, filepath.Join(row.Policies, name+".json"), edited(t, filepath.Join(folder, name+".json")))
	for _, strict := range []string{name + "-system-hosts.json", name + "-only-host.json"} {
		text, err := os.ReadFile(filepath.Join(folder, strict))
		require.NoError(t, err)
		put(t, filepath.Join(row.Policies, strict), text)
	}
	// Else no test may look into an extension that a policy installed.
	putJSON(t, chromiumPolicies, object{"DeveloperToolsAvailability": 1})

	persons := browser.Options{Hosts: []installer.Host{c.product.Host}}
	assert.Equal(t, "host-missing", c.visit(t, browser.Chromium, persons).press())

	manifest, err := c.product.Host.Manifest(row.Family)
	require.NoError(t, err)
	put(t, filepath.Join(row.Hosts, c.product.Host.Name+".json"), manifest)
	v := c.visit(t, browser.Chromium, browser.Options{})
	w := v.open()
	assert.Contains(t, v.address(w), "chrome-extension://"+c.product.PackedID()+"/")
	v.knows(w)
	v.signIn(w)
}

// TestKitInFirefox has the ESR take the extension, which nobody signed.
func TestKitInFirefox(t *testing.T) {
	c := openCabinet(t)
	c.build(t)
	c.serve(t)
	var file struct {
		Policies map[string]json.RawMessage `json:"policies"`
	}
	require.NoError(t, json.Unmarshal(edited(t, filepath.Join(kit(t, c.product), "firefox", "unsigned", "policies.json")), &file))
	var preferences object
	require.NoError(t, json.Unmarshal(file.Policies["Preferences"], &preferences))
	// Only here: updates come over HTTP, from this machine itself.
	preferences["extensions.checkUpdateSecurity"] = object{"Value": false, "Status": "locked"}
	var err error
	file.Policies["Preferences"], err = json.Marshal(preferences)
	require.NoError(t, err)

	turn(t)
	row, _ := installer.Find("firefox", "linux", installer.System)
	putJSON(t, filepath.Join(row.Policies, "policies.json"), file)
	manifest, err := c.product.Host.Manifest(row.Family)
	require.NoError(t, err)
	put(t, filepath.Join(row.Hosts, c.product.Host.Name+".json"), manifest)
	v := c.visit(t, browser.Firefox, browser.Options{})
	w := v.open()
	v.knows(w)
	v.signIn(w)
}

// TestKitIsXML has another parser than Go's read templates and profiles.
func TestKitIsXML(t *testing.T) {
	folder := kit(t, released(t))
	var files []string
	for _, pattern := range []string{"macos/*.mobileconfig", "windows/policydefinitions/*.admx", "windows/policydefinitions/*/*.adml"} {
		found, err := filepath.Glob(filepath.Join(folder, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		files = append(files, found...)
	}
	_, err := product.Tool{Program: "xmllint", Package: "libxml2-utils"}.Run(t.Context(), "", nil, append([]string{"--noout", "--nonet"}, files...)...)
	require.NoError(t, err)
}

// released is the release of this checkout.
func released(t *testing.T) product.Product {
	t.Helper()
	p, err := product.New(checkout, product.Keys{}, func(line string) { t.Log(line) })
	require.NoError(t, err)
	return p
}

// TestKitInTheRegistry imports all files of the kit into Wine's registry.
func TestKitInTheRegistry(t *testing.T) {
	p := released(t)
	folder := filepath.Join(kit(t, p), "windows")
	var all []string
	for _, row := range installer.Rows("windows", installer.System, "") {
		files, err := filepath.Glob(filepath.Join(folder, row.Browser, "*.reg"))
		require.NoError(t, err)
		assert.Equal(t, row.Policies != "", len(files) > 0, row.Browser)
		for _, file := range files {
			all = append(all, there(file))
		}
	}
	found := newMachine(t).policies(t, all)
	holds := func(key, name, kind, data string) {
		t.Helper()
		_, values, there := strings.Cut(found, `HKEY_LOCAL_MACHINE\SOFTWARE\Policies\`+key+"\n")
		values, _, _ = strings.Cut(values, "\nHKEY_")
		assert.True(t, there, key)
		assert.Contains(t, strings.Split(values, "\n"), "    "+name+"    "+kind+"    "+data, key)
	}
	id, addOn := p.Host.ChromiumIDs[0], p.Host.FirefoxIDs[0]
	for _, key := range []string{`Google\Chrome`, `Microsoft\Edge`, `BraveSoftware\Brave`} {
		holds(key+`\ExtensionSettings\`+id, "installation_mode", "REG_SZ", "force_installed")
		holds(key+`\3rdparty\extensions\`+id+`\policy`, "cabinets", "REG_SZ", "[]")
		holds(key+`\3rdparty\extensions\`+id+`\policy`, "dialects", "REG_SZ", "[]")
		holds(key+`\NativeMessagingAllowlist`, "743797", "REG_SZ", p.Host.Name)
		holds(key, "NativeMessagingUserLevelHosts", "REG_DWORD", "0x0")
		holds(key, "NativeHostsExecutablesLaunchDirectly", "REG_DWORD", "0x1")
	}
	holds(`Mozilla\Firefox\ExtensionSettings\`+addOn, "installation_mode", "REG_SZ", "force_installed")
	holds(`Mozilla\Firefox\3rdparty\Extensions`, addOn, "REG_SZ", `{"cabinets":[],"dialects":[]}`)
}
