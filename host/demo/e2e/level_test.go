// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

const signLasting = "pidpys.sign(new File(['Звіт'], 'звіт.txt'), { level: 'B-LT' }).then(({ level }) => { window.level = level }, (error) => { window.level = error.code })"

// TestSignForLong has a page ask for a signature that lasts.
func TestSignForLong(t *testing.T) {
	for _, key := range []string{"Key-6.dat", "ecdsa.p12"} {
		t.Run(key, func(t *testing.T) {
			v := visitIn(t, eitherBrowser())
			v.enterLab()
			v.do(v.page, signLasting)
			w := v.window()
			v.read(w, key)
			require.NoError(t, w.Approve(v.ctx))
			v.wait(v.page, "window.level")
			assert.Equal(t, "B-LT", ask[string](v, v.page, "level"))
			v.windowGone()
		})
	}
}

// TestServicesDoNotAnswer has the person settle for a signature without a
// time-stamp, since nobody gives one.
func TestServicesDoNotAnswer(t *testing.T) {
	v := visitIn(t, eitherBrowser(), func(o *browser.Options) {
		o.Env = append(o.Env, "PIDPYS_DEMO_AUTHORITY=127.0.0.1:9")
	})
	v.enterLab()
	v.do(v.page, signLasting)
	w := v.window()
	v.read(w, "ecdsa.p12")
	require.NoError(t, w.Approve(v.ctx))
	require.NoError(t, w.AwaitStep(v.ctx, "level"))
	v.picture(w, "time-stamp-unavailable")
	require.NoError(t, w.Click(v.ctx, "#level-again"))
	v.wait(w, "document.body.dataset.step === 'level' && document.querySelector('#level-settle').ariaDisabled === 'false'")
	code, err := w.Failure(v.ctx, "level")
	require.NoError(t, err)
	assert.Equal(t, "time-stamp-unavailable", code)
	require.NoError(t, w.Click(v.ctx, "#level-settle"))
	v.wait(v.page, "window.level")
	assert.Equal(t, "B-B", ask[string](v, v.page, "level"))
	v.windowGone()
}
