// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package macos

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/macos/payload"
	"github.com/pidpys/pidpys/installer/product"
)

var sample = product.Product{Name: "pidpys", Title: "Pidpys", Version: "1.2.3", Date: time.Unix(1700000000, 0)}

// mac is a folder that the scripts take for a Mac's root.
type mac struct {
	*testing.T
	root string
	user string // who runs them, by number
}

func newMac(t *testing.T) *mac {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no shell here")
	}
	m := &mac{T: t, root: t.TempDir(), user: "0"}
	require.NoError(t, os.MkdirAll(m.path("/bin"), 0o755))
	m.program("/bin/id", `echo "$USER_ID"`)
	m.program("/bin/chown", "exit 0")
	return m
}

func (m *mac) path(path string) string { return filepath.Join(m.root, path) }

func (m *mac) program(path, text string) {
	m.Helper()
	require.NoError(m, os.WriteFile(m.path(path), []byte("#!/bin/sh\n"+text+"\n"), 0o755))
}

// unpack unpacks a tarball into the folder of downloads; its scripts know nothing
// but this Mac.
func (m *mac) unpack(version string) (folder string) {
	m.Helper()
	p := sample
	p.Version = version
	var c contents
	c.install("pidpys", started, []byte("#!/bin/sh\necho "+version+" \"$@\" >> '"+m.path("/calls")+"'\n"))
	c.install("pidpys-token", started, []byte("worker of "+version))
	c.install("extension/manifest.json", plain, []byte(version))
	c.install("extension/only-"+version+".js", plain, nil)
	c.install("LICENSE", plain, nil)
	c.install("NOTICES", plain, nil)
	require.NoError(m, c.addScripts(p))
	for _, files := range [][]payload.File{c.installed, c.beside} {
		for i := range files {
			for _, fixed := range []string{"/Library", "/usr/local"} {
				files[i].Data = bytes.ReplaceAll(files[i].Data, []byte(fixed), []byte(m.path(fixed)))
			}
		}
	}
	tarball, err := c.tarball(p)
	require.NoError(m, err)
	compressed, err := gzip.NewReader(bytes.NewReader(tarball))
	require.NoError(m, err)
	downloads := m.path("/downloads")
	for r := tar.NewReader(compressed); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return filepath.Join(downloads, p.Name+"-"+version)
		}
		require.NoError(m, err)
		path := filepath.Join(downloads, header.Name)
		require.NoError(m, os.MkdirAll(filepath.Dir(path), 0o755))
		data, err := io.ReadAll(r)
		require.NoError(m, err)
		require.NoError(m, os.WriteFile(path, data, header.FileInfo().Mode()))
	}
}

// run runs a script, from a folder that means nothing to it, as someone whose files
// nobody else may read.
func (m *mac) run(script string) error {
	m.Helper()
	command := exec.Command("sh", "-c", `umask 077; exec sh "$0"`, script)
	command.Dir = m.root
	command.Env = append(os.Environ(), "PATH="+m.path("/bin")+":"+os.Getenv("PATH"), "USER_ID="+m.user)
	said, err := command.CombinedOutput()
	m.Logf("%s: %s", filepath.Base(script), said)
	return err
}

// calls are what the program was asked to do.
func (m *mac) calls() string {
	m.Helper()
	said, err := os.ReadFile(m.path("/calls"))
	if !errors.Is(err, os.ErrNotExist) {
		require.NoError(m, err)
	}
	return string(said)
}

const installed = "/Library/Application Support/Pidpys"

