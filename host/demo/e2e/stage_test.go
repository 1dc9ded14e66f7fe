// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/browser"
)

// The size of the extension's window: extension/lib/window.js.
const windowWidth, windowHeight = 520, 680

// axe is the engine of accessibility rules, as the development tools hold it.
var axe = filepath.Join(checkout, "node_modules", "axe-core", "axe.min.js")

// stage is a visit whose extension holds, beside its own pages, its window with
// nobody behind it: testdata/stage plays the host and the person.
type stage struct {
	*visit
	root   string       // of the extension's addresses
	window browser.Page // a window of the size of the real one
}

// onStage begins a visit with an extension of its own, whose pages are all there.
func onStage(t *testing.T, name string, change ...func(*browser.Options)) *stage {
	t.Helper()
	kit, err := browser.NewKit(checkout, filepath.Join(t.TempDir(), "extension"), world.kit.Host.Path, []browser.Site{{Origin: world.house.Origin}})
	require.NoError(t, err)
	require.NoError(t, os.CopyFS(filepath.Join(kit.Extension, "stage"), os.DirFS(filepath.Join("testdata", "stage"))))
	html, err := os.ReadFile(filepath.Join(kit.Extension, "ui", "window.html"))
	require.NoError(t, err)
	staged := bytes.Replace(html, []byte(`src="window/window.js"`), []byte(`src="../stage/stage.js"`), 1)
	require.NotEqual(t, html, staged)
	if engine, err := os.ReadFile(axe); err == nil {
		require.NoError(t, os.WriteFile(filepath.Join(kit.Extension, "stage", "axe.js"), engine, 0o644))
		staged = bytes.Replace(staged, []byte("</head>"), []byte(`<script src="../stage/axe.js"></script></head>`), 1)
	}
	require.NoError(t, os.WriteFile(filepath.Join(kit.Extension, "ui", "stage.html"), staged, 0o644))

	at := world.place
	at.kit = kit
	s := &stage{visit: at.begin(t, name, change...)}
	s.takeTime(8 * time.Minute)
	s.openCabinet()
	menu := s.menu()
	s.root = ask[string](s.visit, menu, "chrome.runtime.getURL('')")
	s.open(s.root + "ui/options.html")
	s.do(s.page, fmt.Sprintf("chrome.windows.create({url: chrome.runtime.getURL('ui/stage.html'), type: 'popup', width: %d, height: %d})", windowWidth, windowHeight))
	s.window, err = s.browser.Find(s.ctx, "/ui/stage.html")
	require.NoError(t, err)
	return s
}

// scenes are the names of those that testdata/stage can play, in their order.
func (s *stage) scenes() []string {
	s.Helper()
	s.wait(s.page, "document.readyState === 'complete'")
	return ask[[]string](s.visit, s.page, "import(chrome.runtime.getURL('stage/scenes.js')).then(({ scenes }) => Object.keys(scenes))")
}

// play has a scene played in the window, in a language.
func (s *stage) play(scene, language string) {
	s.Helper()
	s.do(s.window, fmt.Sprintf("location.search = '?scene=%s&language=%s'", scene, language))
	ctx, cancel := context.WithTimeout(s.ctx, 20*time.Second)
	defer cancel()
	played := fmt.Sprintf("new URLSearchParams(location.search).get('scene') === %q && new URLSearchParams(location.search).get('language') === %q && document.body?.dataset.stage", scene, language)
	require.NoError(s, browser.Wait(ctx, s.window, played), scene)
	require.Equal(s, "set", ask[string](s.visit, s.window, "document.body.dataset.stage"), scene)
}

// speak has our pages speak a language from now on.
func (s *stage) speak(language string) {
	s.Helper()
	s.do(s.page, fmt.Sprintf("chrome.storage.local.set({preferences: {language: %q}})", language))
}

// leaf opens a page of ours in the tab, and waits until it shows all it has to.
func (s *stage) leaf(name string) {
	s.Helper()
	s.do(s.page, fmt.Sprintf("window.left = true; location.href = chrome.runtime.getURL('ui/%s')", name)) // where it may be already
	s.wait(s.page, fmt.Sprintf("!window.left && location.pathname === '/ui/%s' && document.readyState === 'complete' && document.querySelector('h1')?.textContent", name))
	if told, ok := map[string]string{"help.html": "#fine", "options.html": "#set-by"}[name]; ok {
		s.wait(s.page, fmt.Sprintf("document.querySelector(%q).checkVisibility()", told))
	}
}

// leaves are the extension's pages that open in a tab, or below the toolbar's button:
// all there are but the window.
func leaves(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join(checkout, "extension", "ui", "*.html"))
	require.NoError(t, err)
	var names []string
	for _, page := range pages {
		if name := filepath.Base(page); name != "window.html" {
			names = append(names, name)
		}
	}
	require.Contains(t, names, "options.html")
	return names
}

// used is what people see on our pages who used them for a while: an administrator who
// set something, sites that were added and chosen, keys used lately.
func used(t *testing.T) func(*browser.Options) {
	return administered(t, map[string]any{
		"key_kinds": []string{"file", "token", "cloud"},
		"cabinets":  []any{map[string]any{"origin": "https://cabinet.with-a-long-name.example", "tops": []string{"https://portal.example"}}},
	})
}

// remember puts where the extension keeps such what a person who used it for a while has there.
func (s *stage) remember() {
	s.Helper()
	s.do(s.page, `
		chrome.storage.local.set({ chosen: [{ origin: 'https://old-cabinet.example', frames: ['https://widget.example'], hashes: true }] });
		localStorage.setItem('lately', JSON.stringify([
			{ name: 'Тестова-Довгопрізвищенко Оксана Володимирівна', kind: 'token', carrier: 'Алмаз-1К', when: 1795000000000 },
			{ name: 'ТОВ «ТЕСТОВІ РІШЕННЯ»', kind: 'file', carrier: 'ключ директора 2026 (найновіший).jks', when: 1794000000000 },
		]))`)
}

// steps are those that a window can be at: extension/ui/window/steps.js.
func steps(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(checkout, "extension", "ui", "window", "steps.js"))
	require.NoError(t, err)
	var all []string
	for _, union := range regexp.MustCompile(`(?m)^ \* @typedef \{('[^}]+)\}`).FindAllStringSubmatch(string(source), -1) {
		for _, step := range strings.Split(union[1], "|") {
			all = append(all, strings.Trim(step, " '"))
		}
	}
	require.Contains(t, all, "reissued")
	return slices.Compact(slices.Sorted(slices.Values(all)))
}
