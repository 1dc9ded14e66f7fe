// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// double shows all pages of ours twice as large (WCAG 2.2, 1.4.4): browsers do so for a
// whole origin.
func (s *stage) double() {
	s.Helper()
	s.do(s.page, "chrome.tabs.setZoom(2)")
	s.wait(s.window, fmt.Sprintf("innerWidth < %d", windowWidth*3/4))
}

// TestTwiceAsLarge is every page of ours and every step of the window at 200 %, in both
// languages: no text is cut off, beyond the edge, or under another.
func TestTwiceAsLarge(t *testing.T) {
	inSuite(t, "portal")
	source, err := os.ReadFile(filepath.Join("testdata", "layout.js"))
	require.NoError(t, err)
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // both walks wait for pages to load most of the time
			s := onStage(t, name, used(t))
			unreadable := func(p browser.Page) (faults []string) {
				require.NoError(t, p.Evaluate(s.ctx, expression(source), &faults))
				return faults
			}
			s.double()
			for _, language := range []string{"uk", "en"} {
				s.remember() // scenes have others
				for _, leaf := range leaves(t) {
					s.speak(language)
					s.leaf(leaf)
					assert.Empty(t, unreadable(s.page), "%s in %s", leaf, language)
					s.picture(s.page, leaf+"-"+language)
				}
				s.leaf("welcome.html")
				for _, scene := range s.scenes() {
					s.play(scene, language)
					assert.Empty(t, unreadable(s.window), "%s in %s", scene, language)
					s.picture(s.window, scene+"-"+language)
				}
			}
		})
	}
}

// expression is the value of a script that is but one, with comments before it.
func expression(script []byte) string {
	return strings.TrimSuffix(strings.TrimSpace(string(script)), ";")
}
