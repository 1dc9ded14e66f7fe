// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
	"github.com/pidpys/pidpys/host/testpki"
)

// stops bounds how often Tab is pressed on one page.
const stops = 40

// focused is where the keyboard is: what it is called, and whether a person sees that
// it is there.
type focused struct {
	ID      string `json:"id"`
	Visible bool   `json:"visible"` // it is outlined, and in sight
	Later   bool   `json:"later"`   // it stands after where the keyboard was
}

// focus is where the keyboard is in a page.
const focus = `(() => {
	const at = document.activeElement;
	const { outlineStyle, outlineWidth } = getComputedStyle(at);
	const { top, bottom, left, right } = at.getBoundingClientRect();
	const before = window.stop;
	window.stop = at;
	return {
		id: at.id || at.dataset.i18n || at.tagName,
		visible: at.matches(':focus-visible') && outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 && top < innerHeight && bottom > 0 && left < innerWidth && right > 0,
		later: !(before instanceof Element) || (before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
	};
})()`

// tabTo presses Tab until the keyboard is at an element, and holds that on the way it is
// always seen where the keyboard is, and in the order in which the page reads.
func (v *visit) tabTo(p browser.Page, id string) {
	v.Helper()
	v.do(p, "window.stop = document.activeElement === document.body ? undefined : document.activeElement")
	for range stops {
		require.NoError(v, p.Press(v.ctx, browser.Tab))
		at := ask[focused](v, p, focus)
		assert.True(v, at.Visible, "the keyboard is at %s, and nobody sees it", at.ID)
		assert.True(v, at.Later, "the keyboard went back to %s", at.ID)
		if at.ID == id {
			return
		}
	}
	require.Fail(v, "the keyboard never came to "+id)
}

// types presses the keys of a text.
func (v *visit) types(p browser.Page, text string) {
	v.Helper()
	for _, letter := range text {
		require.NoError(v, p.Press(v.ctx, browser.Key(string(letter))))
	}
}

// at waits until the keyboard is where the page puts it.
func (v *visit) at(p browser.Page, id string) {
	v.Helper()
	v.wait(p, "document.activeElement.id === '"+id+"'")
}

// TestByKeyboard signs in without a mouse: Tab, arrows, Enter and the space bar alone. The
// file itself is chosen in a window of the system, which is not ours.
func TestByKeyboard(t *testing.T) {
	inSuite(t, "portal")
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := begin(t, name)
			v.takeTime(2 * patience)
			v.openCabinet()
			require.NoError(t, v.page.Front(v.ctx))
			v.tabTo(v.page, "sign-in")
			require.NoError(t, v.page.Press(v.ctx, browser.Enter))

			w := v.window()
			v.at(w, "choose")
			require.NoError(t, w.Press(v.ctx, browser.BackTab))
			v.at(w, "file-tab")
			require.NoError(t, w.Press(v.ctx, browser.ArrowRight))
			v.at(w, "token-tab")
			assert.Equal(t, "token", ask[string](v, w, "document.body.dataset.tab"))
			require.NoError(t, w.Press(v.ctx, browser.ArrowLeft))
			v.at(w, "file-tab")
			v.tabTo(w, "choose")
			v.picture(w, "choose")

			require.NoError(t, w.Choose(v.ctx, v.key("Key-6.dat")...))
			v.at(w, "password")
			v.types(w, testpki.Password)
			v.tabTo(w, "password-eye")
			require.NoError(t, w.Press(v.ctx, browser.Space))
			assert.Equal(t, "text", ask[string](v, w, "document.querySelector('#password').type"))
			v.tabTo(w, "cancel")
			v.tabTo(w, "read")
			v.picture(w, "read")
			require.NoError(t, w.Press(v.ctx, browser.Enter))

			require.NoError(t, w.AwaitConsent(v.ctx))
			v.at(w, "owner-heading")
			v.tabTo(w, "approve")
			v.picture(w, "approve")
			require.NoError(t, w.Press(v.ctx, browser.Space))
			assert.Equal(t, person(testpki.Person), v.verified().Visitor.Person)
			v.awaitState("in")
			v.windowGone()
		})
	}
}
