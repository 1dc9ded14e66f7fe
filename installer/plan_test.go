// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build !windows

package installer_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

// install plans and does it.
func install(t *testing.T, rows []installer.Location, s installer.Surroundings) installer.Plan {
	t.Helper()
	p, err := installer.PlanInstall(rows, host, s)
	require.NoError(t, err)
	require.NoError(t, p.Apply())
	return p
}

func TestInstallWritesWhereEachBrowserLooksAndUninstallLeavesNothing(t *testing.T) {
	for _, goos := range []string{"linux", "darwin"} {
		for _, scope := range []installer.Scope{installer.User, installer.System} {
			s := surroundings(t, goos)
			before := tree(t, s.Root)
			rows := installer.Rows(goos, scope, "")

			p := install(t, rows, s)
			for _, r := range p.Registrations {
				assert.True(t, r.Changed, "%s %s", goos, r.Browser)
			}
			for _, l := range rows {
				if l.Hosts == "" {
					continue
				}
				text, err := os.ReadFile(filepath.Join(s.Path(l.Hosts), "org.pidpys.host.json"))
				require.NoError(t, err, "%s %s", goos, l.Browser)
				assert.Equal(t, manifest(t, host, l.Family), string(text), "%s %s", goos, l.Browser)
			}

			again, err := installer.PlanInstall(rows, host, s)
			require.NoError(t, err)
			assert.Empty(t, again.Steps, "%s: what is as it should be stays", goos)

			p, err = installer.PlanUninstall(rows, host.Name, s)
			require.NoError(t, err)
			require.NoError(t, p.Apply())
			left := tree(t, s.Root)
			for path := range before {
				assert.Contains(t, left, path)
			}
			for path, text := range left {
				assert.NotContains(t, path, "ative", "%s: a folder of manifests", goos)
				assert.Empty(t, text, "%s: %s", goos, path)
			}
			p, err = installer.PlanUninstall(rows, host.Name, s)
			require.NoError(t, err)
			assert.Empty(t, p.Steps)
		}
	}
}

func TestAPlanAloneChangesNothing(t *testing.T) {
	s := surroundings(t, "linux")
	before := tree(t, s.Root)
	p, err := installer.PlanInstall(installer.Rows("linux", installer.System, ""), host, s)
	require.NoError(t, err)
	assert.NotEmpty(t, p.Steps)
	assert.Equal(t, before, tree(t, s.Root))
}

func TestEverybodyReadsTheSystemsManifestsWhateverTheUmask(t *testing.T) {
	s := surroundings(t, "linux")
	install(t, installer.Rows("linux", installer.System, "edge"), s)
	for path, mode := range map[string]fs.FileMode{
		"/etc/opt/edge":                                             0o755,
		"/etc/opt/edge/native-messaging-hosts":                      0o755,
		"/etc/opt/edge/native-messaging-hosts/org.pidpys.host.json": 0o644,
	} {
		info, err := os.Stat(s.Path(path))
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm(), path)
	}
	require.NoError(t, os.Chmod(s.Path("/etc/opt/edge/native-messaging-hosts/org.pidpys.host.json"), 0o600))
	p := install(t, installer.Rows("linux", installer.System, "edge"), s)
	assert.Len(t, p.Steps, 1, "a manifest that a browser may not read")
}

func TestTwoBrowsersWithOneFolderAreOneFile(t *testing.T) {
	s := surroundings(t, "linux")
	rows := append(installer.Rows("linux", installer.System, "chrome"), installer.Rows("linux", installer.System, "brave")...)
	p := install(t, rows, s)
	assert.Len(t, p.Steps, 1)
	assert.Len(t, p.Registrations, 2)

	// Brave's alone is Chrome's, and stays; with Chrome both are gone.
	p, err := installer.PlanUninstall(rows[1:], host.Name, s)
	require.NoError(t, err)
	assert.Empty(t, p.Steps)
	assert.Equal(t, []installer.Registration{{Browser: "brave", Place: s.Path("/etc/opt/chrome/native-messaging-hosts/org.pidpys.host.json"), Owner: "chrome"}}, p.Registrations)
	p, err = installer.PlanUninstall(rows[:1], host.Name, s)
	require.NoError(t, err)
	assert.Len(t, p.Steps, 1)
}

