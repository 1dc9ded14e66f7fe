// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package doctor_test

import (
	"os"
	"slices"
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

// TestOneWayOut: where a person's entry is broken and hides the system's, both
// findings name the same way out.
func TestOneWayOut(t *testing.T) {
	w := newWorld(t)
	w.write(w.Path(".config/chromium/NativeMessagingHosts/org.pidpys.host.json"), "{")
	findings := w.examine()
	broken, hides := find(findings, "manifest-broken", "Chromium"), find(findings, "manifest-shadowed", "Chromium")
	require.NotNil(t, broken)
	require.NotNil(t, hides)
	assert.Equal(t, "pidpys uninstall --user --browser chromium", hides.With[2])
	assert.Equal(t, hides.With[2], broken.With[2])
	assert.Nil(t, find(findings, "manifest-leftover", ""))
}

// TestSharedPlace: an entry is removed for the browser whose place it is.
func TestSharedPlace(t *testing.T) {
	w := newWorldOf(t, "darwin")
	require.NoError(t, os.MkdirAll(w.Path("Library/Application Support/BraveSoftware/Brave-Browser"), 0o755))
	w.install(installer.System, "brave")
	w.install(installer.User, "brave")
	f := find(w.examine(), "manifest-shadowed", "Brave")
	require.NotNil(t, f)
	assert.Equal(t, "pidpys uninstall --user --browser chrome", f.With[2])
	plan, err := installer.PlanUninstall(installer.Rows("darwin", installer.User, "chrome"), w.Host.Name, w.Surroundings)
	require.NoError(t, err)
	require.NoError(t, plan.Apply())
	assert.Nil(t, find(w.examine(), "manifest-shadowed", ""))
}

// TestAnotherInstall: that a browser nobody uses starts another program is only good
// to know, and an entry that would do as well as the one that hides it is no litter.
func TestAnotherInstall(t *testing.T) {
	w := newWorld(t)
	packaged := w.Host.Path
	w.install(installer.System, "edge")
	w.Host.Path = w.Path("/opt/own/pidpys")
	w.program(w.Host.Path)
	w.install(installer.User, "chromium")
	findings := w.examine()
	edge := find(findings, "program-other", "Microsoft Edge")
	require.NotNil(t, edge)
	assert.Equal(t, doctor.Note, edge.Severity)
	assert.Equal(t, packaged, edge.With[1])
	assert.Nil(t, find(findings, "manifest-leftover", ""))
	assert.NotNil(t, find(findings, "manifest-shadowed", "Chromium"))
}

// TestRemedies: what is told to be done mends what was found, and nothing else is
// found then.
func TestRemedies(t *testing.T) {
	for name, breaks := range map[string]func(*world){
		"gone":    func(w *world) { w.remove(w.Path(systemManifest)); w.write(w.Path(own), strings.Repeat("{", 10)) },
		"foreign": func(w *world) { w.remove(w.Path(systemManifest)); w.write(w.Path(own), foreign) },
		"stale": func(w *world) {
			w.remove(w.Path(systemManifest))
			w.write(w.Path(own), strings.ReplaceAll(foreign, strings.Repeat("a", 32), chromiumID))
		},
		"missing": func(w *world) { w.remove(w.Path(systemManifest)) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			breaks(w)
			i := slices.IndexFunc(w.examine(), func(f doctor.Finding) bool { return f.Severity == doctor.Error })
			require.GreaterOrEqual(t, i, 0)
			remedy := w.examine()[i].With
			require.Equal(t, "pidpys install --user --browser chromium", remedy[len(remedy)-1])
			w.install(installer.User, "chromium")
			assert.Equal(t, string(doctor.OK), doctor.Tell(w.examine(), "uk", "linux").Worst)
		})
	}
}

// own is where a person's manifest for Chromium lies; foreign is one of another
// program, which is not there, for another extension.
const own = ".config/chromium/NativeMessagingHosts/org.pidpys.host.json"

var foreign = `{"name": "org.pidpys.host", "description": "d", "path": "/opt/other/program", "type": "stdio",
	"allowed_origins": ["chrome-extension://` + strings.Repeat("a", 32) + `/"]}`

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
		shadowed := find(findings, "manifest-shadowed", "Google Chrome")
		require.NotNil(t, shadowed)
		assert.Equal(t, `"`+w.Host.Path+`" uninstall --user --browser chrome`, shadowed.With[2])
		assert.NotNil(t, find(findings, "manifest-gone", "Google Chrome"))
	})
}
