// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"crypto/sha256"
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

	v.open("chrome-extension://" + unpackedID(dir) + "/page.html")
	ours := world.kit.Host.ChromiumIDs[0]
	for name, attempt := range map[string]string{
		"a port as a page":       fmt.Sprintf("connect(%q, 'page')", ours),
		"a port as the window":   fmt.Sprintf("connect(%q, 'window')", ours),
		"a message":              fmt.Sprintf("message(%q)", ours),
		"the extension's files":  fmt.Sprintf("read('chrome-extension://%s/sites.json')", ours),
		"the native host itself": fmt.Sprintf("native(%q)", world.kit.Host.Name),
	} {
		assert.Equal(t, "refused", ask[string](v, v.page, attempt), name)
	}
	v.picture(v.page, "refused")
	v.do(v.page, fmt.Sprintf("window.open('chrome-extension://%s/ui/window.html?mine')", ours))
	opened, err := v.browser.Find(v.ctx, "?mine")
	require.NoError(t, err)
	v.wait(opened, "document.readyState === 'complete' && document.body.dataset.step !== 'loading'")
	assert.Contains(t, []string{"", "over"}, ask[string](v, opened, "document.body.dataset.step ?? ''"), "a window that others open has no operation")
	v.picture(opened, "opened-by-others")
	assert.Len(t, v.hosts(), 1, "the cabinet's own")
	v.nothingVerified()
}

// unpackedID is the id Chromium gives an unpacked extension without a key:
// the first 16 octets of the SHA-256 of its path, each half octet as one of
// the letters a to p.
func unpackedID(dir string) string {
	sum := sha256.Sum256([]byte(dir))
	id := make([]byte, 0, 32)
	for _, b := range sum[:16] {
		id = append(id, 'a'+b>>4, 'a'+b&15)
	}
	return string(id)
}
