// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build packages

package acceptance

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/installer/product"
	"github.com/pidpys/pidpys/installer/windows"
)

// Exit codes of Windows Installer and of setup.exe for what they will not do.
const (
	installFailure = 1603 % 256 // ERROR_INSTALL_FAILURE
	productVersion = 1638 % 256 // ERROR_PRODUCT_VERSION
)

// release is one version, packed.
type release struct{ version, msi, setup string }

// pack makes the packages of a version, signed.
func pack(t *testing.T, version string, keys product.Keys) release {
	t.Helper()
	say := func(line string) { t.Log(line) }
	p, err := product.New(checkout, keys, say)
	require.NoError(t, err)
	p.Version = version
	made, err := windows.Build(t.Context(), p, t.TempDir(), say)
	require.NoError(t, err)
	require.Len(t, made, 2)
	return release{version, made[0], made[1]}
}

// way is one of the two kinds of packages and how an administrator handles it.
type way struct {
	install   func(m machine, r release, options ...string) []string
	uninstall func(m machine, r release) []string
	refusal   int // the exit code
}

var (
	msi = way{
		install: func(_ machine, r release, options ...string) []string {
			return append([]string{"msiexec", "/i", there(r.msi), "/qn"}, options...)
		},
		uninstall: func(_ machine, r release) []string { return []string{"msiexec", "/x", there(r.msi), "/qn"} },
		refusal:   installFailure,
	}
	setup = way{
		install: func(_ machine, r release, options ...string) []string {
			command := []string{r.setup, "/S"}
			for _, option := range options {
				command = append(command, "/"+option)
			}
			return command
		},
		uninstall: func(m machine, _ release) []string {
			return []string{m.here(programFolder + `\uninstall.exe`), "/S"}
		},
		refusal: productVersion,
	}
)

func (w way) installed(t *testing.T, m machine, r release, options ...string) {
	t.Helper()
	command := w.install(m, r, options...)
	m.must(t, command[0], command[1:]...)
	m.holds(t, r.version)
}

func (w way) refused(t *testing.T, m machine, r release) {
	t.Helper()
	command := w.install(m, r)
	_, code := m.run(t, command[0], command[1:]...)
	assert.Equal(t, w.refusal, code)
}

// uninstalled waits until the folder is gone: setup.exe's uninstaller leaves that to
// a copy of itself, for a program cannot delete its own file.
func (w way) uninstalled(t *testing.T, m machine, r release) {
	t.Helper()
	command := w.uninstall(m, r)
	m.must(t, command[0], command[1:]...)
	require.Eventually(t, func() bool {
		_, err := os.Stat(m.here(programFolder))
		return os.IsNotExist(err)
	}, 30*time.Second, 50*time.Millisecond, "the folder stays")
}
