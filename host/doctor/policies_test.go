// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/registrytest"
)

// set is a policy of Chromium, or with "firefox" of Firefox.
func set(browser, text string) func(*world) {
	return func(w *world) {
		name := "a.json"
		if browser == "firefox" {
			name = ""
		}
		w.policies(name, text)
	}
}

var policyBreakages = []breakage{
	{"all hosts are forbidden", set("chromium", `{"NativeMessagingBlocklist": ["*"]}`), "policy-host-blocked", doctor.Error, "Chromium"},
	{"ours is forbidden", set("chromium", `{"NativeMessagingBlocklist": ["org.pidpys.host"], "NativeMessagingAllowlist": ["org.other.host"]}`), "policy-host-blocked", doctor.Error, "Chromium"},
	{"hosts for one user are forbidden, and there is no other", func(w *world) {
		w.remove(w.Path(systemManifest))
		w.install(installer.User, "chromium")
		w.policies("a.json", `{"NativeMessagingUserLevelHosts": false}`)
	}, "policy-user-hosts", doctor.Error, "Chromium"},
	{"all extensions are forbidden", set("chromium", `{"ExtensionInstallBlocklist": ["*"]}`), "policy-extension-blocked", doctor.Error, "Chromium"},
	{"ours is forbidden as such", set("chromium", `{"ExtensionInstallBlocklist": ["`+chromiumID+`"]}`), "policy-extension-blocked", doctor.Error, "Chromium"},
	{"all are by the newer policy", set("chromium", `{"ExtensionSettings": {"*": {"installation_mode": "blocked"}}}`), "policy-extension-blocked", doctor.Error, "Chromium"},
	{"ours is removed", set("chromium", `{"ExtensionSettings": {"`+chromiumID+`": {"installation_mode": "removed"}}}`), "policy-extension-blocked", doctor.Error, "Chromium"},
	{"no extension may start programs", set("chromium", `{"ExtensionSettings": {"*": {"blocked_permissions": ["nativeMessaging"]}}}`), "policy-permission-blocked", doctor.Error, "Chromium"},
	{"Firefox takes no extensions", set("firefox", `{"ExtensionSettings": {"*": {"installation_mode": "blocked"}}}`), "policy-extension-blocked", doctor.Error, "Firefox"},
	{"Firefox removes ours", set("firefox", `{"Extensions": {"Uninstall": ["`+firefoxID+`"]}}`), "policy-extension-blocked", doctor.Error, "Firefox"},
	{"policies that are no JSON", set("chromium", `{"NativeMessagingBlocklist": `), "policy-unreadable", doctor.Warning, "Chromium"},
	{"a folder where a policy should be", func(w *world) {
		require.NoError(w, os.MkdirAll(w.Path("/etc/chromium/policies/managed/a.json"), 0o755))
	}, "policy-unreadable", doctor.Warning, "Chromium"},
	{"a browser that nobody uses is barred", func(w *world) {
		w.write(w.Path("/etc/opt/chrome/policies/managed/a.json"), `{"NativeMessagingBlocklist": ["*"]}`)
	}, "policy-host-blocked", doctor.Note, "Google Chrome"},
	{"the extension comes by policy", set("chromium", `{"ExtensionInstallForcelist": ["`+chromiumID+`;https://example.org/updates.xml"]}`), "policy-extension-forced", doctor.OK, "Chromium"},
}

