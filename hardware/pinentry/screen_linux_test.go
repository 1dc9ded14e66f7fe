// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pinentry

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// real are the programs that are tried where they are installed.
var real = []string{"/usr/bin/pinentry-gtk-2", "/usr/bin/pinentry-qt", "/usr/bin/pinentry-gnome3"}

// onScreen runs a test for each of them, on a screen of its own that nobody sees.
func onScreen(t *testing.T, test func(ctx context.Context, t *testing.T, f finder, screen string)) {
	for _, path := range real {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if _, err := os.Stat(path); err != nil {
				t.Skip(err)
			}
			screen := startScreen(t)
			t.Setenv("DISPLAY", screen)
			t.Setenv("LANG", "C.UTF-8")
			ctx, end := context.WithTimeout(t.Context(), time.Minute)
			defer end()
			test(ctx, t, finder{[]string{path}, administrators, 20 * time.Second}, screen)
		})
	}
}

// startScreen starts an X server on a display that is free.
func startScreen(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
	number, said, err := os.Pipe()
	require.NoError(t, err)
	defer number.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{said}
	require.NoError(t, server.Start())
	said.Close()
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	line, err := bufio.NewReader(number).ReadString('\n')
	require.NoError(t, err, "the server did not start")
	return ":" + strings.TrimSpace(line)
}

// act does something in the window of the program, once it is there.
func act(ctx context.Context, screen string, do ...string) error {
	ctx, end := context.WithTimeout(ctx, 3*time.Second)
	defer end()
	window := []string{"search", "--sync", "--onlyvisible", "--class", "pinentry", "windowfocus", "--sync"}
	command := exec.CommandContext(ctx, "xdotool", append(window, do...)...)
	command.Env = append(os.Environ(), "DISPLAY="+screen)
	return command.Run()
}

// insist does it until ctx ends: a window that has just come may not listen yet,
// and one that has gone is complained of.
func insist(ctx context.Context, screen string, do ...string) {
	for ctx.Err() == nil {
		_ = act(ctx, screen, do...)
	}
}

var question = Dialog{Title: "Pidpys", Text: "Для сайту https://example.com\nАлмаз-1К <b>100%</b> A&B_C", Prompt: "PIN-код:", Error: "Спроба", OK: "Продовжити", Cancel: "Скасувати"}

func TestRealWindow(t *testing.T) {
	for name, test := range map[string]struct {
		do     []string
		secret string
		err    error
	}{
		"a PIN":     {[]string{"key", "ctrl+a", "type", "--args", "1", "--delay", "30", "12 %25_aZ", "key", "Return"}, "12 %25_aZ", nil},
		"nothing":   {[]string{"key", "Return"}, "", nil},
		"no answer": {[]string{"key", "Escape"}, "", ErrCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, func(ctx context.Context, t *testing.T, f finder, screen string) {
				go insist(ctx, screen, test.do...)
				secret, err := f.answer(ctx, question, "GETPIN")
				assert.ErrorIs(t, err, test.err)
				assert.Equal(t, test.secret, string(secret))
			})
		})
	}
}

func TestRealConfirmation(t *testing.T) {
	for name, test := range map[string]struct {
		key string
		err error
	}{"yes": {"Tab", nil}, "no": {"Escape", ErrCancelled}} {
		t.Run(name, func(t *testing.T) {
			onScreen(t, func(ctx context.Context, t *testing.T, f finder, screen string) {
				go insist(ctx, screen, "key", test.key, "key", "space")
				_, err := f.answer(ctx, question, "CONFIRM")
				assert.ErrorIs(t, err, test.err)
			})
		})
	}
}

// TestRealWindowGoes when nobody waits for an answer any more.
func TestRealWindowGoes(t *testing.T) {
	onScreen(t, func(ctx context.Context, t *testing.T, f finder, screen string) {
		ctx, end := context.WithCancel(ctx)
		go func() {
			for act(ctx, screen, "getwindowname") != nil && ctx.Err() == nil {
			}
			end()
		}()
		_, err := f.answer(ctx, question, "GETPIN")
		assert.ErrorIs(t, err, context.Canceled)
	})
}

// TestNoScreen: none of them may ask on a terminal.
func TestNoScreen(t *testing.T) {
	onScreen(t, func(ctx context.Context, t *testing.T, f finder, _ string) {
		t.Setenv("DISPLAY", "")
		_, err := f.answer(ctx, question, "GETPIN")
		assert.ErrorIs(t, err, ErrUnavailable)
	})
}
