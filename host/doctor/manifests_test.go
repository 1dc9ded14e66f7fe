// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/doctor"
	"github.com/pidpys/pidpys/installer"
	"github.com/pidpys/pidpys/installer/registrytest"
)

// systemManifest is what the package installs for Chromium.
const systemManifest = "/etc/chromium/native-messaging-hosts/org.pidpys.host.json"

// altered writes Chromium's manifest with one text in place of another.
func altered(old, with string) func(*world) {
	return func(w *world) {
		data, err := os.ReadFile(w.Path(systemManifest))
		require.NoError(w, err)
		require.Contains(w, string(data), old)
		w.write(w.Path(systemManifest), strings.ReplaceAll(string(data), old, with))
	}
}

var manifestBreakages = []breakage{
	{"no manifest", func(w *world) { w.remove(w.Path(systemManifest)) }, "manifest-missing", doctor.Error, "Chromium"},
	{"no browser knows", func(w *world) {
		w.remove(w.Path("/etc"))
		w.remove(w.Path("/usr/lib"))
		w.remove(w.Home)
	}, "manifests-none", doctor.Warning, ""},
	{"a manifest that is no JSON", func(w *world) { w.write(w.Path(systemManifest), "{") }, "manifest-broken", doctor.Error, "Chromium"},
	{"a manifest of another program under our name", altered(`"org.pidpys.host"`, `"org.other.host"`), "manifest-broken", doctor.Error, "Chromium"},
	{"a manifest for another extension", altered(chromiumID, strings.Repeat("a", 32)), "manifest-foreign", doctor.Error, "Chromium"},
	{"a manifest that cannot be read", func(w *world) {
		if os.Getuid() == 0 {
			w.Skip("whoever is root may read everything")
		}
		require.NoError(w, os.Chmod(w.Path(systemManifest), 0))
	}, "manifest-unreadable", doctor.Error, "Chromium"},
	{"the program is gone", altered("/usr/lib/pidpys/pidpys", "/opt/old/pidpys"), "program-gone", doctor.Error, "Chromium"},
	{"the program cannot be run", func(w *world) { require.NoError(w, os.Chmod(w.Host.Path, 0o644)) }, "program-not-executable", doctor.Error, "Firefox"},
	{"another program of ours", func(w *world) {
		w.program(w.Path("/opt/old/pidpys"))
		altered("/usr/lib/pidpys/pidpys", "/opt/old/pidpys")(w)
	}, "program-other", doctor.Warning, "Chromium"},
	{"the user's own hides the system's", func(w *world) { w.install(installer.User, "chromium") }, "manifest-shadowed", doctor.Error, "Chromium"},
	{"in Firefox too", func(w *world) { w.install(installer.User, "firefox") }, "manifest-shadowed", doctor.Error, "Firefox"},
	{"a broken one of the user's, which Firefox passes over", func(w *world) {
		w.write(w.Path(".mozilla/native-messaging-hosts/org.pidpys.host.json"), "{")
	}, "manifest-leftover", doctor.Note, "Firefox"},
	{"a browser that nobody uses", func(w *world) {
		w.write(w.Path("/etc/opt/edge/native-messaging-hosts/org.pidpys.host.json"), "{")
	}, "manifest-broken", doctor.Warning, "Microsoft Edge"},
}

// TestShadowRemedy: what hides and what is hidden are named, and the way out.
func TestShadowRemedy(t *testing.T) {
	w := newWorld(t)
	w.install(installer.User, "chromium")
	f := find(w.examine(), "manifest-shadowed", "Chromium")
	require.NotNil(t, f)
	assert.Equal(t, []string{"~/.config/chromium/NativeMessagingHosts/org.pidpys.host.json", w.Path(systemManifest), "pidpys uninstall --user --browser chromium"}, f.With)
}

// TestLink: a link to the program is the program.
func TestLink(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, os.MkdirAll(w.Path("/usr/bin"), 0o755))
	require.NoError(t, os.Symlink(w.Host.Path, w.Path("/usr/bin/pidpys")))
	altered("/usr/lib/pidpys/pidpys", "/usr/bin/pidpys")(w)
	assert.Nil(t, find(w.examine(), "program-other", ""))
}

// TestWindows looks into every hive and view of the registry.
func TestWindows(t *testing.T) {
	key := func(hive installer.Hive, view installer.View) installer.Key {
		return installer.Key{Hive: hive, View: view, Path: `SOFTWARE\Google\Chrome\NativeMessagingHosts\org.pidpys.host`}
	}
	windows := func(t *testing.T) (*world, *registrytest.Registry) {
		w := newWorldOf(t, "windows")
		registry := registrytest.New()
		w.Surroundings.Registry = registry
		require.NoError(t, os.MkdirAll(w.Path("AppData/Local/Google/Chrome/User Data"), 0o755))
		w.install(installer.System, "chrome")
		return w, registry
	}
	t.Run("good", func(t *testing.T) {
		w, _ := windows(t)
		assert.NotNil(t, find(w.examine(), "manifest-there", "Google Chrome"))
	})
	t.Run("an old 32-bit key hides the new one", func(t *testing.T) {
		w, registry := windows(t)
		w.write(w.Path("/old.json"), "{")
		require.NoError(t, registry.SetValue(key(installer.LocalMachine, installer.View32), w.Path("/old.json")))
		findings := w.examine()
		assert.NotNil(t, find(findings, "manifest-old-view", "Google Chrome"))
		assert.NotNil(t, find(findings, "manifest-broken", "Google Chrome"))
	})
	t.Run("a person's key hides the machine's", func(t *testing.T) {
		w, registry := windows(t)
		require.NoError(t, registry.SetValue(key(installer.CurrentUser, installer.View64), w.Path("/gone.json")))
		findings := w.examine()
		assert.NotNil(t, find(findings, "manifest-shadowed", "Google Chrome"))
		assert.NotNil(t, find(findings, "manifest-gone", "Google Chrome"))
	})
}
