// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// openEmbedding opens the page that says how to embed Pidpys.
func (v *visit) openEmbedding() {
	v.Helper()
	v.openPage("/embed/")
}

// pressPart presses a button of <pidpys-sign> as people do who have no mouse.
func (v *visit) pressPart(element, part string) {
	v.Helper()
	button := fmt.Sprintf("document.querySelector(%q).shadowRoot.querySelector('[part=%s]')", element, part)
	v.wait(v.page, button+".checkVisibility()")
	require.NoError(v, v.page.Front(v.ctx))
	v.do(v.page, button+".focus()")
	require.NoError(v, v.page.Press(v.ctx, browser.Enter))
}

// awaitPart waits until the element is at a state, and returns what a visitor hears of it.
func (v *visit) awaitPart(element, state string) string {
	v.Helper()
	v.wait(v.page, fmt.Sprintf("document.querySelector(%q).dataset.state === %q", element, state))
	return ask[string](v, v.page, fmt.Sprintf(`Array.from(document.querySelector(%q).shadowRoot.querySelectorAll('[role=status], [role=alert] > :not([hidden])'), (each) => each.textContent).join(' ').trim()`, element))
}

// TestEmbedding takes the page for developers at its word: the code that it shows is
// the code that signs in and has a document signed, from the keyboard alone.
func TestEmbedding(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.takeTime(2 * patience)
			v.openEmbedding()
			v.picture(v.page, "embedding")
			v.do(v.page, "document.querySelector('#sign-in').scrollIntoView({ block: 'center' })")
			v.picture(v.page, "button")
			for _, part := range []string{`<pidpys-sign id="sign-in" action="login"></pidpys-sign>`, "import '/pidpys/element.js';", "d.Verifier.Login(", `<pidpys-sign id="sign" level="B-LT" attached></pidpys-sign>`} {
				assert.Contains(t, ask[string](v, v.page, "Array.from(document.querySelectorAll('code'), (code) => code.textContent).join('\\n')"), part)
			}
			assert.NotEqual(t, "rgba(0, 0, 0, 0)", ask[string](v, v.page, "getComputedStyle(document.querySelector('#sign-in').shadowRoot.querySelector('[part=start]')).backgroundColor"),
				"the strictest policy lets it have its style")

			v.pressPart("#sign-in", "start")
			w := v.window()
			assert.Equal(t, "Продовжіть у вікні Pidpys", v.awaitPart("#sign-in", "window"))
			assert.Equal(t, "show", ask[string](v, v.page, "document.querySelector('#sign-in').shadowRoot.activeElement?.part.value"), "the focus is not lost")
			v.picture(v.page, "window")
			v.read(w, "Key-6.dat")
			require.NoError(t, w.Cancel(v.ctx))
			v.windowGone()
			assert.Contains(t, v.awaitPart("#sign-in", "failed"), "Дію скасовано.")
			v.picture(v.page, "cancelled")
			v.click("[data-language=en]")
			assert.Contains(t, v.awaitPart("#sign-in", "failed"), "Cancelled.")
			v.click("[data-language=uk]")
			v.nothingVerified()

			v.pressPart("#sign-in", "start")
			w = v.window()
			v.read(w, "Key-6.dat")
			require.NoError(t, w.Approve(v.ctx))
			assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
			v.windowGone()
			assert.Equal(t, "Ви увійшли.", v.awaitPart("#sign-in", "done"))
			v.wait(v.page, "document.querySelector('#visitor').textContent.includes("+strconv.Quote(person(testpki.Person).DisplayName())+")")

			v.pressPart("#sign", "start")
			w = v.window()
			v.read(w, "director.pfx")
			assert.Contains(t, ask[string](v, w, "document.querySelector('#document-text').textContent"), "Прошу надати")
			require.NoError(t, w.Approve(v.ctx))
			e := v.verified()
			require.True(t, e.Report.Passed())
			assert.Equal(t, person(testpki.Director), e.Report.Signatures[0].Signer)
			assert.Equal(t, cades.LevelBLT, e.Report.Signatures[0].Level)
			v.windowGone()
			assert.Equal(t, "Підписано.", v.awaitPart("#sign", "done"))
			v.wait(v.page, "document.querySelector('#verdict').textContent !== ''")
			v.picture(v.page, "signed")
		})
	}
}

