// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// TestFolderIsChosen chooses and drops documents, and finds one among them.
func TestFolderIsChosen(t *testing.T) {
	for _, name := range bothBrowsers {
		t.Run(name, func(t *testing.T) {
			inSuite(t, "portal")
			v := begin(t, name)
			paths := v.folder(300)
			v.openFolder(paths[:10])
			require.NoError(t, v.page.SetFiles(v.ctx, "#files", paths[5:15]...))
			v.wait(v.page, "document.querySelector('#list-card').dataset.left === '15'") // each once

			// Of what a script drops browsers tell no folders.
			v.do(v.page, `
				const dataTransfer = new DataTransfer()
				for (const name of ['скинутий.txt', '.DS_Store']) dataTransfer.items.add(new File(['a'], name))
				document.querySelector('#drop').dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))`)
			v.wait(v.page, "document.querySelector('#list-card').dataset.left === '16'")

			v.click("#clear")
			v.wait(v.page, "document.querySelector('#list-card').hidden")
			if name == browser.Chromium { // the other's driver chooses no folders
				require.NoError(t, v.page.SetFiles(v.ctx, "#folder", filepath.Dir(paths[0])))
				v.wait(v.page, "document.querySelector('#list bdi')?.textContent.startsWith('Акти/')")
			} else {
				require.NoError(t, v.page.SetFiles(v.ctx, "#files", paths...))
			}
			v.wait(v.page, "document.querySelector('#list-card').dataset.left === '300'")
			v.wait(v.page, "document.querySelectorAll('#list li').length === 200")
			assert.Contains(t, ask[string](v, v.page, "document.querySelector('#more').textContent"), "200")
			require.NoError(t, v.page.Type(v.ctx, "#sought", "0299"))
			v.wait(v.page, "document.querySelectorAll('#list li').length === 1")
			v.click("[name=kind][value=signed] + span")
			v.wait(v.page, "document.querySelectorAll('#list li').length === 0 && document.querySelector('#more').textContent !== ''")

			v.click("[data-language=en]")
			v.do(v.page, "document.documentElement.style.colorScheme = 'dark'")
			v.picture(v.page, "dark")
			v.do(v.page, "document.documentElement.style.zoom = 2; scrollTo(0, 1200)")
			v.picture(v.page, "twice-as-large")
			assert.LessOrEqual(t, ask[int](v, v.page, "document.documentElement.scrollWidth - document.documentElement.clientWidth"), 0)
		})
	}
}
