// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// authenticate is a call of the lab's page.
const authenticate = `call('authenticate', {challengeNonce: '0123456789'.repeat(5)})`

// visitWebEID is at the lab's page for Web eID, where the person has switched dialects on.
func visitWebEID(t *testing.T, name string) *visit {
	t.Helper()
	inDialects(t)
	v := begin(t, name)
	v.takeTime(2 * patience)
	v.open(world.lab + "/webeid.html")
	v.wait(v.page, "window.another")
	v.switchOn()
	v.wait(v.page, "window.another")
	return v
}

// TestWebEIDInOpaqueFrame: a frame without an origin of its own hears that it is not
// answered, which says more than silence.
func TestWebEIDInOpaqueFrame(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitWebEID(t, name)
			v.do(v.page, "call('status')")
			v.wait(v.page, "count('status-success') === 1")
			require.Len(t, v.hosts(), 1)
			v.do(v.page, "frame('#opaque', 'allow-scripts')")
			v.wait(v.page, "code(elsewhere['#opaque'])")
			assert.Equal(t, "ERR_WEBEID_CONTEXT_INSECURE", ask[string](v, v.page, "code(elsewhere['#opaque'])"))
			assert.Len(t, v.hosts(), 1, "nobody was asked for it")
		})
	}
}

// TestWebEIDGivesWay: where another extension answers, this one does not.
func TestWebEIDGivesWay(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitWebEID(t, name)
			v.do(v.page, "another()")
			v.do(v.page, authenticate)
			v.wait(v.page, "count('authenticate-ack') === 2")
			// Longer than it looks for another.
			v.do(v.page, "call('status'); setTimeout(() => { window.waited = true }, 500)")
			v.wait(v.page, "window.waited")
			assert.Zero(t, ask[int](v, v.page, "count('status-ack')"), "silent from now on")
			assert.Empty(t, v.hosts())
			v.closed("/ui/window.html")
		})
	}
}

// TestWebEIDWaitsAsLongAsThePageSays: then the window goes; and a person who does not want to
// says so themselves.
func TestWebEIDWaitsAsLongAsThePageSays(t *testing.T) {
	v := visitWebEID(t, eitherBrowser())
	v.do(v.page, `call('authenticate', {challengeNonce: '0123456789'.repeat(5), options: {userInteractionTimeout: 3000}})`)
	v.window()
	v.wait(v.page, "count('authenticate-failure') === 1")
	assert.Equal(t, "ERR_WEBEID_USER_TIMEOUT", ask[string](v, v.page, "code()"))
	v.windowGone()

	v.do(v.page, authenticate)
	require.NoError(t, v.window().Cancel(v.ctx))
	v.wait(v.page, "count('authenticate-failure') === 2")
	assert.Equal(t, "ERR_WEBEID_USER_CANCELLED", ask[string](v, v.page, "code()"))
	v.windowGone()
}