// TestEmbeddingRefused is the visitor whom the page's server does not believe: a
// document is verified only for who signed in.
func TestEmbeddingRefused(t *testing.T) {
	v := visitIn(t, eitherBrowser())
	v.openEmbedding()
	v.pressPart("#sign", "start")
	w := v.window()
	v.read(w, "director.pfx")
	require.NoError(t, w.Approve(v.ctx))
	assert.Contains(t, v.awaitPart("#sign", "failed"), "сайт його не прийняв")
	v.picture(v.page, "refused")
}

// TestEmbeddingByPhone signs in by the element's second button, which needs no extension.
func TestEmbeddingByPhone(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name, func(o *browser.Options) { o.Extensions = nil })
			v.openEmbedding()
			v.pressPart("#sign-in", "phone")
			v.awaitPart("#sign-in", "phone")
			v.picture(v.page, "before-the-code")
			v.pressPart("#sign-in", "get")
			v.awaitPart("#sign-in", "code")
			v.do(v.page, "document.querySelector('#sign-in').scrollIntoView({ block: 'center' })")
			v.confirm(v.page, "Запит на вхід")
			assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
			assert.Equal(t, "Ви увійшли.", v.awaitPart("#sign-in", "done"))
		})
	}
}

// TestConformance goes through all that the page for developers looks at.
func TestConformance(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := visitIn(t, name)
			v.takeTime(4 * patience)
			v.openPage("/conformance/")
			for _, step := range []string{"origin", "frames", "policy", "extension", "listed", "program"} {
				require.Equal(t, "good", v.came(step), "%s: %s", step, v.outcome(step))
			}
			v.picture(v.page, "surroundings")
			for _, c := range []struct{ step, key string }{
				{"login", "Key-6.dat"}, {"certificate", "Key-6.dat"}, {"detached", "Key-6.dat"}, {"lasting", "Key-6.dat"}, {"several", "Key-6.dat"}, {"encrypt", "director.pfx"}, {"decrypt", "stamp.pfx"},
			} {
				v.begins(c.step)
				w := v.window()
				v.read(w, c.key)
				require.NoError(t, w.Approve(v.ctx))
				v.windowGone()
				require.Equal(t, "good", v.came(c.step), "%s: %s", c.step, v.outcome(c.step))
			}
			v.passes("verify")
			v.passes("unknown")
			v.passes("cancel")
			v.windowGone()
			v.do(v.page, "scrollTo(0, document.body.scrollHeight)")
			v.picture(v.page, "methods")
		})
	}
}

// TestConformanceSaysWhatToDo is the developer whose set-up lacks something.
func TestConformanceSaysWhatToDo(t *testing.T) {
	for _, c := range []struct {
		lack, step, code, remedy string
		site                     string
		change                   func(*browser.Options)
	}{
		{lack: "extension", step: "extension", code: "extension-missing", remedy: "перезавантажте сторінку", change: func(o *browser.Options) { o.Extensions = nil }},
		{lack: "program", step: "program", code: "host-missing", remedy: "pidpys doctor", change: func(o *browser.Options) { o.Hosts = nil }},
		{lack: "listed", step: "listed", code: "page-not-listed", remedy: "cabinets", site: world.stranger.Origin, change: func(*browser.Options) {}},
	} {
		for _, name := range bothBrowsers {
			t.Run(c.lack+"/"+name, func(t *testing.T) {
				v := visitIn(t, name, c.change)
				site := c.site
				if site == "" {
					site = v.house.Origin
				}
				v.open(site + "/conformance/")
				require.Equal(t, "bad", v.came(c.step))
				said := v.outcome(c.step)
				assert.True(t, strings.HasPrefix(said, c.code+". "), said)
				assert.Contains(t, said, c.remedy)
				v.do(v.page, fmt.Sprintf("document.querySelector('[data-step=%s]').scrollIntoView({ block: 'center' })", c.step))
				v.picture(v.page, "lacks")
			})
		}
	}
}
