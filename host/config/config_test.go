// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
	"github.com/pidpys/pidpys/host/registry"
)

// written is the path of a file with a text in it, of none if there is no text.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.json")
	if text != "" {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	return path
}

// told are the settings of a user's text and of administrators', the machine's
// before the domain's. Who writes none has no file.
func told(t *testing.T, texts ...string) Config {
	t.Helper()
	var layers []layer
	for i, text := range texts {
		l := layer{place: "config.json", user: i == 0}
		if text != "" {
			l.values, l.err = parse([]byte(text))
		}
		layers = append(layers, l)
	}
	return settled(layers...)
}

// faulty are the members that faults name.
func faulty(c Config) (names []string) {
	for _, fault := range c.Faults {
		names = append(names, fault.Member)
	}
	return names
}

// together are all faults as one error.
func together(c Config) error {
	var all []error
	for _, fault := range c.Faults {
		all = append(all, fault)
	}
	return errors.Join(all...)
}

func TestWhoDecides(t *testing.T) {
	for name, c := range map[string]struct {
		user, machine, domain string
		want                  PINEntry
		locked                []string
	}{
		"nobody":               {want: Window},
		"the user":             {user: `{"pin_entry": "native"}`, want: Native},
		"the administrator":    {machine: `{"pin_entry": "native"}`, want: Native, locked: []string{"pin_entry"}},
		"against the user":     {user: `{"pin_entry": "native"}`, machine: `{"pin_entry": "window"}`, want: Window, locked: []string{"pin_entry"}},
		"of something else":    {user: `{"pin_entry": "native"}`, machine: `{"modules": []}`, want: Native, locked: []string{"modules"}},
		"nothing in a file":    {user: `{}`, machine: `{}`, want: Window},
		"the domain's":         {machine: `{"pin_entry": "window"}`, domain: `{"pin_entry": "native"}`, want: Native, locked: []string{"pin_entry"}},
		"each its own":         {machine: `{"pin_entry": "native"}`, domain: `{"log_level": "debug"}`, want: Native, locked: []string{"pin_entry", "log_level"}},
		"the domain in vain":   {machine: `{"pin_entry": "native"}`, domain: `{"pin_entry": "page"}`, want: Native, locked: []string{"pin_entry"}},
		"both administrators'": {machine: `{"pin_entry": "page"}`, domain: `{"pin_entry": 1}`, user: `{"pin_entry": "native"}`, want: Native},
	} {
		got := told(t, c.user, c.machine, c.domain)
		assert.Equal(t, c.want, got.PINEntry, name)
		assert.Equal(t, c.locked, got.Locked, name)
	}
}