func TestInstallAndUninstall(t *testing.T) {
	m := newMac(t)
	require.NoError(t, m.run(filepath.Join(m.unpack("1.2.3"), "install.sh")))
	assert.Equal(t, "1.2.3 install --system\n", m.calls())
	for _, name := range []string{"pidpys", "pidpys-token", "extension/only-1.2.3.js", "register.sh", "uninstall.sh", "LICENSE", "NOTICES", "VERSION"} {
		assert.FileExists(t, m.path(installed+"/"+name))
	}
	for _, everybodys := range []string{installed, installed + "/extension", installed + "/pidpys", "/usr/local/bin"} {
		info, err := os.Stat(m.path(everybodys))
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o755), info.Mode().Perm(), everybodys)
	}
	link, err := os.Readlink(m.path("/usr/local/bin/pidpys"))
	require.NoError(t, err)
	assert.Equal(t, m.path(installed+"/pidpys"), link)

	require.NoError(t, m.run(filepath.Join(m.unpack("1.2.4"), "install.sh")))
	assert.True(t, strings.HasSuffix(m.calls(), "1.2.4 install --system\n"))
	assert.NoFileExists(t, m.path(installed+"/extension/only-1.2.3.js"), "nothing of the old version stays")
	assert.FileExists(t, m.path(installed+"/extension/only-1.2.4.js"))

	require.NoError(t, m.run(m.path(installed+"/uninstall.sh")))
	assert.True(t, strings.HasSuffix(m.calls(), "1.2.4 uninstall --system\n"))
	assert.NoDirExists(t, m.path(installed))
	assert.DirExists(t, m.path("/Library/Application Support"))
	_, err = os.Lstat(m.path("/usr/local/bin/pidpys"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestDowngradeIsRefused(t *testing.T) {
	m := newMac(t)
	require.NoError(t, m.run(filepath.Join(m.unpack("1.10.0"), "install.sh")))
	assert.Error(t, m.run(filepath.Join(m.unpack("1.9.12"), "install.sh")))
	assert.FileExists(t, m.path(installed+"/extension/only-1.10.0.js"))
	assert.NoFileExists(t, m.path(installed+"/extension/only-1.9.12.js"))
	assert.NoError(t, m.run(filepath.Join(m.unpack("1.10.0"), "install.sh")), "the same once more")
}

// TestLinkLeadsNowhereElse: who owns /usr/local/bin has root write into no folder of
// their choice.
func TestLinkLeadsNowhereElse(t *testing.T) {
	m := newMac(t)
	for _, folder := range []string{"/private", "/usr/local/bin"} {
		require.NoError(t, os.MkdirAll(m.path(folder), 0o755))
	}
	require.NoError(t, os.Symlink(m.path("/private"), m.path("/usr/local/bin/pidpys")))
	require.NoError(t, m.run(filepath.Join(m.unpack("1.2.3"), "install.sh")))
	link, err := os.Readlink(m.path("/usr/local/bin/pidpys"))
	require.NoError(t, err)
	assert.Equal(t, m.path(installed+"/pidpys"), link)
	inside, err := os.ReadDir(m.path("/private"))
	require.NoError(t, err)
	assert.Empty(t, inside)
}

// TestUninstallLeaves names what is not the product's.
func TestUninstallLeaves(t *testing.T) {
	m := newMac(t)
	require.NoError(t, m.run(filepath.Join(m.unpack("1.2.3"), "install.sh")))
	require.NoError(t, os.WriteFile(m.path(installed+"/config.json"), nil, 0o600))
	require.NoError(t, os.Remove(m.path("/usr/local/bin/pidpys")))
	m.program("/usr/local/bin/pidpys", "another's")

	require.NoError(t, m.run(m.path(installed+"/uninstall.sh")))
	entries, err := os.ReadDir(m.path(installed))
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Equal(t, "config.json", entries[0].Name())
	assert.FileExists(t, m.path("/usr/local/bin/pidpys"))
}

// TestUninstallOfABrokenProgram removes all the same, and does not call it well done.
func TestUninstallOfABrokenProgram(t *testing.T) {
	m := newMac(t)
	require.NoError(t, m.run(filepath.Join(m.unpack("1.2.3"), "install.sh")))
	m.program(installed+"/pidpys", "exit 3")
	assert.Error(t, m.run(m.path(installed+"/uninstall.sh")))
	assert.NoDirExists(t, m.path(installed))
}

func TestOnlyRootInstalls(t *testing.T) {
	m := newMac(t)
	m.user = "501"
	assert.Error(t, m.run(filepath.Join(m.unpack("1.2.3"), "install.sh")))
	assert.NoDirExists(t, m.path("/Library"))
}

// TestScriptsAreFilled: no mark stays, and a product beside another takes nothing
// from it.
func TestScriptsAreFilled(t *testing.T) {
	entries, err := scripts.ReadDir("scripts")
	require.NoError(t, err)
	for _, entry := range entries {
		text, err := script(product.Product{Name: "pidpys-demo", Title: "Pidpys Demo"}, entry.Name())
		require.NoError(t, err)
		assert.NotRegexp(t, `@[A-Z]+@`, string(text), entry.Name())
		assert.NotContains(t, string(text), installed+"/", entry.Name())
	}
}
