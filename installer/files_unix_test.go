// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix

package installer_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer"
)

// TestPipesKeepNobodyWaiting: a pipe where a manifest lies is told of, and left.
func TestPipesKeepNobodyWaiting(t *testing.T) {
	s := surroundings(t, "linux")
	pipe := s.Path(".config/chromium/NativeMessagingHosts/org.pidpys.host.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(pipe), 0o700))
	require.NoError(t, syscall.Mkfifo(pipe, 0o644))
	entries := seen(t, host, s, "chromium").Entries
	require.Len(t, entries, 1)
	assert.ErrorContains(t, entries[0].Err, "not a file")

	rows := installer.Rows("linux", installer.User, "chromium")
	p, err := installer.PlanInstall(rows, host, s)
	require.NoError(t, err)
	require.ErrorContains(t, p.Apply(), "not a file")
	p, err = installer.PlanUninstall(rows, host.Name, s)
	require.NoError(t, err)
	require.ErrorContains(t, p.Apply(), "not a file")
	info, err := os.Lstat(pipe)
	require.NoError(t, err)
	assert.Equal(t, fs.ModeNamedPipe, info.Mode().Type())
}

// TestModesUnderAStrictUmask: of what is made, and of what is brought back.
func TestModesUnderAStrictUmask(t *testing.T) {
	s := surroundings(t, "linux")
	require.NoError(t, os.MkdirAll(s.Path("/etc/opt"), 0o755))
	defer syscall.Umask(syscall.Umask(0o077))
	modes := func() map[string]fs.FileMode {
		all := map[string]fs.FileMode{}
		for path := range tree(t, s.Root) {
			info, err := os.Stat(filepath.Join(s.Root, path))
			require.NoError(t, err)
			all[path] = info.Mode().Perm()
		}
		return all
	}
	rows := append(installer.Rows("linux", installer.System, "edge"), installer.Rows("linux", installer.System, "opera")...)
	install(t, rows, s)
	before := modes()
	assert.Equal(t, fs.FileMode(0o755), before["etc/opt/edge/native-messaging-hosts/"])
	assert.Equal(t, fs.FileMode(0o644), before["etc/opt/edge/native-messaging-hosts/org.pidpys.host.json"])

	p, err := installer.PlanUninstall(rows, host.Name, s)
	require.NoError(t, err)
	require.Len(t, p.Steps, 2)
	p.Steps[1].Path += ".gone"
	require.ErrorIs(t, p.Apply(), fs.ErrNotExist)
	assert.Equal(t, before, modes())
}

// TestManifestsThatOthersMayWriteAreWrittenAnew although they say what they should.
func TestManifestsThatOthersMayWriteAreWrittenAnew(t *testing.T) {
	s := surroundings(t, "linux")
	rows := installer.Rows("linux", installer.System, "edge")
	install(t, rows, s)
	manifest := s.Path("/etc/opt/edge/native-messaging-hosts/org.pidpys.host.json")
	require.NoError(t, os.Chmod(manifest, 0o666))
	assert.Len(t, install(t, rows, s).Steps, 1)
	info, err := os.Stat(manifest)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o644), info.Mode().Perm())
}

// TestRootLeavesOthersHomesAlone, where sudo keeps $HOME.
func TestRootLeavesOthersHomesAlone(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can write into the folders of others")
	}
	s := surroundings(t, "linux")
	require.NoError(t, os.Chown(s.Home, 12345, 12345))
	rows := installer.Rows("linux", installer.User, "chromium")
	_, err := installer.PlanInstall(rows, host, s)
	require.ErrorIs(t, err, installer.ErrForeignHome)
	_, err = installer.PlanUninstall(rows, host.Name, s)
	require.ErrorIs(t, err, installer.ErrForeignHome)
	_, err = installer.PlanInstall(installer.Rows("linux", installer.System, ""), host, s)
	assert.NoError(t, err, "what all share is no person's")
}
