// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/addon"
	"github.com/pidpys/pidpys/installer/crx3"
)

// Where the browsers of this machine read what its administrator decided.
const (
	chromiumPolicies = "/etc/chromium/policies/managed/pidpys-acceptance.json"
	firefoxPolicies  = "/etc/firefox/policies/policies.json"
	chromiumHosts    = "/etc/chromium/native-messaging-hosts"
	firefoxHosts     = "/usr/lib/mozilla/native-messaging-hosts"
)

type object = map[string]any

// serve packs the extension for an organization that serves it, and serves it.
func (c *cabinet) serve(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	c.product.Updates = "http://" + listener.Addr().String() + "/"
	folder := t.TempDir()
	_, err = addon.Build(t.Context(), c.product, folder, func(line string) { t.Log(line) })
	require.NoError(t, err)
	server := &http.Server{Handler: http.FileServer(http.Dir(folder)), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { require.NoError(t, server.Close()) })
}

func putJSON(t *testing.T, path string, value any) {
	t.Helper()
	text, err := json.MarshalIndent(value, "", "  ")
	require.NoError(t, err)
	put(t, path, text)
}

// managed is what an administrator sets for the extension itself.
const managed = `{"cabinets":[{"origin":"https://cabinet.example","tops":["https://portal.example"]}]}`

// knows waits until what the administrator set has reached the extension, whose
// window is open: a browser reads it anew once it knows what the extension takes.
// Then its button says that the person's leave is needed, even so.
func (v *visitor) knows(w *browser.Window) {
	v.Helper()
	for known := ""; known != managed; {
		require.NoError(v, w.Evaluate(v.ctx, `chrome.storage.managed.get("cabinets").then(JSON.stringify)`, &known), "known until now: %s", known)
	}
	require.NoError(v, browser.Wait(v.ctx, w, `chrome.action.getBadgeText({}).then((text) => text === "!")`))
}

// TestChromiumPolicies has Chromium install the CRX by policy, and looks what its
// policies about hosts mean for ours.
func TestChromiumPolicies(t *testing.T) {
	c := openCabinet(t)
	c.build(t)
	c.serve(t)
	turn(t)
	policies := object{
		"ExtensionInstallForcelist": []string{c.product.PackedID() + ";" + c.product.Updates + addon.UpdatesXML},
		"3rdparty":                  object{"extensions": object{c.product.PackedID(): json.RawMessage(managed)}},
		// Else no test may look into an extension that a policy installed.
		"DeveloperToolsAvailability": 1,
	}
	const missing, forbidden = "host-missing", "host-forbidden"
	for name, test := range map[string]struct {
		more         object
		user, system bool   // where a manifest of the host lies
		code         string // why no window opens
	}{
		"no host":                        {code: missing},
		"the person's host":              {user: true},
		"the system's host":              {system: true},
		"no person's host, theirs":       {more: object{"NativeMessagingUserLevelHosts": false}, user: true, code: missing},
		"no person's host, the system's": {more: object{"NativeMessagingUserLevelHosts": false}, system: true},
		"blocked":                        {more: object{"NativeMessagingBlocklist": []string{"*"}}, user: true, system: true, code: forbidden},
		"allowed among blocked": {
			more:   object{"NativeMessagingBlocklist": []string{"*"}, "NativeMessagingAllowlist": []string{c.product.Host.Name}},
			system: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			all := maps.Clone(policies)
			maps.Copy(all, test.more)
			putJSON(t, chromiumPolicies, all)
			if test.system {
				manifest, err := c.product.Host.Manifest(installer.Chromium)
				require.NoError(t, err)
				put(t, filepath.Join(chromiumHosts, c.product.Host.Name+".json"), manifest)
			}
			var o browser.Options
			if test.user {
				o.Hosts = []installer.Host{c.product.Host}
			}
			v := c.visit(t, browser.Chromium, o)
			if test.code != "" {
				assert.Equal(t, test.code, v.press())
				return
			}
			w := v.open()
			assert.Contains(t, v.address(w), "chrome-extension://"+c.product.PackedID()+"/")
			v.knows(w)
			v.signIn(w)
		})
	}
}

// TestFirefoxPolicies has Firefox install the XPI by policy, unsigned as it is:
// that is for the ESR alone.
func TestFirefoxPolicies(t *testing.T) {
	c := openCabinet(t)
	c.build(t)
	c.serve(t)
	turn(t)
	id := c.product.Host.FirefoxIDs[0]
	putJSON(t, firefoxPolicies, object{"policies": object{
		"Preferences": object{
			"xpinstall.signatures.required": object{"Value": false, "Status": "locked"},
			// Only here: updates come over HTTP, from this machine itself.
			"extensions.checkUpdateSecurity": object{"Value": false, "Status": "locked"},
		},
		"ExtensionSettings": object{id: object{"installation_mode": "force_installed", "install_url": c.product.Updates + addon.FileName(c.product, "xpi")}},
		"3rdparty":          object{"Extensions": object{id: json.RawMessage(managed)}},
	}})
	manifest, err := c.product.Host.Manifest(installer.Firefox)
	require.NoError(t, err)
	put(t, filepath.Join(firefoxHosts, c.product.Host.Name+".json"), manifest)
	v := c.visit(t, browser.Firefox, browser.Options{})
	w := v.open()
	v.knows(w)
	v.signIn(w)
}

// TestChromiumsOwnCRX reads a CRX that Chromium made, and gives it the same ID.
func TestChromiumsOwnCRX(t *testing.T) {
	c := openCabinet(t)
	program, err := browser.Locate(browser.Chromium)
	require.NoError(t, err)
	folder := filepath.Join(t.TempDir(), "packed")
	files, err := addon.ReadFolder(c.product.Extension)
	require.NoError(t, err)
	require.NoError(t, files.Patch("manifest.json", object{"key": nil}))
	require.NoError(t, files.Lay(folder))
	said, err := exec.CommandContext(t.Context(), program, "--headless", "--no-sandbox", "--user-data-dir="+t.TempDir(),
		"--pack-extension="+folder, "--pack-extension-key="+c.product.Keys.CRX).CombinedOutput()
	require.NoError(t, err, string(said))
	file, err := os.ReadFile(folder + ".crx")
	require.NoError(t, err)
	read, err := crx3.Read(file)
	require.NoError(t, err)
	assert.Equal(t, c.product.PackedID(), read.ID)
}
