// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// The demo's own pages that were made for other programs.

// openPage opens one of them, with nobody there to answer.
func (v *visit) openPage(path string) {
	v.Helper()
	v.open(v.house.Origin + path)
	v.wait(v.page, "document.body.dataset.state === 'ready'")
}

// begins presses a step's button.
func (v *visit) begins(step string) {
	v.Helper()
	v.click(fmt.Sprintf("[data-step=%s] button", step))
}

// came waits until a step is over, and says how.
func (v *visit) came(step string) string {
	v.Helper()
	v.wait(v.page, fmt.Sprintf("['good', 'bad'].includes(document.querySelector('[data-step=%s]').dataset.state)", step))
	v.wait(v.page, "document.body.dataset.state === 'ready'")
	return ask[string](v, v.page, fmt.Sprintf("document.querySelector('[data-step=%s]').dataset.state", step))
}

// outcome is what the page says of a step.
func (v *visit) outcome(step string) string {
	v.Helper()
	return ask[string](v, v.page, fmt.Sprintf("document.querySelector('[data-step=%s] .outcome').textContent", step))
}

// passes takes a step that asks nobody.
func (v *visit) passes(step string) {
	v.Helper()
	v.begins(step)
	require.Equal(v, "good", v.came(step), v.outcome(step))
}

// agrees takes a step that the person has to agree to, once or several times.
func (v *visit) agrees(step string, times int) {
	v.Helper()
	v.begins(step)
	for range times {
		w := v.window()
		require.NoError(v, w.AwaitConsent(v.ctx))
		v.picture(w, step)
		require.NoError(v, w.Approve(v.ctx))
		v.windowGone()
	}
	require.Equal(v, "good", v.came(step), v.outcome(step))
}

// TestPageForAnotherProgram goes through all that a cabinet does, with a token.
func TestPageForAnotherProgram(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v, d, token := visitDialect(t, name)
			v.openPage("/iit/")
			v.begins("detect")
			require.Equal(t, "bad", v.came("detect"))
			v.wait(v.page, "document.querySelector('#absent').checkVisibility()")
			v.picture(v.page, "absent")
			require.Empty(t, v.hosts(), "nobody was asked")

			v.switchOn((*browser.Menu).Permit)
			v.wait(v.page, "document.body.dataset.state === 'ready'")
			for _, step := range []string{"detect", "version", "start", "media"} {
				v.passes(step)
			}
			t.Logf("measured: %s", v.outcome("start"))
			v.picture(v.page, "ready")

			require.NoError(t, v.page.Type(v.ctx, "#pin", pagePIN))
			v.begins("key")
			w := v.window()
			v.picture(w, "which-key")
			v.readToken(w, pin)
			v.picture(w, "key")
			require.NoError(t, w.Approve(v.ctx))
			v.windowGone()
			require.Equal(t, "good", v.came("key"), v.outcome("key"))
			assert.Contains(t, v.outcome("key"), person(testpki.Director).DisplayName())
			assert.Equal(t, 3, d.tries(token), "the page's PIN went nowhere")
			v.passes("certificates")

			v.agrees("login", 1)
			assert.Equal(t, person(testpki.Director), v.verified().Visitor.Person)
			for _, step := range []string{"inside", "detached", "append", "hash"} {
				v.agrees(step, 1)
				assert.True(t, v.verified().Passed, step)
			}
			v.passes("verify")
			v.agrees("envelop", 1)
			assert.True(t, v.verified().Passed)
			v.agrees("develop", 1)
			for _, step := range []string{"container", "pdf"} {
				v.agrees(step, 1)
				assert.True(t, v.verified().Passed, step)
			}
			v.agrees("report", 4)
			assert.Contains(t, v.outcome("report"), "ДОКУМЕНТ ЗБЕРЕЖЕНО")
			v.passes("finish")
			v.do(v.page, "document.querySelector('#steps').scrollIntoView()")
			v.picture(v.page, "done")
			v.do(v.page, "document.querySelector('#calls-card').scrollIntoView()")
			v.picture(v.page, "calls")
		})
	}
}

// TestPageForWebEID goes through what a site of Web eID does, with a key file.
func TestPageForWebEID(t *testing.T) {
	inDialects(t)
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := begin(t, name)
			v.takeTime(3 * patience)
			v.openPage("/webeid/")
			v.begins("status")
			require.Equal(t, "bad", v.came("status"))
			v.wait(v.page, "document.querySelector('#absent').checkVisibility()")
			v.picture(v.page, "absent")

			v.switchOn((*browser.Menu).Permit)
			v.wait(v.page, "document.body.dataset.state === 'ready'")
			v.passes("status")
			v.begins("authenticate")
			w := v.window()
			v.picture(w, "login-key")
			v.read(w, "ecdsa-login.p12")
			v.picture(w, "login")
			require.NoError(t, w.Approve(v.ctx))
			v.windowGone()
			require.Equal(t, "good", v.came("authenticate"), v.outcome("authenticate"))
			assert.Equal(t, person(testpki.ECDSALogin), v.verified().Visitor.Person)

			for _, step := range []string{"certificate", "sign"} {
				v.begins(step)
				w := v.window()
				if ask[string](v, w, "document.body.dataset.step") != "consent" {
					v.read(w, "ecdsa.p12")
				}
				require.NoError(t, w.AwaitConsent(v.ctx))
				v.picture(w, step)
				require.NoError(t, w.Approve(v.ctx))
				v.windowGone()
				require.Equal(t, "good", v.came(step), v.outcome(step))
			}
			assert.True(t, v.verified().Passed)
			v.passes("leave")
			v.picture(v.page, "done")
		})
	}
}
