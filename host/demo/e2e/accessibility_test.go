// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// rules are those of axe-core that our pages keep: WCAG 2.2, levels A and AA, and what
// its authors advise besides.
const rules = `['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']`

// night is all that differs by night.
const night = `['color-contrast', 'link-in-text-block']`

// faults are what axe-core has against a page, by day and by night.
func (s *stage) faults(p browser.Page) []string {
	s.Helper()
	if !ask[bool](s.visit, p, "typeof axe === 'object'") {
		engine, err := os.ReadFile(axe)
		require.NoError(s, err)
		require.NoError(s, p.Evaluate(s.ctx, "(() => { "+string(engine)+" })()", nil))
	}
	return ask[[]string](s.visit, p, fmt.Sprintf(`(async () => {
		const found = [];
		// What stays in sight lies over what can be scrolled from under it, and hides nothing for good.
		for (const each of document.querySelectorAll('header, footer, h1')) each.style.position = 'static';
		// A button that is about to be armed has no colour of its own yet.
		document.styleSheets[0].insertRule('* { transition: none !important }');
		for (const [scheme, runOnly] of Object.entries({ light: %s, dark: %s })) {
			document.documentElement.style.colorScheme = scheme;
			const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
			for (const { id, nodes } of violations) for (const { target, failureSummary } of nodes) found.push(id + ', ' + scheme + ', at ' + target.join(' ') + ': ' + failureSummary);
		}
		document.documentElement.style.colorScheme = '';
		return found;
	})()`, rules, night))
}

// TestAccessible is every page of ours and every step of the window before axe-core, by
// day and by night.
func TestAccessible(t *testing.T) {
	inSuite(t, "portal")
	if _, err := os.Stat(axe); err != nil && os.Getenv("CI") == "" {
		t.Skip("axe-core is not there: npm ci")
	}
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // both walks wait for pages to load most of the time
			s := onStage(t, name, used(t))
			s.remember()
			for _, leaf := range leaves(t) {
				s.leaf(leaf)
				assert.Empty(t, s.faults(s.page), leaf)
				s.picture(s.page, leaf)
			}
			var reached []string
			s.leaf("welcome.html")
			for _, scene := range s.scenes() {
				s.play(scene, "uk")
				reached = append(reached, ask[string](s.visit, s.window, "document.body.dataset.step"))
				assert.Empty(t, s.faults(s.window), scene)
				s.picture(s.window, scene)
			}
			assert.Subset(t, reached, steps(t), "every step is played")
		})
	}
}
