// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestSigningFrame is a cabinet that has a state's signing page in a frame: the person
// lets both be answered, and sees both.
func TestSigningFrame(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v, _, _ := visitDialect(t, name)
			frame := fmt.Sprintf("frame({ src: %q })", world.widget+"/dialect-frame.html#widget")
			v.open(world.lab + "/dialect.html")
			v.wait(v.page, "window.send")
			v.do(v.page, frame)
			v.wait(v.page, "heard.some(({ said }) => said.present === 0)")

			// What was let be answered is the page, and not yet what is in it.
			v.switchOn()
			v.do(v.page, frame)
			v.wait(v.page, "heard.some(({ said }) => said.present !== undefined)")
			require.Zero(t, v.program().code("GetVersion"))
			assert.False(t, ask[bool](v, v.page, "heard.some(({ said }) => said.answer?.result?.error.code === 0)"), "the frame was not let")

			v.do(v.page, "window.before = true")
			m := v.menu()
			require.NoError(t, m.IncludeFrames(v.ctx))
			v.picture(m, "frames")
			require.NoError(t, m.SwitchOn(v.ctx))
			v.wait(v.page, "!window.before && window.send")
			v.closeMenu()
			v.do(v.page, frame)
			v.wait(v.page, "heard.some(({ said }) => said.answer?.result?.error.code === 0)")

			call := func(method, params string) {
				v.do(v.page, fmt.Sprintf("heard.length = 0; frames[0].postMessage({ call: [%q, %s] }, '*')", method, params))
			}
			call("Initialize", "[]")
			v.wait(v.page, "heard.some(({ said }) => said.answer)")
			call("ReadPrivateKeySilently", `[{ className: 'EndUserKeyMedia', classVersion: 1, classFields: { typeIndex: 1, devIndex: 0, password: '`+pagePIN+`' } }]`)
			w := v.window()
			shown := ask[string](v, w, "document.querySelector('header').textContent")
			for _, origin := range []string{world.widget, world.lab} {
				assert.Contains(t, shown, strings.TrimPrefix(origin, "http://"))
			}
			v.owner(pin)(w)
			v.windowGone()
			v.wait(v.page, "heard.some(({ said }) => said.answer)")
			assert.Equal(t, person(testpki.Director).CommonName,
				ask[string](v, v.page, "heard.find(({ said }) => said.answer).said.answer.result.result.classFields.subjCN"))

			log := v.hostLog()
			assert.Contains(t, log, world.widget)
			assert.Contains(t, log, world.lab)
			v.picture(v.page, "signed-in")
		})
	}
}

// TestSigningFrameElsewhere is the same frame in a page where the person let nothing be
// answered.
func TestSigningFrameElsewhere(t *testing.T) {
	inDialects(t)
	v := begin(t, eitherBrowser())
	v.open(world.lab + "/dialect.html")
	v.wait(v.page, "window.send")
	v.do(v.page, fmt.Sprintf("frame({ src: %q })", world.widget+"/dialect-frame.html#widget"))
	v.wait(v.page, "heard.some(({ said }) => said.present === 0)")
	v.switchOn((*browser.Menu).IncludeFrames)

	v.open(stranger() + "/dialect.html")
	v.wait(v.page, "window.send")
	v.do(v.page, fmt.Sprintf("frame({ src: %q })", world.widget+"/dialect-frame.html#widget"))
	v.wait(v.page, "heard.some(({ said }) => said.present !== undefined)")
	v.do(v.page, "setTimeout(() => { window.waited = true }, 500)")
	v.wait(v.page, "window.waited")
	assert.False(t, ask[bool](v, v.page, "heard.some(({ said }) => said.answer?.result?.error.code === 0)"))
	assert.Empty(t, v.hosts())
}
