// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var named = regexp.MustCompile(`data-t="(\w+)"`)

// TestEveryWordHasAnEnglishOne reads what stands in each page, and the script that speaks for it.
func TestEveryWordHasAnEnglishOne(t *testing.T) {
	shared := text(t, "parts.html")
	words := text(t, "words.js")
	pages, err := filepath.Glob("www/*/index.html")
	require.NoError(t, err)
	require.Len(t, pages, 3)
	for _, page := range append(pages, "www/index.html") {
		folder, err := filepath.Rel("www", filepath.Dir(page))
		require.NoError(t, err)
		script := text(t, filepath.Join(folder, "app.js"))
		for _, key := range named.FindAllStringSubmatch(text(t, filepath.Join(folder, "index.html")), -1) {
			assert.Regexp(t, `\b`+key[1]+`: '`, script, page)
		}
	}
	for _, key := range named.FindAllStringSubmatch(shared, -1) {
		assert.Regexp(t, `\b`+key[1]+`: '`, words)
	}
}

func text(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("www", name))
	require.NoError(t, err)
	return string(data)
}

var (
	denied  = regexp.MustCompile(`(?:pages\.Deny\(w, http\.\w+, |code :?= )"([\w-]+)"`)
	reasons = regexp.MustCompile(`Reason = "([\w-]+)"`)
)

// TestEveryRefusalHasWords reads with which codes the server denies something.
func TestEveryRefusalHasWords(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var codes []string
	collect := func(name string, pattern *regexp.Regexp) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, code := range pattern.FindAllSubmatch(data, -1) {
			codes = append(codes, string(code[1]))
		}
	}
	for _, name := range sources {
		collect(name, denied)
	}
	collect(filepath.Join("..", "..", "relying", "registration", "category.go"), reasons)
	require.Contains(t, codes, "missing")
	require.Contains(t, codes, "no-code")
	words := text(t, "words.js")
	for _, code := range codes {
		assert.Len(t, regexp.MustCompile(`(?m)^    '?`+code+`'?: \[`).FindAllString(words, -1), 2, "%s, in both languages", code)
	}
}
