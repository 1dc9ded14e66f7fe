// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux

package main

import (
	"debug/elf"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/wire"
)

// forMusl are flags to build for systems whose C library is musl: nothing but the
// loader that the program asks for is another.
func forMusl(loader string) string { return "-ldflags=-I " + loader }

// TestMusl runs it with musl's loader and modules for musl.
func TestMusl(t *testing.T) {
	loaders, _ := filepath.Glob("/lib/ld-musl-*.so.1")
	compiler, err := exec.LookPath("musl-gcc")
	if len(loaders) == 0 || err != nil {
		t.Skip("musl is not on this machine")
	}
	path := buildFor(t, "linux", runtime.GOARCH, forMusl(loaders[0]))
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
		shipped:                       "/ld-linux",
		buildFor(t, "linux", "arm64"): "/lib/ld-linux-aarch64.so.1",
		buildFor(t, "linux", "arm64", forMusl("/lib/ld-musl-aarch64.so.1")): "/lib/ld-musl-aarch64.so.1",
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
