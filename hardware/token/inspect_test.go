// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/hardware/token"
	"github.com/pidpys/pidpys/host/key"
)

// TestModules looks at files, and starts nothing: a module that would crash the
// worker is found well until it did so twice.
func TestModules(t *testing.T) {
	d := newDrawer(t)
	text := filepath.Join(t.TempDir(), "text.so")
	require.NoError(t, os.WriteFile(text, []byte("#!/bin/sh\n"), 0o755))
	absent := device.Module{ID: "absent", Name: "Немає", Paths: []string{"/nowhere/at/all.so"}}
	wrong := device.Module{ID: "wrong", Name: "Не те", Paths: []string{text}}
	s := newSource(t, d.module, absent, wrong)

	path := d.module.Paths[0]
	seen := s.Modules()
	require.Len(t, seen, 3)
	assert.Equal(t, token.Module{Name: d.module.Name, Path: path}, seen[0])
	assert.Equal(t, key.DriverMissing, seen[1].Trouble.Kind)
	assert.Equal(t, key.DriverRefused, seen[2].Trouble.Kind)
	assert.EqualValues(t, "not-library", seen[2].Trouble.Reason)
	assert.Zero(t, s.Workers())

	one := d.add(t, simulator.Spec{})
	s.Hurry()
	ref := only(t, s)
	require.NoError(t, one.Break(&simulator.Fault{On: "C_Sign", Kind: simulator.Abort}))
	for range 2 {
		store := open(t, s, ref)
		assert.Error(t, sign(t, signing(t, store)))
		require.NoError(t, store.Close())
	}
	aside := &key.Trouble{Kind: key.DriverCrashed, Device: d.module.Name, Path: path, Driver: d.module.ID}
	assert.Equal(t, aside, s.Modules()[0].Trouble)
}

func TestWorkerVersion(t *testing.T) {
	path, err := worker()
	require.NoError(t, err)
	version, err := token.WorkerVersion(t.Context(), path)
	require.NoError(t, err)
	assert.Equal(t, "devel", version)

	for name, script := range map[string]string{"fails": "exit 1", "chatters": "yes pidpys", "is silent": "sleep 100"} {
		t.Run(name, func(t *testing.T) {
			worker := filepath.Join(t.TempDir(), "worker")
			require.NoError(t, os.WriteFile(worker, []byte("#!/bin/sh\n"+script+"\n"), 0o755))
			ctx, end := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer end()
			_, err := token.WorkerVersion(ctx, worker)
			assert.Error(t, err)
		})
	}
	_, err = token.WorkerVersion(t.Context(), filepath.Join(t.TempDir(), "none"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