// TestEverything wants each member where it belongs.
func TestEverything(t *testing.T) {
	got := told(t, `{"log_level": "debug"}`, `{
		"authorities": [{"names": ["КНЕДП установи"], "cmp": "ca.local"}],
		"providers": [{"id": "ours", "title": "Сховище", "family": "csc2", "address": "https://sign.local/csc/v2", "client_id": "pidpys"}],
		"modules": [{"name": "Наш токен", "path": "`+module+`"}],
		"dialects": [{"origin": "https://old.local", "dialect": "iit", "tops": ["https://portal.local"], "hashes": true}],
		"cabinets": [{"origin": "https://cabinet.local", "tops": ["https://portal.local:8443"]}],
		"key_kinds": ["token", "tpm"],
		"log_level": "error",
		"pin_entry": "native"
	}`)
	require.Empty(t, got.Faults)
	assert.Equal(t, Config{
		PINEntry: Native, LogLevel: Error, KeyKinds: []KeyKind{TokenKeys, TPMKeys},
		Cabinets:    []Cabinet{{Origin: "https://cabinet.local", Tops: []string{"https://portal.local:8443"}}},
		Dialects:    []Dialect{{Origin: "https://old.local", Dialect: "iit", Tops: []string{"https://portal.local"}, Hashes: true}},
		Modules:     []Module{{Name: "Наш токен", Path: strings.ReplaceAll(module, `\\`, `\`)}},
		Providers:   registry.Providers{{ID: "ours", Title: "Сховище", Family: registry.CSC2, Address: "https://sign.local/csc/v2", ClientID: "pidpys"}},
		Authorities: []registry.Authority{{Names: []string{"КНЕДП установи"}, CMP: "ca.local", Private: true}},
		Locked:      []string{"pin_entry", "log_level", "key_kinds", "cabinets", "dialects", "modules", "providers", "authorities"},
	}, got)
}

func TestNothingSet(t *testing.T) {
	got := told(t, "")
	assert.Equal(t, Config{PINEntry: Window, LogLevel: Info}, got)
	for _, kind := range keyKinds {
		assert.True(t, got.Allows(kind), kind)
	}
}

// TestMembersStandByThemselves: a slip in one undoes no other.
func TestMembersStandByThemselves(t *testing.T) {
	for name, slip := range map[string]string{
		"log_level": `"all"`, "cabinets": `[{"origin": "https://*.local"}]`, "dialects": `{}`, "modules": `[{"path": "token.so"}]`,
		"providers": `[{"id": "../a"}]`, "authorities": `[{"cmp": "ca.local"}]`, "pin-entry": `"native"`, "Modules": `[]`,
	} {
		got := told(t, "", `{"`+name+`": `+slip+`, "pin_entry": "native"}`)
		assert.Equal(t, []string{name}, faulty(got))
		assert.Equal(t, []string{"pin_entry"}, got.Locked, name)
		assert.Equal(t, Native, got.PINEntry, name)
	}
	got := told(t, "", `{"log_level": "debug", "pin_entry": "native", "log_level": "error"}`)
	assert.ErrorIs(t, together(got), errTwice)
	assert.Equal(t, Config{PINEntry: Native, LogLevel: Info, Locked: []string{"pin_entry"}, Faults: got.Faults}, got)
}

func TestFaults(t *testing.T) {
	path := written(t, `{"pin_entry": "page", "colour\u202e": 1, "modules": null}`)
	got := ReadFrom(path)
	require.Len(t, got.Faults, 3)
	assert.EqualError(t, got.Faults[0], "config: "+path+`: pin_entry: "page" is none of "window", "native"`)
	assert.EqualError(t, got.Faults[1], "config: "+path+`: colour: there is no such setting`, "nothing of it hides")
	assert.EqualError(t, got.Faults[2], "config: "+path+`: modules: null is no value`)
	assert.ErrorIs(t, together(got), errUnknown)

	path = written(t, `{"pin_entry": "native"`)
	got = ReadFrom(path)
	require.Len(t, got.Faults, 1)
	assert.Equal(t, Fault{Place: path, Err: got.Faults[0].Err}, *got.Faults[0])
	assert.Equal(t, Window, got.PINEntry)
	assert.Equal(t, []string{"key_kinds"}, got.Locked)
}

func TestUsersSetLittle(t *testing.T) {
	got := told(t, `{"pin_entry": "native", "key_kinds": ["file"], "cabinets": [], "modules": [], "log_level": "warning"}`)
	assert.Equal(t, Native, got.PINEntry)
	assert.Equal(t, Warning, got.LogLevel)
	assert.Nil(t, got.KeyKinds)
	assert.Empty(t, got.Locked)
	assert.Equal(t, []string{"key_kinds", "cabinets", "modules"}, faulty(got))
	assert.ErrorIs(t, together(got), errAdmins)
}

// TestKeyKinds: what was to be forbidden stays so where another word is misspelt.
func TestKeyKinds(t *testing.T) {
	got := told(t, "", `{"key_kinds": ["token", "tmp", "token"]}`)
	assert.Equal(t, []KeyKind{TokenKeys}, got.KeyKinds)
	assert.Equal(t, []string{"key_kinds"}, got.Locked)
	assert.ErrorContains(t, together(got), `"tmp"`)
	assert.True(t, got.Allows(TokenKeys))
	assert.False(t, got.Allows(FileKeys))

	for _, none := range []string{`[]`, `["usb"]`} {
		got := told(t, "", `{"key_kinds": `+none+`}`)
		for _, kind := range keyKinds {
			assert.False(t, got.Allows(kind), none)
		}
	}
}

// TestFailsClosed: what an administrator may have forbidden is not allowed because
// nobody can read what they wrote.
func TestFailsClosed(t *testing.T) {
	for _, unreadable := range []string{`"token"`, `{}`, `[1]`, `null`, `["token"], "key_kinds": ["file"]`} {
		got := told(t, "", `{"pin_entry": "native", "key_kinds": `+unreadable+`}`)
		assert.Equal(t, []string{"key_kinds"}, faulty(got), unreadable)
		assert.Equal(t, []KeyKind{}, got.KeyKinds, unreadable)
		assert.Equal(t, []string{"pin_entry", "key_kinds"}, got.Locked, unreadable)
	}
	for _, broken := range []string{`{"key_kinds": ["token"]`, `{"modules": [],}`, "\xff\xfe{\x00}\x00", strings.Repeat(" ", maxPlace+1)} {
		got := settled(inFile(written(t, broken), ownership.ReadAnybodys, false))
		require.Len(t, got.Faults, 1)
		assert.Equal(t, []KeyKind{}, got.KeyKinds, broken)
		assert.Equal(t, []string{"key_kinds"}, got.Locked, broken)
	}
	domain := layer{values: []value{{member: "key_kinds", json: []byte(`["tpm"]`)}}}
	assert.Equal(t, []KeyKind{TPMKeys}, settled(inFile(written(t, "{"), ownership.ReadAnybodys, false), domain).KeyKinds, "who goes before the file says what it is")

	for reason, allowed := range map[error]bool{
		fs.ErrPermission:       runtime.GOOS == "windows", // where others can bring that about
		ownership.ErrTooLong:   false,
		ownership.ErrUntrusted: true, // anybody could have written it
		fs.ErrNotExist:         true,
	} {
		unread := func(string, int64) ([]byte, error) { return nil, reason }
		assert.Equal(t, allowed, settled(inFile("config.json", unread, false)).Allows(FileKeys), reason)
	}
}

// TestUsersForbidNothing: neither by what they write nor by what they break.
func TestUsersForbidNothing(t *testing.T) {
	for _, text := range []string{`{`, `{"key_kinds": []}`, `{"key_kinds": 1}`} {
		got := settled(inFile(written(t, text), ownership.ReadAnybodys, true))
		assert.Len(t, got.Faults, 1, text)
		assert.Nil(t, got.KeyKinds, text)
		assert.Empty(t, got.Locked, text)
	}
}

// TestOthersFile: what is not the administrator's is not followed.
func TestOthersFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes say nothing on Windows")
	}
	path := written(t, `{"pin_entry": "native"}`)
	require.NoError(t, os.Chmod(path, 0o666))
	got := settled(inFile(path, ownership.Read, false))
	assert.ErrorIs(t, together(got), ownership.ErrUntrusted)
	assert.Equal(t, Window, got.PINEntry)
}

func TestPlaces(t *testing.T) {
	assert.True(t, filepath.IsAbs(AdminFile()))
	assert.Equal(t, "config.json", filepath.Base(AdminFile()))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(t.TempDir(), "settings"))
	assert.Equal(t, filepath.Join("pidpys", "config.json"), filepath.Join(filepath.Base(filepath.Dir(userFile())), filepath.Base(userFile())))
	assert.Zero(t, inFile("", ownership.ReadAnybodys, false))
}

func TestParse(t *testing.T) {
	values, err := parse([]byte("\xef\xbb\xbf{\"pin_entry\": \"native\"}\r\n"))
	require.NoError(t, err, "Windows Notepad")
	assert.Equal(t, []value{{member: "pin_entry", json: []byte(`"native"`)}}, values)
	for what, text := range map[string]string{
		"nothing": "", "no object": `[]`, "something after": `{} {}`, "no end": `{"pin_entry": "native"`, "UTF-16": "\xff\xfe{\x00}\x00",
	} {
		_, err := parse([]byte(text))
		assert.Error(t, err, what)
	}
}

// FuzzParse: whatever is written, what is in force is fit to be so, and what is
// not is told.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"pin_entry": "native", "modules": [{"name": "Т", "path": "/opt/token.so", "readers": ["A"], "environment": {"A": "b"}, "simulated": true}]}`))
	f.Add([]byte(`{"key_kinds": ["file", "usb"], "cabinets": [{"origin": "https://a.local", "tops": ["https://b.local:1"]}], "dialects": [{"origin": "https://a.local", "dialect": "iit", "tops": ["https://b.local"], "hashes": true}]}`))
	f.Add([]byte(`{"log_level": "debug", "log_level": "info", "providers": [{"id": "a"}], "authorities": [{"names": ["Н"]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		values, err := parse(data)
		c := settled(layer{place: "file", values: values, err: err})
		require.Equal(t, err != nil, len(c.Faults) == 1 && c.Faults[0].Member == "" && errors.Is(c.Faults[0], err))
		require.Contains(t, []PINEntry{Window, Native}, c.PINEntry)
		require.Contains(t, []LogLevel{Error, Warning, Info, Debug}, c.LogLevel)
		require.Subset(t, keyKinds, c.KeyKinds)
		for _, cabinet := range c.Cabinets {
			for _, origin := range append(cabinet.Tops, cabinet.Origin) {
				require.True(t, browsersWrite(origin), origin)
			}
		}
		for _, m := range c.Modules {
			require.True(t, filepath.IsAbs(m.Path))
			require.NotEmpty(t, m.Name)
			require.NotContains(t, m.Environment, "LD_PRELOAD")
		}
		for _, p := range c.Providers {
			require.True(t, strings.HasPrefix(p.URL(), "https://"))
		}
	})
}
