// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// measured prints a figure; the driver's own time is part of it.
func (v *visit) measured(what string, took time.Duration) {
	v.Helper()
	v.Logf("measured: %s: %s", what, took.Round(100*time.Microsecond))
}

// TestMeasure prints how long things take between the page and the host.
func TestMeasure(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.open(world.lab + "/lab.html")
	v.wait(v.page, "window.Pidpys")
	milliseconds := func(expression string) time.Duration {
		return time.Duration(ask[float64](v, v.page, expression) * float64(time.Millisecond))
	}
	started := milliseconds(`(async () => {
		const since = performance.now()
		window.raw = handOver()
		await new Promise((ready) => raw.port.addEventListener('message', ({ data }) => { if (data.pidpys === 'ready') ready() }))
		return performance.now() - since
	})()`)
	v.measured("start of the native host", started)
	v.measured("native round trip, page to host and back, mean of 200", milliseconds(`(async () => {
		const since = performance.now()
		for (let i = 0; i < 200; i++) {
			const answered = new Promise((resolve) => { raw.port.onmessage = resolve })
			raw.say({ id: 'r' + i, method: 'grease-round-trip' })
			await answered
		}
		return (performance.now() - since) / 200
	})()`))

	v.open(world.lab + "/lab.html#cold")
	v.wait(v.page, "window.Pidpys")
	cold := time.Now()
	v.do(v.page, "Pidpys.connect().then((p) => p.sign(new File(['first'], 'first.txt'))).then(() => { window.signed = true })")
	w := v.window()
	v.read(w, "Key-6.dat")
	require.NoError(t, w.Approve(v.ctx))
	v.wait(v.page, "window.signed")
	v.measured("cold start to first signature, Key-6.dat, automated person", time.Since(cold))
	v.windowGone()

	v.openCabinet()
	login := time.Now()
	v.signIn("Key-6.dat")
	v.measured("login in the browser, automated person", time.Since(login))
}
