// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
)

// TestKnown: every method of pages' libraries is done or refused, and none both.
func TestKnown(t *testing.T) {
	for name := range refused {
		assert.NotContains(t, methods, name, "done and refused")
	}
	assert.Len(t, append(keysOf(methods), keysOf(refused)...), 330)
	var all map[string]any
	require.NoError(t, json.Unmarshal(interop.Read(t, "iit-protocol/methods.json"), &all))
	for name := range all {
		_, known := lookUp(name)
		assert.True(t, known, name)
	}
	for _, name := range append(keysOf(methods), keysOf(refused)...) {
		assert.Contains(t, all, name)
	}
}

func keysOf[T any](of map[string]T) (all []string) {
	for name := range of {
		all = append(all, name)
	}
	return all
}

// TestRefused: each refused method is told so, whatever its arguments and before
// anything was set up, and never with a success that pages would wait on.
func TestRefused(t *testing.T) {
	p := strangePage(t)
	for name := range refused {
		for _, params := range [][]any{nil, {"/etc/passwd"}, {mediaArg(1, 0), canary, bytesArg([]byte{1})}} {
			result, code, message := p.call(name, params...)
			assert.Equal(t, codeNotSupported, code, name)
			assert.Equal(t, "null", string(result), name)
			assert.NotEmpty(t, message, name)
		}
	}
	assert.Zero(t, p.desk.looks)
	assert.Empty(t, p.desk.opened)
}

// TestDangerous: what facts and reason forbid is not among what is done.
func TestDangerous(t *testing.T) {
	dangerous := regexp.MustCompile(`File(?:$|s$|Ctx|To|Sign|RSA|Ex|With|Transport|Crypto)|Folder|Destroy|Generate|Backup|ChangePr|ChangeSo|MediaPassword|MediaUserPassword|^DevCtx|^SCClient|HostInfo|InstallPath|StorageParameter|MakeNew|MakeDevice|ChangeOwn|ByAccessInfo|LDAPBy|^Session|XAdES`)
	for name := range methods {
		assert.NotRegexp(t, dangerous, name)
	}
}
