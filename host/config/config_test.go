// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
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

// module is a path that is absolute here.
var module = map[bool]string{true: `C:\\token.dll`, false: "/opt/token.so"}[runtime.GOOS == "windows"]

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		admin, user string
		want        PINEntry
	}{
		"nobody":             {"", "", Window},
		"the user":           {"", `{"pin_entry": "native"}`, Native},
		"the administrator":  {`{"pin_entry": "native"}`, "", Native},
		"both":               {`{"pin_entry": "window"}`, `{"pin_entry": "native"}`, Window},
		"of something else":  {`{"modules": []}`, `{"pin_entry": "native"}`, Native},
		"nothing in a file":  {`{}`, `{}`, Window},
		"the admin's choice": {`{"pin_entry": "native"}`, `{"pin_entry": "window"}`, Native},
	} {
		got, err := read(written(t, c.admin), readOwn, written(t, c.user))
		require.NoError(t, err, name)
		assert.Equal(t, c.want, got.PINEntry, name)
	}
}

func TestReadModules(t *testing.T) {
	path := written(t, `{"modules": [
		{"name": "Наш токен", "path": "`+module+`", "readers": ["ACME Token"], "environment": {"SOFTHSM2_CONF": "/etc/softhsm2.conf"}},
		{"name": "Перевірка", "path": "`+module+`", "simulated": true}
	]}`)
	want := []Module{
		{Name: "Наш токен", Path: strings.ReplaceAll(module, `\\`, `\`), Readers: []string{"ACME Token"}, Environment: map[string]string{"SOFTHSM2_CONF": "/etc/softhsm2.conf"}},
		{Name: "Перевірка", Path: strings.ReplaceAll(module, `\\`, `\`), Simulated: true},
	}
	got, err := ReadModules(path)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	config, err := read(path, readOwn, "")
	require.NoError(t, err)
	assert.Equal(t, want, config.Modules)

	none, err := ReadModules(written(t, ""))
	require.NoError(t, err)
	assert.Empty(t, none)
}

// TestReadGoesOn with one file where the other is not in order, and says so.
func TestReadGoesOn(t *testing.T) {
	config, err := read(written(t, `{"pin_entry": "none"}`), readOwn, written(t, `{"pin_entry": "native"}`))
	assert.ErrorContains(t, err, `pin_entry is "none"`)
	assert.Equal(t, Config{PINEntry: Native}, config)

	config, err = read(written(t, `{"pin_entry": "native"}`), readOwn, written(t, `{"modules": []}`))
	assert.ErrorContains(t, err, "modules")
	assert.Equal(t, Config{PINEntry: Native}, config, "modules are the administrator's")
}

// TestReadForcedEntry: a slip among the modules does not undo where secrets are
// typed.
func TestReadForcedEntry(t *testing.T) {
	wish := written(t, `{"pin_entry": "window"}`)
	for text, want := range map[string]PINEntry{
		`{"pin_entry": "native", "modules": [{"path": "token.so"}]}`: Native,
		`{"modules": 1, "pin_entry": "native"}`:                      Native,
		`{"pin_entry": ["native"]}`:                                  Window,
		`{"pin_entry": "native"`:                                     Window,
		`{"modules": 1}`:                                             Window,
	} {
		config, err := read(written(t, text), readOwn, wish)
		assert.Error(t, err, text)
		assert.Equal(t, Config{PINEntry: want}, config, text)
	}
}

// TestReadOthersFile: what is not the administrator's is not followed.
func TestReadOthersFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes say nothing on Windows")
	}
	path := written(t, `{"pin_entry": "native"}`)
	require.NoError(t, os.Chmod(path, 0o666))
	config, err := read(path, ownership.Read, "")
	assert.ErrorIs(t, err, ownership.ErrUntrusted)
	assert.Equal(t, Config{PINEntry: Window}, config)
}

func TestPlaces(t *testing.T) {
	assert.True(t, filepath.IsAbs(AdminFile()))
	assert.Equal(t, "config.json", filepath.Base(AdminFile()))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(t.TempDir(), "settings"))
	assert.Equal(t, filepath.Join("pidpys", "config.json"), filepath.Join(filepath.Base(filepath.Dir(userFile())), filepath.Base(userFile())))
}

func TestReadOwnRefusesFolders(t *testing.T) {
	_, err := readOwn(t.TempDir(), maxFile)
	var refused *fs.PathError
	assert.ErrorAs(t, err, &refused)
}

func TestParseRefuses(t *testing.T) {
	with := func(member string) string {
		return `{"modules": [{"name": "Т", "path": "` + module + `"` + member + `}]}`
	}
	_, err := parse[adminSettings]([]byte(with("")))
	require.NoError(t, err)
	for what, text := range map[string]string{
		"nothing":                   "",
		"no object":                 `[]`,
		"something after":           `{} {}`,
		"an unknown member":         `{"pin-entry": "native"}`,
		"another place":             `{"pin_entry": "page"}`,
		"a number":                  `{"pin_entry": 1}`,
		"a module of nothing":       `{"modules": [{}]}`,
		"a module without a name":   `{"modules": [{"path": "` + module + `"}]}`,
		"a name that hides":         `{"modules": [{"name": "Т\u202e", "path": "` + module + `"}]}`,
		"a long name":               `{"modules": [{"name": "` + strings.Repeat("т", maxText+1) + `", "path": "` + module + `"}]}`,
		"a relative path":           `{"modules": [{"name": "Т", "path": "token.so"}]}`,
		"a path that turns":         `{"modules": [{"name": "Т", "path": "/opt/../tmp/token.so"}]}`,
		"a path with a NUL":         `{"modules": [{"name": "Т", "path": "/opt/token.so\u0000"}]}`,
		"an unknown member of it":   with(`, "pin": "1234"`),
		"an empty reader":           with(`, "readers": [""]`),
		"no name of a variable":     with(`, "environment": {"A=B": ""}`),
		"a value with a NUL":        with(`, "environment": {"A": "\u0000"}`),
		"a linker's variable":       with(`, "environment": {"LD_PRELOAD": "/tmp/evil.so"}`),
		"a linker's variable, dyld": with(`, "environment": {"DYLD_INSERT_LIBRARIES": "/tmp/evil.dylib"}`),
	} {
		_, err := parse[adminSettings]([]byte(text))
		assert.Error(t, err, what)
	}
	_, err = parse[adminSettings](make([]byte, maxFile+1))
	assert.ErrorContains(t, err, "octets")

	var many adminSettings
	for i := range maxModules + 1 {
		many.Modules = append(many.Modules, Module{Name: fmt.Sprint("Т ", i), Path: strings.ReplaceAll(module, `\\`, `\`)})
	}
	data, err := json.Marshal(many)
	require.NoError(t, err)
	_, err = parse[adminSettings](data)
	assert.ErrorContains(t, err, "modules")
}

// FuzzParse: what is read can be shown and loaded by an absolute path.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"pin_entry": "native", "modules": [{"name": "Т", "path": "/opt/token.so", "readers": ["A"], "environment": {"A": "b"}, "simulated": true}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parse[adminSettings](data)
		if err != nil {
			return
		}
		require.Contains(t, []PINEntry{"", Window, Native}, s.PINEntry)
		for _, m := range s.Modules {
			require.True(t, filepath.IsAbs(m.Path))
			require.NotEmpty(t, m.Name)
			require.NotContains(t, m.Environment, "LD_PRELOAD")
		}
	})
}
