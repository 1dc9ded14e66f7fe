// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDialectInRewrittenPage is a page that takes out all that was in it, as ones do
// that are drawn by scripts: it finds one mark again, and is heard.
func TestDialectInRewrittenPage(t *testing.T) {
	inDialects(t)
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			v := begin(t, name)
			p := v.labProgram()
			p.start()
			// document.open() takes the page's own listeners away, too.
			v.do(v.page, "window.listening = `addEventListener('message', ({ data }) => { if (data?.data) answers[data.callback_id] = JSON.parse(data.data) })`")
			for _, rewriting := range []string{
				"document.documentElement.innerHTML = '<head></head><body>1</body>'",
				"document.documentElement.replaceWith(document.createElement('html'))",
				// Names in a page hide members of its document, from scripts of extensions too.
				"document.documentElement.innerHTML = '<body><img name=documentElement></body>'",
				"document.open(); document.write('<!doctype html><script>' + listening + '</' + 'script>'); document.close()",
			} {
				v.do(v.page, rewriting)
				v.wait(v.page, "present() === 1")
				require.Zero(t, p.code("IsInitialized"), rewriting)
			}
		})
	}
}
