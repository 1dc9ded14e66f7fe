// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/simulator/screen"
	"github.com/pidpys/pidpys/host/demo/browser"
)

// Addresses of the extension's own pages.
const (
	helpPath    = "/ui/help.html"
	optionsPath = "/ui/options.html"
)

// administered is what an administrator set for the hosts of a visit.
func administered(t *testing.T, settings map[string]any) func(*browser.Options) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.json")
	data, err := json.Marshal(settings)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return func(o *browser.Options) { o.Env = append(o.Env, "PIDPYS_DEMO_SETTINGS="+path) }
}

// answerable is a browser whose own questions can be answered: Chromium asks them
// on a display only.
func answerable(t *testing.T, name string) func(*browser.Options) {
	t.Helper()
	return func(o *browser.Options) {
		o.AnyCertificate = true
		if name == browser.Chromium {
			o.Visible = true
			o.Env = append(o.Env, "DISPLAY="+screen.New(t, "1366x768"))
		}
	}
}

// TestAddedCabinet is a cabinet that only the administrator named: no script runs
// there before the person gave leave, which our own page asks for.
func TestAddedCabinet(t *testing.T) {
	cabinet := httptest.NewTLSServer(labPages())
	defer cabinet.Close()
	origin := fmt.Sprintf("https://localhost:%d", cabinet.Listener.Addr().(*net.TCPAddr).Port)
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name, answerable(t, name), administered(t, map[string]any{
				"cabinets": []any{map[string]any{"origin": origin}},
			}))
			v.open(origin + "/lab.html")
			v.wait(v.page, "window.Pidpys")
			assert.Equal(t, "extension-missing", v.connects())

			menu := v.menu()
			v.wait(menu, "document.querySelector('#lacking').checkVisibility()")
			v.picture(menu, "menu")
			require.NoError(t, menu.Click(v.ctx, "#allow"))
			options, err := v.browser.Find(v.ctx, optionsPath)
			require.NoError(t, err)
			v.wait(options, "document.querySelector('#leave')?.checkVisibility()")
			v.picture(options, "asked")
			require.NoError(t, options.Click(v.ctx, "#allow"))
			require.NoError(t, v.browser.Agree(v.ctx, options))
			v.wait(options, "!document.querySelector('#leave').checkVisibility()")
			v.wait(options, "document.querySelector('#set-by').checkVisibility()")
			v.picture(options, "allowed")

			require.NoError(t, v.page.Front(v.ctx))
			v.do(v.page, "delete window.Pidpys; location.reload()")
			v.wait(v.page, "window.Pidpys")
			assert.Equal(t, "done", v.connects())
			v.picture(v.page, "served")
		})
	}
}

// TestSwitchedOff is a person whose administrator allows tokens alone, and has the
// system ask for PINs.
func TestSwitchedOff(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name, administered(t, map[string]any{"key_kinds": []string{"token"}, "pin_entry": "native"}))
			v.openCabinet()
			w := v.start("#sign-in")
			v.wait(w, "document.querySelector('#file-barred').checkVisibility() && document.querySelector('#cloud-barred').checkVisibility()")
			assert.Equal(t, "token", ask[string](v, w, "document.body.dataset.tab"))
			require.NoError(t, w.Poke(v.ctx, "#file-tab"))
			assert.Equal(t, "token", ask[string](v, w, "document.body.dataset.tab"))
			assert.NotEmpty(t, ask[string](v, w, "document.querySelector('#kind-barred').textContent"))
			v.picture(w, "tabs")
		})
	}
}

// TestHelpWithoutHost is an extension whose program nobody installed.
func TestHelpWithoutHost(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name, func(o *browser.Options) { o.Hosts = nil })
			v.openCabinet()
			require.NoError(t, v.menu().Move(v.ctx))
			page, err := v.browser.Find(v.ctx, "/ui/window.html?")
			require.NoError(t, err)
			w := &browser.Window{Page: page}
			code, err := w.Failure(v.ctx, "over")
			require.NoError(t, err)
			assert.Equal(t, "host-missing", code)
			v.picture(w, "window")
			require.NoError(t, w.Click(v.ctx, "#over-failure button"))
			help := v.help()
			v.wait(help, "document.querySelector('#state-failure').dataset.code === 'host-missing'")
			assert.NotEmpty(t, ask[string](v, help, "document.querySelector('#causes').textContent"))
			v.picture(help, "help")
			require.NoError(t, help.Evaluate(v.ctx, "chrome.tabs.setZoom(2)", nil))
			v.wait(help, "innerWidth < 800")
			assert.True(t, ask[bool](v, help, "document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "nothing is cut off at 200 %")
			v.picture(help, "help-200")
		})
	}
}

// connects is what becomes of the page's wish for a connection.
func (v *visit) connects() string {
	v.Helper()
	return ask[string](v, v.page, "codeOf(Pidpys.connect())")
}

// menu opens the extension's menu over the page.
func (v *visit) menu() *browser.Menu {
	v.Helper()
	m, err := browser.OpenMenu(v.ctx, v.browser, v.kit.Extension, v.page)
	require.NoError(v, err)
	return m
}

// help waits for the page of help.
func (v *visit) help() browser.Page {
	v.Helper()
	page, err := v.browser.Find(v.ctx, helpPath)
	require.NoError(v, err)
	v.wait(page, "document.querySelector('#state')?.textContent")
	return page
}
