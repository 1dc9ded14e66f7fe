// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build linux

package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/wire"
)

// compile makes a shared library.
func compile(t testing.TB, folder, name string, args ...string) string {
	t.Helper()
	compiler, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("there is no C compiler")
	}
	path := filepath.Join(folder, name)
	cmd := exec.Command(compiler, append([]string{"-shared", "-fPIC", "-o", path}, args...)...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

// bad compiles the module that does one thing wrong.
func bad(t testing.TB, fault string) string {
	t.Helper()
	require.FileExists(t, "testdata/bad.c")
	return compile(t, t.TempDir(), fault+".so", "-DFAULT="+fault, "testdata/bad.c")
}

// TestCrashes wants a module that ends its process in any way to end the worker
// only, without an answer.
func TestCrashes(t *testing.T) {
	for _, fault := range []string{"segv", "abortion", "ending", "heap"} {
		t.Run(fault, func(t *testing.T) {
			c := start(t, nil)
			c.loads(t, bad(t, fault))
			c.send(t, wire.CallTokens, nil, "")
			_, err := wire.ReadResponse(c.out)
			assert.Error(t, err)
			assert.False(t, c.ends(t).Success())
		})
	}
}

// TestHangs wants the worker to end with its input while the module hangs.
func TestHangs(t *testing.T) {
	c := start(t, nil)
	c.loads(t, bad(t, "hang"))
	c.send(t, wire.CallTokens, nil, "")
	require.NoError(t, c.in.Close())
	_, err := wire.ReadResponse(c.out)
	assert.Error(t, err)
	assert.Equal(t, 1, c.ends(t).ExitCode())
}

// TestClings wants the worker to end although the module does not let go of its
// devices, also when it is the one who ends: here because nobody reads answers.
func TestClings(t *testing.T) {
	c := start(t, nil)
	c.loads(t, bad(t, "clinging"))
	require.NoError(t, c.out.(io.Closer).Close())
	c.send(t, wire.CallTokens, nil, "")
	assert.Equal(t, 1, c.ends(t).ExitCode())
}

// TestPrints wants what a module prints, or writes to standard files, to be
// nowhere in the answers.
func TestPrints(t *testing.T) {
	for _, fault := range []string{"print", "loud_load"} {
		c := start(t, nil)
		c.loads(t, bad(t, fault))
		for range 3 {
			var tokens []wire.Token
			_, failed := c.ask(t, wire.CallTokens, nil, "", &tokens)
			require.Nil(t, failed)
			assert.Empty(t, tokens)
		}
		require.NoError(t, c.in.Close())
		assert.True(t, c.ends(t).Success())
	}
}

// TestNonsense wants neither memory for a list that nobody has, nor a call of a
// function that is not there.
func TestNonsense(t *testing.T) {
	c := start(t, nil)
	c.loads(t, bad(t, "countless"))
	_, failed := c.ask(t, wire.CallTokens, nil, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, wire.Invalid, failed.Kind)

	c = start(t, nil)
	c.loads(t, bad(t, "incomplete"))
	_, failed = c.ask(t, wire.CallObjects, wire.At{Slot: 0}, "", nil)
	require.NotNil(t, failed)
	assert.Equal(t, &wire.Error{Kind: wire.Returned, Function: "C_GetTokenInfo", RV: cryptoki.FunctionNotSupported}, failed)

	c = start(t, nil)
	c.loads(t, bad(t, "wide"))
	_, failed = c.ask(t, wire.CallTokens, nil, "", nil)
	require.NotNil(t, failed, "the lower half of what it returned is CKR_OK")
	assert.Equal(t, "C_GetSlotList", failed.Function)
}

// TestOldList wants nothing to be read beyond the list of the oldest version.
func TestOldList(t *testing.T) {
	c := start(t, nil)
	c.loads(t, bad(t, "old"))
}

func TestFilled(t *testing.T) {
	memory := []byte("secret and what is left of it")
	secret, err := filled(memory, 6, nil)
	require.NoError(t, err)
	assert.Equal(t, "secret", string(secret))
	assert.Equal(t, 6, cap(secret))
	assert.Equal(t, make([]byte, len(memory)-6), memory[6:])

	for name, c := range map[string]struct {
		length uint64
		err    error
	}{
		"more than there is":         {7, nil},
		"CK_UNAVAILABLE_INFORMATION": {^uint64(0), nil},
		"a failed call":              {3, invalid("")},
	} {
		memory := []byte("secret")
		_, err := filled(memory, c.length, c.err)
		assert.Error(t, err, name)
		assert.Equal(t, make([]byte, 6), memory, name)
	}
}

func TestInitialize(t *testing.T) {
	c := start(t, nil)
	loaded := c.loads(t, bad(t, "no_locks"))
	assert.Equal(t, "\uFFFD", loaded.Manufacturer, "valid UTF-8 whatever a module says")

	for fault, want := range map[string]wire.Error{
		"no_init":    {Kind: wire.Returned, Function: "C_Initialize", RV: cryptoki.DeviceError},
		"list_error": {Kind: wire.Returned, Function: "C_GetFunctionList", RV: cryptoki.GeneralError},
		"no_list":    {Kind: wire.Refused, Reason: "no-pkcs11", Detail: "it gives no list of functions"},
	} {
		c := start(t, nil)
		_, failed := c.ask(t, wire.CallLoad, wire.Load{Path: bad(t, fault), User: true}, "", nil)
		assert.Equal(t, &want, failed, fault)
	}
}

// TestRefused names the true reason for every module that is not loaded.
func TestRefused(t *testing.T) {
	folder := t.TempDir()
	module := bad(t, "none")
	writable := filepath.Join(folder, "writable")
	require.NoError(t, os.Mkdir(writable, 0o777))
	require.NoError(t, os.Chmod(writable, 0o777))
	link := filepath.Join(folder, "link.so")
	require.NoError(t, os.Symlink(module, link))
	text := filepath.Join(folder, "text.so")
	require.NoError(t, os.WriteFile(text, []byte("/* GNU ld script */\n"), 0o644))
	empty := filepath.Join(folder, "empty.c")
	require.NoError(t, os.WriteFile(empty, []byte("int other(void) { return 0; }\n"), 0o644))
	other := compile(t, folder, "libother.so", empty)
	lacking := compile(t, folder, "lacking.so", "-DFAULT=none", "-Wl,--no-as-needed", "testdata/bad.c", other)
	require.NoError(t, os.Rename(other, filepath.Join(folder, "elsewhere.so")))
	for what, c := range map[string]struct {
		path   string
		user   bool
		reason string
	}{
		"a name":                      {"module.so", true, "relative"},
		"a link":                      {link, true, "link"},
		"a folder that all may write": {compile(t, writable, "module.so", "-DFAULT=none", "testdata/bad.c"), true, "writable"},
		"in a temporary folder":       {module, false, "writable"},
		"a folder":                    {folder, true, "not-library"},
		"a text":                      {text, true, "not-library"},
		"a program":                   {"/usr/bin/env", true, "not-library"},
		"no module of PKCS #11":       {filepath.Join(folder, "elsewhere.so"), true, "no-pkcs11"},
		"a library that it needs":     {lacking, true, "lacking"},
		"nothing":                     {filepath.Join(folder, "absent.so"), true, "loading"},
	} {
		t.Run(what, func(t *testing.T) {
			worker := start(t, nil)
			_, failed := worker.ask(t, wire.CallLoad, wire.Load{Path: c.path, User: c.user}, "", nil)
			require.NotNil(t, failed)
			assert.Equal(t, wire.Refused, failed.Kind)
			assert.Equal(t, c.reason, failed.Reason, failed.Detail)
			_, failed = worker.ask(t, wire.CallTokens, nil, "", nil)
			require.NotNil(t, failed, "nothing was loaded")
			_, failed = worker.ask(t, wire.CallLoad, wire.Load{Path: module, User: true}, "", nil)
			require.NotNil(t, failed, "nor is anything else")
		})
	}
}

// TestSibling wants a module to find the library beside it that it needs, as
// those of vendors do by $ORIGIN.
func TestSibling(t *testing.T) {
	folder := t.TempDir()
	source := filepath.Join(folder, "sibling.c")
	require.NoError(t, os.WriteFile(source, []byte("int sibling(void) { return 0; }\n"), 0o644))
	sibling := compile(t, folder, "libsibling.so", source)
	module := compile(t, folder, "module.so", "-DFAULT=none", "-Wl,--no-as-needed", "-Wl,-rpath,$ORIGIN", "testdata/bad.c", "-L"+folder, "-lsibling")
	require.FileExists(t, sibling)
	start(t, nil).loads(t, module)
}

// TestExecutableStack wants such a module to load where the system allows it,
// and to be refused for that reason where not.
func TestExecutableStack(t *testing.T) {
	module := compile(t, t.TempDir(), "stack.so", "-DFAULT=none", "-Wl,-z,execstack", "testdata/bad.c")
	_, failed := start(t, nil).ask(t, wire.CallLoad, wire.Load{Path: module, User: true}, "", nil)
	if failed != nil {
		assert.Equal(t, "exec-stack", failed.Reason, failed.Detail)
	}
}

// TestBuildWithC wants the program to work as well if whoever builds it has cgo
// enabled.
func TestBuildWithC(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pidpys-token")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=1", "GOFLAGS=")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	module, folder, _ := inserted(t, national())
	c := launch(t, path, map[string]string{simulator.Folder: folder})
	c.loads(t, module)
	token := c.token(t, "Носій")
	key := c.dstu(t, token.At)
	assert.Nil(t, c.signs(t, wire.Sign{At: token.At, Handle: key.Handle, Mechanism: cryptoki.DSTU4145, Inputs: digests})[0].Error)
}
