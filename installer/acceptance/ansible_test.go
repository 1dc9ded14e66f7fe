// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/product"
)

var ansible = product.Tool{Program: "ansible-playbook", Package: "ansible-core"}

// play has the kit's role write into a folder, in the place of this machine's root,
// and returns what was said. Packages are left out.
func play(t *testing.T, kit, root string, variables object) string {
	t.Helper()
	all := object{
		"ansible_connection":      "local",
		"pidpys_settings_folder":  filepath.Join(root, "pidpys"),
		"pidpys_chromium_folders": []string{filepath.Join(root, "chromium")},
		"pidpys_firefox_folders":  []string{filepath.Join(root, "firefox"), filepath.Join(root, "librewolf")},
	}
	for name, value := range variables {
		all[name] = value
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	playbook := filepath.Join(t.TempDir(), "playbook.yml")
	require.NoError(t, os.WriteFile(playbook, []byte("- hosts: all\n  roles: [pidpys]\n"), 0o600))
	out, err := ansible.Run(t.Context(), "", []string{
		"HOME=" + t.TempDir(), "ANSIBLE_NOCOLOR=1", "LC_ALL=C.UTF-8", "ANSIBLE_ROLES_PATH=" + filepath.Join(kit, "ansible", "roles"),
	}, "-i", "here,", "--tags", "settings,policies", "-e", string(text), playbook)
	require.NoError(t, err)
	return string(out)
}

// oldPages is a site whose pages were made for another program.
const oldPages = `[{"origin":"https://old.example","dialect":"iit"}]`

// TestAnsible runs what of the kit's role writes files, more than once, and has all
// of it parsed.
func TestAnsible(t *testing.T) {
	kit := kit(t, released(t))
	_, err := ansible.Run(t.Context(), filepath.Join(kit, "ansible"), []string{"HOME=" + t.TempDir(), "LC_ALL=C.UTF-8"},
		"--syntax-check", "-i", "workstations,", "playbook.yml")
	require.NoError(t, err)

	root := t.TempDir()
	others := `{"policies": {"BlockAboutConfig": true, "ExtensionSettings": {"other@example": {"installation_mode": "blocked"}}}}`
	require.NoError(t, os.Mkdir(filepath.Join(root, "firefox"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(root, "firefox", "policies.json"), []byte(others), 0o600))
	wanted := object{
		"pidpys_settings": object{
			"key_kinds": []string{"token"}, "cabinets": managedCabinets(t), "dialects": json.RawMessage(oldPages),
			"modules": []object{{"name": "Токен", "path": "/opt/token.so"}},
		},
		"pidpys_policies": []string{"pidpys", "pidpys-only-host"},
	}
	assert.Contains(t, play(t, kit, root, wanted), "failed=0")
	assert.Contains(t, play(t, kit, root, wanted), "changed=0", "what is there already")

	read := func(name string) (value object) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &value))
		return value
	}
	assert.Equal(t, "Токен", read("pidpys/config.json")["modules"].([]any)[0].(object)["name"])
	p := released(t)
	assert.Contains(t, read("chromium/pidpys.json")["ExtensionSettings"], p.Host.ChromiumIDs[0])
	told, err := json.Marshal(read("chromium/pidpys.json")["3rdparty"].(object)["extensions"].(object)[p.Host.ChromiumIDs[0]])
	require.NoError(t, err)
	assert.JSONEq(t, `{"cabinets":`+string(managedCabinets(t))+`,"dialects":`+oldPages+`}`, string(told))
	assert.Contains(t, read("chromium/pidpys-only-host.json"), "NativeMessagingAllowlist")
	assert.NoFileExists(t, filepath.Join(root, "chromium", "pidpys-system-hosts.json"))
	merged := read("firefox/policies.json")["policies"].(object)
	assert.Equal(t, true, merged["BlockAboutConfig"])
	assert.Contains(t, merged["ExtensionSettings"], "other@example")
	assert.Contains(t, merged["ExtensionSettings"], p.Host.FirefoxIDs[0])
	assert.Contains(t, read("librewolf/policies.json")["policies"], "ExtensionSettings")

	play(t, kit, root, object{"pidpys_settings": object{}, "pidpys_policies": []string{}})
	assert.NoFileExists(t, filepath.Join(root, "pidpys", "config.json"))
	assert.NoFileExists(t, filepath.Join(root, "chromium", "pidpys.json"))
}
