// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package browser_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// withButton is an extension that opens a small window whenever its button is
// pressed, named by the tab over which that was.
var withButton = map[string]string{
	"manifest.json": `{"manifest_version": 3, "name": "t", "version": "1", "action": {},
		"background": {"service_worker": "background.js", "scripts": ["background.js"]},
		"browser_specific_settings": {"gecko": {"id": "T@example.org"}}}`,
	"background.js": `let times = 0;
		chrome.action.onClicked.addListener(({ id }) => chrome.windows.create({ url: "/pressed.html?" + ++times + "over" + id, type: "popup" }))`,
	"pressed.html": "<!doctype html>",
}

// TestButton presses it as soon as the browser has started, and again while what
// it opened lies in front.
func TestButton(t *testing.T) {
	extension := t.TempDir()
	for name, content := range withButton {
		require.NoError(t, os.WriteFile(filepath.Join(extension, name), []byte(content), 0o600))
	}
	for _, name := range []string{browser.Chromium, browser.Firefox} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			b, err := browser.Launch(t.Context(), name, browser.Options{Dir: t.TempDir(), Extensions: []string{extension}})
			if missing := new(browser.MissingError); errors.As(err, &missing) && os.Getenv("CI") == "" {
				t.Skip(err)
			}
			require.NoError(t, err)
			defer func() {
				require.NoError(t, b.Close())
				<-b.Done()
			}()
			for _, address := range []string{"pressed.html?1over", "pressed.html?2over"} {
				require.NoError(t, b.PressButton(ctx, extension))
				_, err := b.Find(ctx, address)
				require.NoError(t, err)
			}
			assert.Error(t, b.PressButton(ctx, t.TempDir()), "another extension")
		})
	}
}
