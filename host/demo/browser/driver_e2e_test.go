// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package browser_test

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

const page = `<!doctype html><meta charset="utf-8"><title>t</title>
<button id="press" disabled>press</button><input id="text"><input id="file" type="file" hidden multiple><button id="save">save</button>
<script>
press.onclick = (e) => { press.textContent = "trusted: " + e.isTrusted }
text.onkeydown = (e) => { if (e.key === "Enter") document.title = "entered " + e.isTrusted }
save.onclick = () => Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob(["saved"])), download: "saved.txt" }).click()
setTimeout(() => { press.disabled = false }, 300)
</script>`

// TestDriver asks the same of every driver, so that a flow written once runs
// in both browsers.
func TestDriver(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, page)
	}))
	defer server.Close()
	for _, name := range []string{browser.Chromium, browser.Firefox} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			options := browser.Options{Dir: t.TempDir()}
			b, err := browser.Launch(t.Context(), name, options)
			if missing := new(browser.MissingError); errors.As(err, &missing) && os.Getenv("CI") == "" {
				t.Skip(err)
			}
			require.NoError(t, err)
			defer func() {
				require.NoError(t, b.Close())
				<-b.Done()
			}()

			p, err := b.Open(ctx, server.URL+"/one")
			require.NoError(t, err)
			var sum int
			require.NoError(t, p.Evaluate(ctx, "Promise.resolve(1 + 2)", &sum))
			assert.Equal(t, 3, sum)
			assert.Error(t, p.Evaluate(ctx, "nothing.here", nil))

			require.NoError(t, p.Click(ctx, "#press"), "it waits until the button is enabled")
			require.NoError(t, browser.Wait(ctx, p, `press.textContent === "trusted: true"`))

			require.NoError(t, p.Evaluate(ctx, `void (press.textContent = "again")`, nil))
			require.NoError(t, p.Poke(ctx, "#press"))
			require.NoError(t, browser.Wait(ctx, p, `press.textContent === "trusted: true"`))

			require.NoError(t, p.Type(ctx, "#text", "Ключ 1!\n"))
			var text string
			require.NoError(t, p.Evaluate(ctx, "text.value", &text))
			assert.Equal(t, "Ключ 1!", text)
			require.NoError(t, browser.Wait(ctx, p, `document.title === "entered true"`))

			require.NoError(t, p.Evaluate(ctx, `void (document.title = "")`, nil))
			require.NoError(t, p.Press(ctx, browser.Enter))
			require.NoError(t, browser.Wait(ctx, p, `document.title === "entered true"`))

			dir := t.TempDir()
			one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
			require.NoError(t, os.WriteFile(one, []byte("1"), 0o600))
			require.NoError(t, os.WriteFile(two, []byte("2"), 0o600))
			require.NoError(t, p.SetFiles(ctx, "#file", one, two))
			var names []string
			require.NoError(t, p.Evaluate(ctx, "[...file.files].map((f) => f.name)", &names))
			assert.Equal(t, []string{"one", "two"}, names)

			require.NoError(t, p.Click(ctx, "#save"))
			require.Eventually(t, func() bool {
				saved, err := os.ReadFile(filepath.Join(options.Dir, browser.Downloads, "saved.txt"))
				return err == nil && string(saved) == "saved"
			}, 10*time.Second, 25*time.Millisecond)

			shot, err := p.Screenshot(ctx)
			require.NoError(t, err)
			_, err = png.Decode(bytes.NewReader(shot))
			require.NoError(t, err)

			require.NoError(t, p.Evaluate(ctx, `void window.open("/popup", "_blank", "popup,width=480,height=600")`, nil))
			popup, err := b.Find(ctx, "/popup")
			require.NoError(t, err)
			require.NoError(t, popup.Close(ctx))
			require.Eventually(t, func() bool {
				addresses, err := b.Addresses(ctx)
				return err == nil && !slices.Contains(addresses, server.URL+"/popup")
			}, 10*time.Second, 25*time.Millisecond, "the popup is closed")

			short, end := context.WithTimeout(ctx, 50*time.Millisecond)
			defer end()
			assert.ErrorIs(t, browser.Wait(short, p, "false"), context.DeadlineExceeded)
		})
	}
}
