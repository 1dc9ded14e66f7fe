// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// People who leave while a provider waits for them: it is told where its protocol
// lets it be, and what is confirmed later comes to nobody.

// TestCloudLeft leaves in every way, from either step. A provider of CSC is told by
// its own page alone, which closes.
func TestCloudLeft(t *testing.T) {
	cancel := func(v *visit, w *browser.Window) {
		require.NoError(v, w.Cancel(v.ctx))
		assert.Equal(v, "cancelled", v.failure())
	}
	closeWindow := func(v *visit, w *browser.Window) {
		require.NoError(v, w.Close(v.ctx))
		assert.Equal(v, "cancelled", v.failure())
	}
	reload := func(v *visit, _ *browser.Window) { v.reload() }
	closeTab := func(v *visit, _ *browser.Window) {
		require.NoError(v, v.page.Close(v.ctx))
		v.hostsGone()
		v.openCabinet()
	}
	for _, c := range []struct {
		name  string
		of    keeper
		step  string
		leave func(*visit, *browser.Window)
	}{
		{"cancelled", ksp4, browser.Identifying, cancel},
		{"window closed", ksp4, browser.Confirming, closeWindow},
		{"page reloaded", ksp4, browser.Identifying, reload},
		{"tab closed", ksp4, browser.Confirming, closeTab},
		{"cancelled on the provider's page", csc2, browser.Identifying, cancel},
		{"tab closed on the provider's page", csc2, browser.Confirming, closeTab},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := cloudVisit(t, eitherBrowser())
			w := v.start("#sign-in")
			if c.step == browser.Identifying {
				v.reach(w, c.of)
			} else {
				v.identify(w, c.of)
				require.NoError(t, w.Approve(v.ctx))
			}
			link := v.scan(v.codeOf(w, c.of, c.step))
			c.leave(v, w)
			v.windowGone()
			if c.of.page == "" {
				v.withdrawn(link)
			} else {
				v.closed(c.of.page)
				v.pressAt(link)
			}
			v.awaitState("out")
			v.nothingVerified()
			v.picture(v.page, "left")
		})
	}
}

// TestCloudKilled kills the native host and the browser in the midst. The next one
// has the provider told of what was left.
func TestCloudKilled(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	w := v.start("#sign-in")
	v.reach(w, ksp4)
	link := v.scan(v.codeOf(w, ksp4, browser.Identifying))
	require.Len(t, v.notes(), 1, "it is written down")
	hosts := v.hosts()
	require.Len(t, hosts, 1)
	require.NoError(t, syscall.Kill(hosts[0], syscall.SIGKILL))
	v.windowGone()
	assert.Equal(t, "failed", v.failure())
	v.picture(v.page, "killed")
	require.Equal(t, "waiting", v.stateAt(link), "nobody was left to tell")
	require.Len(t, v.notes(), 1)

	v.reload()
	v.awaitState("out")
	v.signInWith(ksp4)
	v.withdrawn(link)
	v.until("the note is gone", func() bool { return len(v.notes()) == 0 })
	v.verified()
	v.nothingVerified()
}

// TestCloudBrowserClosed ends the browser while the provider waits.
func TestCloudBrowserClosed(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	w := v.start("#sign-in")
	v.reach(w, ksp4)
	link := v.scan(v.codeOf(w, ksp4, browser.Identifying))
	require.NoError(t, v.browser.Close())
	v.until("the provider was told, or will be", func() bool { return v.stateAt(link) != "waiting" || len(v.notes()) == 1 })
	v.nothingVerified()
}

// withdrawn waits until the phone takes no answer to a request any more, or knows
// nothing of it.
func (v *visit) withdrawn(link string) {
	v.Helper()
	v.until("the provider was told", func() bool { return v.stateAt(link) != "waiting" })
	v.pressAt(link)
	assert.Contains(v, []string{"withdrawn", "unknown"}, v.stateAt(link))
}

// phoneState is where the phone's page says how its request stands.
var phoneState = regexp.MustCompile(`<body data-state="(\w+)">`)

// stateAt is how the request stands that a link leads to.
func (v *visit) stateAt(link string) string {
	v.Helper()
	answer, err := http.Get(link)
	require.NoError(v, err)
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	require.NoError(v, err)
	found := phoneState.FindSubmatch(page)
	require.NotNil(v, found, "%s", page)
	return string(found[1])
}

// notes are what the native host has written down of requests that wait.
func (v *visit) notes() []string {
	v.Helper()
	found, err := filepath.Glob(filepath.Join(v.dir, "config", "*", "cloud", "*.json"))
	require.NoError(v, err)
	return found
}
