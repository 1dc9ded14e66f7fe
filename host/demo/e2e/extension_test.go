// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// TestSecondExtension is another extension in the same browser: it tries the
// messages of ours, its window, and the native host.
func TestSecondExtension(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("testdata", "extension"))
	require.NoError(t, err)
	v := visitIn(t, eitherBrowser(), func(o *browser.Options) { o.Extensions = append(o.Extensions, dir) })
	v.openCabinet()
	v.click("#sign-in")
	v.window()

	address := func(extension, file string) string {
		address, err := v.browser.Address(v.ctx, extension, file)
		require.NoError(t, err)
		return address
	}
	v.open(address(dir, "page.html"))
	attempts := map[string]string{
		"the extension's files":  fmt.Sprintf("read(%q)", address(v.kit.Extension, "sites.json")),
		"the native host itself": fmt.Sprintf("native(%q)", v.kit.Host.Name),
	}
	for _, id := range append(v.kit.Host.FirefoxIDs, v.kit.Host.ChromiumIDs[0]) {
		attempts["a port as a page of "+id] = fmt.Sprintf("connect(%q, 'page')", id)
		attempts["a port as the window of "+id] = fmt.Sprintf("connect(%q, 'window')", id)
		attempts["a port as our own page of "+id] = fmt.Sprintf("connect(%q, 'files')", id)
		attempts["a message to "+id] = fmt.Sprintf("message(%q)", id)
	}
	for name, attempt := range attempts {
		assert.Equal(t, "refused", ask[string](v, v.page, attempt), name)
	}
	v.picture(v.page, "refused")
	// Firefox shows no extension's pages to another.
	if ask[string](v, v.page, fmt.Sprintf("show(%q)", address(v.kit.Extension, "ui/window.html?mine"))) == "opened" {
		opened, err := v.browser.Find(v.ctx, "?mine")
		require.NoError(t, err)
		v.wait(opened, "document.readyState === 'complete' && document.body.dataset.step !== 'loading'")
		assert.Contains(t, []string{"", "over"}, ask[string](v, opened, "document.body.dataset.step ?? ''"), "a window that others open has no operation")
		v.picture(opened, "opened-by-others")
	}
	assert.Len(t, v.hosts(), 1, "the cabinet's own")
	v.nothingVerified()
}
