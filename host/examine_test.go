// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestExamines: a host that a browser started tells the extension what is not in
// place, and the command line the same, without saying where the person's folder
// is.
func TestExamines(t *testing.T) {
	h := start(t, ownCaller)
	h.say(t, `{"id":"1","method":"hello","params":{"version":"1","protocol":1,"language":"en","browser":"b"},"role":"extension"}`)
	require.Contains(t, h.hear(t), "result")
	h.say(t, `{"id":"2","method":"examine","params":{"offline":true},"role":"extension"}`)
	answer := h.hear(t)
	require.Contains(t, answer, "result")
	assert.Empty(t, h.ends(t, 0))

	command := exec.Command(os.Args[0], "doctor", "--offline", "--json")
	command.Args[0], command.Env = "pidpys", append(h.cmd.Env, "LANG=en_US.UTF-8", "LC_ALL=")
	said, err := command.Output()
	require.NotEmpty(t, said, err)
	var told map[string]any
	require.NoError(t, json.Unmarshal(said, &told))
	checks := func(result any) (names []any) {
		for _, finding := range result.(map[string]any)["findings"].([]any) {
			names = append(names, finding.(map[string]any)["check"])
		}
		return names
	}
	assert.Equal(t, checks(answer["result"]), checks(told))
	assert.Contains(t, checks(told), "clock-skipped")
	assert.NotContains(t, string(said), h.state)
}

// TestUnpacked: only a folder that has an extension in it is named.
func TestUnpacked(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "extension"), 0o755))
	assert.NotEqual(t, filepath.Join(folder, "extension"), unpacked(folder))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "extension", "manifest.json"), []byte("{}"), 0o644))
	assert.Equal(t, filepath.Join(folder, "extension"), unpacked(folder))
}
