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
