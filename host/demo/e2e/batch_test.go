// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/demo/browser"
)

// signMany has a page of the cabinet ask for signatures of so many documents at
// once, and its server verify each.
const signMany = `
	window.judged = undefined
	import('/pidpys/client.js').then(async ({ Pidpys }) => {
		window.pidpys ??= await Pidpys.connect()
		const files = Array.from({ length: %d }, (_, i) => new File(['документ ' + i], 'документ-' + i + '.txt'))
		const { signatures } = await pidpys.sign(files, { level: 'B-B' })
		const judge = async ({ signature }, i) => {
			const form = new FormData()
			form.append('signature', signature)
			form.append('content', files[i])
			const report = await (await fetch('/api/verify?detached', { method: 'POST', body: form })).json()
			return report.passed
		}
		const passed = []
		for (const [i, signed] of signatures.entries()) passed.push(await judge(signed, i))
		window.judged = passed.filter(Boolean).length
	}).catch(({ code }) => { window.judged = code })`

// TestCloudTogether signs as many documents by one confirmation as a provider takes,
// and is told at once when there are more.
func TestCloudTogether(t *testing.T) {
	v := cloudVisit(t, eitherBrowser())
	v.askDiia("#sign-in-by-phone", false) // so that the page has not met the extension yet
	v.press()
	v.verified()
	v.awaitState("in")
	for _, c := range []struct {
		of   keeper
		most int
	}{{ksp6, 40}, {ksp4, 250}, {csc2, 256}} {
		t.Run(c.of.name, func(t *testing.T) {
			v.T = t
			v.takeTime(3 * patience)
			v.do(v.page, fmt.Sprintf(signMany, c.most))
			w := v.window()
			v.identify(w, c.of)
			v.picture(w, "documents")
			v.agree(w, c.of)
			for range c.most {
				require.True(t, v.verified().Report.Passed())
			}
			v.wait(v.page, "window.judged !== undefined")
			assert.EqualValues(t, c.most, ask[any](v, v.page, "window.judged"))
			v.windowGone()
		})
	}
	v.T = t

	v.takeTime(patience)
	v.do(v.page, fmt.Sprintf(signMany, 41))
	w := v.window()
	v.reach(w, ksp6)
	v.confirm(v.codeOf(w, ksp6, browser.Identifying))
	v.wait(w, fmt.Sprintf("document.body.innerText.includes(%q)", extension.Words("uk")["status_too_many"]))
	v.picture(w, "too-many")
	require.NoError(t, w.Cancel(v.ctx))
	v.wait(v.page, "window.judged === 'cancelled'")
}
