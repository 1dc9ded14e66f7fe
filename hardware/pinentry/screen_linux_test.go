// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pinentry

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/hardware/simulator/screen"
)

// real are the programs that are tried where they are installed.
var real = []string{"/usr/bin/pinentry-gtk-2", "/usr/bin/pinentry-qt", "/usr/bin/pinentry-gnome3"}

// onScreen runs a test for each of them, on a screen of its own that nobody sees.
func onScreen(t *testing.T, test func(ctx context.Context, t *testing.T, f finder, display string)) {
	for _, path := range real {
		t.Run(filepath.Base(path), func(t *testing.T) {
			if _, err := os.Stat(path); err != nil {
				t.Skip(err)
			}
			display := screen.New(t, "800x600")
			t.Setenv("DISPLAY", display)
			t.Setenv("LANG", "C.UTF-8")
			ctx, end := context.WithTimeout(t.Context(), time.Minute)
			defer end()
			test(ctx, t, finder{[]string{path}, administrators, 20 * time.Second}, display)
		})
	}
}

// act does something in the window of the program, once it is there.
func act(ctx context.Context, display string, do ...string) error {
	ctx, end := context.WithTimeout(ctx, 3*time.Second)
	defer end()
	window := []string{"search", "--sync", "--onlyvisible", "--class", "pinentry", "windowfocus", "--sync"}
	return screen.Do(ctx, display, append(window, do...)...)
}

// insist does it until ctx ends: a window that has just come may not listen yet,
// and one that has gone is complained of.
func insist(ctx context.Context, display string, do ...string) {
	for ctx.Err() == nil {
		_ = act(ctx, display, do...)
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
			onScreen(t, func(ctx context.Context, t *testing.T, f finder, display string) {
				go insist(ctx, display, test.do...)
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
			onScreen(t, func(ctx context.Context, t *testing.T, f finder, display string) {
				go insist(ctx, display, "key", test.key, "key", "space")
				_, err := f.answer(ctx, question, "CONFIRM")
				assert.ErrorIs(t, err, test.err)
			})
		})
	}
}

// TestRealWindowGoes when nobody waits for an answer any more.
func TestRealWindowGoes(t *testing.T) {
	onScreen(t, func(ctx context.Context, t *testing.T, f finder, display string) {
		ctx, end := context.WithCancel(ctx)
		go func() {
			for act(ctx, display, "getwindowname") != nil && ctx.Err() == nil {
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
