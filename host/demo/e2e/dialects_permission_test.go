// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"net"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// answered is whether a page finds what it looks for before it speaks with another
// program.
const answered = `document.querySelectorAll("object[class*='jffafkigfgmjafhpkoibhfefeaebmccg'], object[class='eusw@iit.com.ua']").length === 1`

// TestBrowserIsAsked is a site of which the extension knows nothing: a press in the
// menu has the browser ask, and only then does a script of ours run there.
func TestBrowserIsAsked(t *testing.T) {
	inDialects(t)
	site := httptest.NewTLSServer(labPages())
	defer site.Close()
	origin := fmt.Sprintf("https://localhost:%d", site.Listener.Addr().(*net.TCPAddr).Port)
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := begin(t, name, answerable(t, name))
			v.open(origin + "/lab.html")
			v.wait(v.page, "window.Pidpys && !("+answered+")")

			menu := v.menuOfUnknown(name)
			v.wait(menu, "document.querySelector('#on').checkVisibility()")
			v.picture(menu, "off")
			require.NoError(t, menu.SwitchOn(v.ctx))
			require.NoError(t, v.browser.Agree(v.ctx, menu))
			v.wait(menu, "document.querySelector('#off').checkVisibility()")
			v.picture(menu, "on")
			v.wait(v.page, answered)

			require.NoError(t, menu.SwitchOff(v.ctx))
			v.wait(menu, "!document.querySelector('#off').checkVisibility()")
			v.wait(v.page, "document.readyState === 'complete' && !("+answered+")")
		})
	}
}

// menuOfUnknown is the menu over a page that the extension may not even know the
// address of, unless its button is pressed there. It is shown in a tab, for on a
// display the tools that Chromium opens beside a menu take the keyboard from it.
func (v *visit) menuOfUnknown(name string) *browser.Menu {
	v.Helper()
	require.NoError(v, v.browser.PressButton(v.ctx, v.kit.Extension))
	if name == browser.Firefox {
		return v.menu()
	}
	popup, err := v.browser.Find(v.ctx, "/ui/menu.html")
	require.NoError(v, err)
	v.wait(popup, "document.querySelector('#switch').checkVisibility()")
	address := ask[string](v, popup, "chrome.tabs.query({active: true, currentWindow: true}).then(([{id}]) => location.href + '?tab=' + id)")
	tools, err := v.browser.Find(v.ctx, "devtools://")
	require.NoError(v, err)
	require.NoError(v, tools.Close(v.ctx))
	page, err := v.browser.Open(v.ctx, address)
	require.NoError(v, err)
	return &browser.Menu{Page: page}
}
