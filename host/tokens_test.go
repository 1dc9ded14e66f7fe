// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/host/config"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/prompt"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRows(t *testing.T) {
	added := []config.Module{
		{Name: "Алмаз", Path: "/opt/a.so", Readers: []string{"IIT"}},
		{Name: "Гряда", Path: "/opt/b.so", Environment: map[string]string{"A": "b"}, Simulated: true},
	}
	assert.Equal(t, []device.Module{
		{ID: "added-1", Name: "Алмаз", Form: key.FormToken, Paths: []string{"/opt/a.so"}, Readers: []string{"IIT"}},
		{ID: "added-2", Name: "Гряда", Form: key.FormModule, Paths: []string{"/opt/b.so"}, Environment: map[string]string{"A": "b"}, Simulated: true},
	}, rows(added))
	ids := map[string]bool{"added-1": true}
	for _, m := range device.Builtin() {
		assert.False(t, ids[m.ID], m.ID)
		ids[m.ID] = true
	}
}

// TestNeighbour: a link to the program is not beside the worker.
func TestNeighbour(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	folder, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	program := filepath.Join(folder, "pidpys")
	require.NoError(t, os.WriteFile(program, nil, 0o600))
	link := filepath.Join(t.TempDir(), "pidpys")
	require.NoError(t, os.Symlink(program, link))
	assert.Equal(t, filepath.Join(folder, "pidpys-token"), neighbour(program, "pidpys-token"))
	assert.Equal(t, filepath.Join(folder, "pidpys-token"), neighbour(link, "pidpys-token"))
}

func TestNative(t *testing.T) {
	assert.Nil(t, native(config.Window))
	assert.Equal(t, prompt.Native{Language: "uk", Site: "https://a.example"}, native(config.Native)("uk", "https://a.example"))
}
