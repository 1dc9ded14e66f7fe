// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux

package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/wire"
)

// forMusl builds the program for systems whose C library is musl: no other than
// the loader that it asks for is another one.
func forMusl(t *testing.T, loader string, environment ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pidpys-token")
	build := exec.Command("go", "build", "-ldflags", "-I "+loader, "-o", path, ".")
	build.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS="), environment...)
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

// TestMusl runs it with musl's loader and modules for musl.
func TestMusl(t *testing.T) {
	loaders, _ := filepath.Glob("/lib/ld-musl-*.so.1")
	compiler, err := exec.LookPath("musl-gcc")
	if len(loaders) == 0 || err != nil {
		t.Skip("musl is not on this machine")
	}
	path := forMusl(t, loaders[0])
	folder := t.TempDir()
	module := func(fault string) string {
		path := filepath.Join(folder, fault+".so")
		out, err := exec.Command(compiler, "-shared", "-fPIC", "-DFAULT="+fault, "-o", path, "testdata/bad.c").CombinedOutput()
		require.NoError(t, err, string(out))
		return path
	}
	c := launch(t, path, nil)
	c.loads(t, module("print"))
	var tokens []wire.Token
	_, failed := c.ask(t, wire.CallTokens, nil, "", &tokens)
	require.Nil(t, failed)
	require.NoError(t, c.in.Close())
	assert.True(t, c.ends(t).Success())

	c = launch(t, path, nil)
	c.loads(t, module("segv"))
	c.send(t, wire.CallTokens, nil, "")
	_, err = wire.ReadResponse(c.out)
	assert.Error(t, err)
	assert.False(t, c.ends(t).Success())
}

// TestNeedsNoVersion wants no version of a C library to be asked for, so that every
// one of the last twenty years will do, and the right loader on every processor.
func TestNeedsNoVersion(t *testing.T) {
	shipped, err := program()
	require.NoError(t, err)
	for path, loader := range map[string]string{
		shipped: "/ld-linux",
		forMusl(t, "/lib/ld-musl-aarch64.so.1", "GOARCH=arm64"): "/lib/ld-musl-aarch64.so.1",
	} {
		file, err := elf.Open(path)
		require.NoError(t, err)
		defer file.Close()
		symbols, err := file.ImportedSymbols()
		require.NoError(t, err)
		assert.NotEmpty(t, symbols)
		for _, s := range symbols {
			assert.Empty(t, s.Version, s.Name)
		}
		interpreter := make([]byte, file.Section(".interp").Size)
		_, err = file.Section(".interp").ReadAt(interpreter, 0)
		require.NoError(t, err)
		assert.Contains(t, strings.TrimRight(string(interpreter), "\x00"), loader)
	}
}
