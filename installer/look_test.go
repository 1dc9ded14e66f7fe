// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package installer_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

// seen is what one browser finds.
func seen(t *testing.T, h installer.Host, s installer.Surroundings, browser string) installer.Sight {
	t.Helper()
	sights := installer.Look(h, s)
	i := slices.IndexFunc(sights, func(s installer.Sight) bool { return s.Browser == browser })
	require.GreaterOrEqual(t, i, 0)
	return sights[i]
}

// places are the entries' places, that in force with a star.
func places(s installer.Sight) []string {
	var all []string
	for _, e := range s.Entries {
		place := filepath.Base(e.Place)
		if e.Scope == installer.System {
			place = "system " + place
		}
		if e.InForce {
			place += "*"
		}
		all = append(all, place)
	}
	return all
}

// program is the host with a program that can be started.
func program(t *testing.T, s installer.Surroundings) installer.Host {
	t.Helper()
	h := host
	h.Path = filepath.Join(s.Root, "pidpys")
	put(t, h.Path, "a program")
	require.NoError(t, os.Chmod(h.Path, 0o755))
	return h
}

func TestLookAtNothing(t *testing.T) {
	s := surroundings(t, "linux")
	sights := installer.Look(host, s)
	assert.Len(t, sights, len(installer.Browsers("linux")))
	for _, sight := range sights {
		assert.Empty(t, sight.Entries, sight.Browser)
		assert.False(t, sight.Used, sight.Browser)
	}
}

func TestLookSeesAPersonsManifestBeforeTheSystems(t *testing.T) {
	s := surroundings(t, "linux")
	h := program(t, s)
	for _, scope := range []installer.Scope{installer.User, installer.System} {
		p, err := installer.PlanInstall(installer.Rows("linux", scope, ""), h, s)
		apply(t, p, err)
	}
	for _, browser := range installer.Browsers("linux") {
		sight := seen(t, h, s, browser)
		assert.Equal(t, []string{"org.pidpys.host.json*", "system org.pidpys.host.json"}, places(sight), browser)
		for _, e := range sight.Entries {
			require.NoError(t, e.Err, browser)
			require.NoError(t, e.ProgramErr, browser)
			assert.True(t, e.Admits, browser)
			assert.Equal(t, h.Path, e.Program)
		}
	}
}

func TestLookTellsWhatIsWrong(t *testing.T) {
	s := surroundings(t, "linux")
	h := program(t, s)
	gone, plain, stranger := h, h, h
	gone.Path = filepath.Join(s.Root, "gone")
	plain.Path = filepath.Join(s.Root, "plain")
	put(t, plain.Path, "no program")
	stranger.ChromiumIDs = []string{"ponmlkjihgfedcbaponmlkjihgfedcba"}
	path := s.Path(".config/chromium/NativeMessagingHosts/org.pidpys.host.json")

	for name, c := range map[string]struct {
		text            string
		err, programErr error
		admits          bool
	}{
		"good":               {manifest(t, h, installer.Chromium), nil, nil, true},
		"cut off":            {`{"name": "org.pid`, installer.ErrManifest, nil, false},
		"of another host":    {strings.ReplaceAll(manifest(t, h, installer.Chromium), "org.pidpys.host", "org.pidpys.demo"), installer.ErrManifest, nil, false},
		"a relative program": {`{"name":"org.pidpys.host","type":"stdio","path":"pidpys"}`, installer.ErrManifest, nil, false},
		"the program gone":   {manifest(t, gone, installer.Chromium), nil, fs.ErrNotExist, true},
		"no program":         {manifest(t, plain, installer.Chromium), nil, installer.ErrNotExecutable, true},
		"for another id":     {manifest(t, stranger, installer.Chromium), nil, nil, false},
		"Firefox's":          {manifest(t, h, installer.Firefox), nil, nil, false},
	} {
		if runtime.GOOS == "windows" && name == "no program" {
			continue // every file may be one there
		}
		put(t, path, c.text)
		entries := seen(t, h, s, "chromium").Entries
		require.Len(t, entries, 1, name)
		e := entries[0]
		assert.ErrorIs(t, e.Err, c.err, name)
		assert.ErrorIs(t, e.ProgramErr, c.programErr, name)
		assert.Equal(t, c.admits, e.Admits, name)
		assert.True(t, e.InForce, "%s: Chromium takes what there is", name)
	}
}