// TestPoliciesThatAdmit: what forbids others and admits us is in nobody's way.
func TestPoliciesThatAdmit(t *testing.T) {
	for _, p := range []struct{ browser, text string }{
		{"chromium", `{"NativeMessagingBlocklist": ["*"], "NativeMessagingAllowlist": ["org.pidpys.host"]}`},
		{"chromium", `{"NativeMessagingUserLevelHosts": false}`},
		{"chromium", `{"ExtensionInstallBlocklist": ["*"], "ExtensionInstallAllowlist": ["` + chromiumID + `"]}`},
		{"chromium", `{"ExtensionInstallBlocklist": ["*"], "ExtensionInstallForcelist": ["` + chromiumID + `;https://a/"]}`},
		{"chromium", `{"ExtensionSettings": {"*": {"installation_mode": "blocked"}, "` + chromiumID + `": {"installation_mode": "force_installed"}}}`},
		{"firefox", `{"ExtensionSettings": {"*": {"installation_mode": "blocked"}, "` + firefoxID + `": {"installation_mode": "normal_installed"}}}`},
		{"chromium", `{"ExtensionSettings": {"*": {"blocked_permissions": ["nativeMessaging"]}, "` + chromiumID + `": {"allowed_permissions": ["nativeMessaging"]}}}`},
		{"firefox", `{"NativeMessagingBlocklist": ["*"]}`},
		{"chromium", `{"NativeMessagingBlocklist": "*", "ExtensionSettings": [], "ExtensionInstallBlocklist": {"a": 1}}`},
	} {
		w := newWorld(t)
		set(p.browser, p.text)(w)
		assert.Contains(t, []string{"ok"}, doctor.Tell(w.examine(), "uk", "linux").Worst, p.text)
	}
}

// TestWindowsPolicies reads the registry's forms: numbers, numbered lists and
// objects as keys or as texts.
func TestWindowsPolicies(t *testing.T) {
	examine := func(t *testing.T, keys map[string]map[string]any) []doctor.Finding {
		w := newWorldOf(t, "windows")
		require.NoError(t, os.MkdirAll(w.Path("AppData/Local/Google/Chrome/User Data"), 0o755))
		w.Surroundings.Registry = registrytest.New()
		w.Key = func(k installer.Key) (map[string]any, error) {
			if values, ok := keys[k.String()]; ok {
				return values, nil
			}
			if k.String() == `HKLM\SOFTWARE\Policies\Microsoft\Edge` {
				return nil, fs.ErrPermission
			}
			return nil, fs.ErrNotExist
		}
		return w.examine()
	}
	const chrome, user = `HKLM\SOFTWARE\Policies\Google\Chrome`, `HKCU\SOFTWARE\Policies\Google\Chrome`
	for _, p := range []struct {
		values map[string]any
		check  string
	}{
		{map[string]any{"NativeMessagingBlocklist": map[string]any{"1": "org.other.host", "2": "*"}}, "policy-host-blocked"},
		{map[string]any{"NativeMessagingUserLevelHosts": uint64(0)}, "policy-user-hosts"},
		{map[string]any{"ExtensionSettings": `{"*": {"installation_mode": "blocked"}}`}, "policy-extension-blocked"},
		{map[string]any{"ExtensionSettings": map[string]any{chromiumID: `{"installation_mode": "removed"}`}}, "policy-extension-blocked"},
	} {
		for _, key := range []string{chrome, user} {
			findings := examine(t, map[string]map[string]any{key: p.values})
			assert.NotNil(t, find(findings, p.check, "Google Chrome"), "%v: %+v", p.values, findings)
			assert.NotNil(t, find(findings, "policy-unreadable", "Microsoft Edge"))
		}
	}
	findings := examine(t, map[string]map[string]any{
		user:   {"NativeMessagingUserLevelHosts": uint64(0)},
		chrome: {"NativeMessagingUserLevelHosts": uint64(1)},
	})
	assert.Nil(t, find(findings, "policy-user-hosts", ""), "the machine's wins")
}

// TestProfilesOfMacOS reads what a configuration profile became.
func TestProfilesOfMacOS(t *testing.T) {
	w := newWorldOf(t, "darwin")
	require.NoError(t, os.MkdirAll(w.Path("Library/Application Support/Google/Chrome"), 0o755))
	path := w.Path("/Library/Managed Preferences/com.google.Chrome.plist")
	w.write(path, "bplist00")
	w.PropertyList = func(_ context.Context, asked string) ([]byte, error) {
		assert.Equal(t, path, asked)
		return []byte(`{"NativeMessagingBlocklist": ["*"]}`), nil
	}
	assert.NotNil(t, find(w.examine(), "policy-host-blocked", "Google Chrome"))
	w.PropertyList = func(context.Context, string) ([]byte, error) { return nil, errors.New("exit status 1") }
	assert.NotNil(t, find(w.examine(), "policy-unreadable", "Google Chrome"))
}