func TestTheTwinIsWrittenWhereTheSystemHasIt(t *testing.T) {
	s := surroundings(t, "linux")
	rows := installer.Rows("linux", installer.System, "firefox")
	assert.Len(t, install(t, rows, s).Steps, 1)
	require.NoError(t, os.MkdirAll(s.Path("/usr/lib64/mozilla"), 0o755))
	assert.Len(t, install(t, rows, s).Steps, 1)
	assert.FileExists(t, s.Path("/usr/lib64/mozilla/native-messaging-hosts/org.pidpys.host.json"))

	p, err := installer.PlanUninstall(rows, host.Name, s)
	require.NoError(t, err)
	assert.Len(t, p.Steps, 2)
}

func TestAFailureUndoesEverything(t *testing.T) {
	s := surroundings(t, "linux")
	old := s.Path(".config/google-chrome/NativeMessagingHosts/org.pidpys.host.json")
	put(t, old, "an older manifest")
	require.NoError(t, os.Chmod(old, 0o600))
	link := s.Path(".config/chromium/NativeMessagingHosts/org.pidpys.host.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(link), 0o755))
	require.NoError(t, os.Symlink("nowhere", link))
	put(t, s.Path(".librewolf"), "a file where the last browser has its folder")
	require.NoError(t, os.Remove(link))
	before := tree(t, s.Root)
	require.NoError(t, os.Symlink("nowhere", link))

	p, err := installer.PlanInstall(installer.Rows("linux", installer.User, ""), host, s)
	require.NoError(t, err)
	require.Error(t, p.Apply())

	target, err := os.Readlink(link)
	require.NoError(t, err)
	assert.Equal(t, "nowhere", target)
	require.NoError(t, os.Remove(link))
	assert.Equal(t, before, tree(t, s.Root))
	info, err := os.Stat(old)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

func TestAFailedUninstallationBringsFoldersBack(t *testing.T) {
	s := surroundings(t, "linux")
	rows := installer.Rows("linux", installer.User, "")
	install(t, rows, s)
	before := tree(t, s.Root)
	p, err := installer.PlanUninstall(rows, host.Name, s)
	require.NoError(t, err)
	last := p.Steps[len(p.Steps)-1].Path
	require.NoError(t, os.Remove(last)) // somebody else was faster, with a folder of that name
	put(t, filepath.Join(last, "inside"), "")

	require.Error(t, p.Apply())
	require.NoError(t, os.RemoveAll(last))
	put(t, last, before[filepath.ToSlash(must(filepath.Rel(s.Root, last)))])
	assert.Equal(t, before, tree(t, s.Root))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestInstallRefuses(t *testing.T) {
	s := surroundings(t, "linux")
	rows := installer.Rows("linux", installer.User, "firefox")
	relative, nameless := host, host
	relative.Path = "pidpys"
	nameless.Name = "../../etc/passwd"
	_, err := installer.PlanInstall(rows, relative, s)
	assert.ErrorContains(t, err, "not absolute")
	_, err = installer.PlanInstall(rows, nameless, s)
	assert.ErrorContains(t, err, "no host's name")
	_, err = installer.PlanUninstall(rows, nameless.Name, s)
	assert.ErrorContains(t, err, "no host's name")
	s.Home = ""
	_, err = installer.PlanInstall(rows, host, s)
	assert.ErrorContains(t, err, "no home folder")
}

func TestNoRightsIsAPermissionError(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	s := surroundings(t, "linux")
	require.NoError(t, os.Chmod(s.Home, 0o500))
	p, err := installer.PlanInstall(installer.Rows("linux", installer.User, "chromium"), host, s)
	require.NoError(t, err)
	assert.ErrorIs(t, p.Apply(), fs.ErrPermission)
}
