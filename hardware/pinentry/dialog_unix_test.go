// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !darwin

package pinentry

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/ownership"
)

var dialog = Dialog{Title: "Pidpys", Text: "100%\nрядок", Prompt: "PIN:", Error: "!", OK: "OK", Cancel: "No"}

func TestAsk(t *testing.T) {
	secret, err := fake(t, "answers").answer(t.Context(), dialog, "GETPIN")
	require.NoError(t, err)
	assert.Equal(t, "пін%код", string(secret))
	secret, err = fake(t, "repeats").answer(t.Context(), dialog, "GETPIN")
	require.NoError(t, err)
	assert.Equal(t, dialog.Text, string(secret), "what is said arrives as it is")
}

func TestAskRefused(t *testing.T) {
	for manner, want := range map[string]error{
		"cancels":          ErrCancelled,
		"says no":          ErrCancelled,
		"loses the screen": ErrUnavailable,
		"a terminal's":     ErrUnavailable,
		"without a screen": ErrUnavailable,
		"garbage":          ErrUnavailable,
		"dies":             ErrUnavailable,
		"endless line":     ErrUnavailable,
		"endless comments": ErrUnavailable,
		"endless data":     ErrUnavailable,
	} {
		t.Run(manner, func(t *testing.T) {
			secret, err := fake(t, manner).answer(t.Context(), dialog, "GETPIN")
			assert.ErrorIs(t, err, want)
			assert.Nil(t, secret)
		})
	}
}

// TestHanging ends what hangs, and what that started.
func TestHanging(t *testing.T) {
	late := fake(t, "hangs")
	late.startTime = 200 * time.Millisecond
	_, err := late.answer(t.Context(), dialog, "GETPIN")
	assert.ErrorIs(t, err, ErrUnavailable)

	lock := filepath.Join(t.TempDir(), "lock")
	ctx, end := context.WithCancel(t.Context())
	defer end()
	go func() {
		defer end()
		assert.Eventually(t, func() bool { return locked(lock) }, 10*time.Second, time.Millisecond)
	}()
	_, err = fake(t, "waits").answer(ctx, Dialog{Text: lock}, "GETPIN")
	assert.ErrorIs(t, err, context.Canceled)
	assert.Eventually(t, func() bool { return !locked(lock) }, 10*time.Second, time.Millisecond)
}

// locked reports whether the process lives that holds the lock of a file.
func locked(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
}

// TestNextProgram is asked where one shows no window.
func TestNextProgram(t *testing.T) {
	f := fake(t, "a terminal's")
	f.programs = append(f.programs, filepath.Join(t.TempDir(), "absent"), fake(t, "answers").programs[0])
	f.admit = func(path string) (string, error) {
		_, err := os.Stat(path)
		return path, err
	}
	secret, err := f.answer(t.Context(), dialog, "GETPIN")
	require.NoError(t, err)
	assert.Equal(t, "пін%код", string(secret))

	f.programs = f.programs[1:2]
	_, err = f.answer(t.Context(), dialog, "GETPIN")
	assert.ErrorIs(t, err, ErrUnavailable)
	assert.ErrorContains(t, err, "not installed")
}

// TestSurroundings: a program learns nothing that could make it load what
// somebody else wrote, and finds no terminal.
func TestSurroundings(t *testing.T) {
	t.Setenv("DISPLAY", ":9")
	t.Setenv("GTK_MODULES", "evil")
	t.Setenv("QT_PLUGIN_PATH", "/tmp")
	t.Setenv("GPG_TTY", "/dev/pts/0")
	told, err := fake(t, "tells what it knows").answer(t.Context(), dialog, "GETPIN")
	require.NoError(t, err)
	assert.Contains(t, string(told), "DISPLAY=:9\n")
	for _, name := range []string{"GTK_MODULES", "QT_PLUGIN_PATH", "GPG_TTY", "LD_"} {
		assert.NotContains(t, string(told), name)
	}
	found, err := fake(t, "looks for a terminal").answer(t.Context(), dialog, "GETPIN")
	require.NoError(t, err)
	assert.Equal(t, "false", string(found))
}

// TestAdministrators: nobody else's program is asked, wherever a link to it lies.
func TestAdministrators(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pinentry")
	_, err := administrators(path)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"), 0o777))
	require.NoError(t, os.Chmod(path, 0o777))
	_, err = administrators(path)
	assert.ErrorIs(t, err, ownership.ErrUntrusted)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	_, err = administrators(link)
	assert.ErrorIs(t, err, ownership.ErrUntrusted)
}
