// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package config

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// module is a path that is absolute here.
var module = map[bool]string{true: `C:\\token.dll`, false: "/opt/token.so"}[runtime.GOOS == "windows"]

func TestModules(t *testing.T) {
	got := ReadFrom(written(t, `{"modules": [
		{"name": "Наш токен", "path": "`+module+`", "readers": ["ACME Token"], "environment": {"SOFTHSM2_CONF": "/etc/softhsm2.conf"}},
		{"name": "Перевірка", "path": "`+module+`", "simulated": true}
	]}`))
	require.Empty(t, got.Faults)
	path := strings.ReplaceAll(module, `\\`, `\`)
	assert.Equal(t, []Module{
		{Name: "Наш токен", Path: path, Readers: []string{"ACME Token"}, Environment: map[string]string{"SOFTHSM2_CONF": "/etc/softhsm2.conf"}},
		{Name: "Перевірка", Path: path, Simulated: true},
	}, got.Modules)
}

func TestModulesRefused(t *testing.T) {
	with := func(member string) string { return `[{"name": "Т", "path": "` + module + `"` + member + `}]` }
	require.Empty(t, told(t, "", `{"modules": `+with("")+`}`).Faults)
	var many []Module
	for i := range maxModules + 1 {
		many = append(many, Module{Name: fmt.Sprint("Т ", i), Path: strings.ReplaceAll(module, `\\`, `\`)})
	}
	tooMany, err := json.Marshal(many)
	require.NoError(t, err)
	for what, text := range map[string]string{
		"a number":                  `1`,
		"a module of nothing":       `[{}]`,
		"a module without a name":   `[{"path": "` + module + `"}]`,
		"a name that hides":         `[{"name": "Т\u202e", "path": "` + module + `"}]`,
		"a long name":               `[{"name": "` + strings.Repeat("т", maxText+1) + `", "path": "` + module + `"}]`,
		"a relative path":           `[{"name": "Т", "path": "token.so"}]`,
		"a path that turns":         `[{"name": "Т", "path": "/opt/../tmp/token.so"}]`,
		"a path with a NUL":         `[{"name": "Т", "path": "/opt/token.so\u0000"}]`,
		"an unknown member of it":   with(`, "pin": "1234"`),
		"an empty reader":           with(`, "readers": [""]`),
		"no name of a variable":     with(`, "environment": {"A=B": ""}`),
		"a value with a NUL":        with(`, "environment": {"A": "\u0000"}`),
		"a linker's variable":       with(`, "environment": {"LD_PRELOAD": "/tmp/evil.so"}`),
		"a linker's variable, dyld": with(`, "environment": {"DYLD_INSERT_LIBRARIES": "/tmp/evil.dylib"}`),
		"too many":                  string(tooMany),
	} {
		got := told(t, "", `{"modules": `+text+`}`)
		assert.Equal(t, []string{"modules"}, faulty(got), what)
		assert.Empty(t, got.Modules, what)
	}
}