func TestFirefoxPassesOverWhatItCannotUse(t *testing.T) {
	s := surroundings(t, "linux")
	h := program(t, s)
	p, err := installer.PlanInstall(installer.Rows("linux", installer.System, ""), h, s)
	apply(t, p, err)
	put(t, s.Path(".mozilla/native-messaging-hosts/org.pidpys.host.json"), "{")
	put(t, s.Path(".config/chromium/NativeMessagingHosts/org.pidpys.host.json"), "{")
	assert.Equal(t, []string{"org.pidpys.host.json", "system org.pidpys.host.json*"}, places(seen(t, h, s, "firefox")))
	assert.Equal(t, []string{"org.pidpys.host.json*", "system org.pidpys.host.json"}, places(seen(t, h, s, "chromium")))
}

func TestLookSeesALinkIntoTheVoid(t *testing.T) {
	s := surroundings(t, "linux")
	path := s.Path("/etc/chromium/native-messaging-hosts/org.pidpys.host.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	if err := os.Symlink("nowhere", path); err != nil || runtime.GOOS == "windows" {
		t.Skip("no links here: ", err)
	}
	entries := seen(t, host, s, "chromium").Entries
	require.Len(t, entries, 1)
	assert.ErrorIs(t, entries[0].Err, fs.ErrNotExist)
}

func TestWindowsIsSearchedHiveByHiveAndViewByView(t *testing.T) {
	s, registry, h := windows(t)
	p, err := installer.PlanInstall(installer.Rows("windows", installer.System, ""), h, s)
	apply(t, p, err)
	for _, k := range []installer.Key{
		{Hive: installer.LocalMachine, View: installer.View32, Path: chromeKey},
		{Hive: installer.CurrentUser, View: installer.View64, Path: chromiumKey},
	} {
		require.NoError(t, registry.SetValue(k, filepath.Join(s.Root, "gone.json")))
	}
	var got, owners []string
	sight := seen(t, h, s, "edge")
	for _, e := range sight.Entries {
		got, owners = append(got, e.Place), append(owners, e.Owner)
	}
	assert.Equal(t, []string{"chromium", "chrome", "edge", "chromium", "chrome"}, owners)
	assert.Equal(t, []string{
		`HKCU\SOFTWARE\Chromium\NativeMessagingHosts\org.pidpys.host`,
		`HKLM\SOFTWARE\WOW6432Node\Google\Chrome\NativeMessagingHosts\org.pidpys.host`,
		`HKLM\SOFTWARE\Microsoft\Edge\NativeMessagingHosts\org.pidpys.host`,
		`HKLM\SOFTWARE\Chromium\NativeMessagingHosts\org.pidpys.host`,
		`HKLM\SOFTWARE\Google\Chrome\NativeMessagingHosts\org.pidpys.host`,
	}, got)
	assert.True(t, sight.Entries[0].InForce, "a stale key hides the good ones")
	assert.ErrorIs(t, sight.Entries[0].Err, fs.ErrNotExist)
	assert.NoError(t, sight.Entries[2].ProgramErr)
}

func TestWindowsManifestsMayNameTheProgramBesideThem(t *testing.T) {
	s, registry, h := windows(t)
	path := filepath.Join(filepath.Dir(h.Path), "beside.json")
	put(t, path, `{"name":"org.pidpys.host","type":"stdio","path":"pidpys.exe"}`)
	require.NoError(t, registry.SetValue(installer.Key{Hive: installer.CurrentUser, View: installer.View64, Path: mozillaKey}, path))
	entries := seen(t, h, s, "librewolf").Entries
	require.Len(t, entries, 1)
	assert.Equal(t, h.Path, entries[0].Program)
	assert.NoError(t, entries[0].ProgramErr)
}
