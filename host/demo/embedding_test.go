// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEmbeddingShowsTheHandlersThatRun holds the cut that the page is given: both
// handlers whole, and nothing after them.
func TestEmbeddingShowsTheHandlersThatRun(t *testing.T) {
	v := newVisitor(t)
	response, err := v.client.Get(v.house.Origin + "/embed/signin.go")
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Regexp(t, `(?s)^func \(d \*cabinet\) challenge\(.+d\.Verifier\.NewChallenge\(.+\n}\n\nfunc \(d \*cabinet\) login\(.+d\.Verifier\.Login\(.+\n}\n$`, string(data))
}

// TestPagesForDevelopers are served, with all that the package of pages holds.
func TestPagesForDevelopers(t *testing.T) {
	v := newVisitor(t)
	for path, kind := range map[string]string{
		"/embed/": "text/html; charset=utf-8", "/conformance/": "text/html; charset=utf-8",
		"/pidpys/client.js": "text/javascript; charset=utf-8", "/pidpys/element.js": "text/javascript; charset=utf-8", "/pidpys/words.js": "text/javascript; charset=utf-8",
	} {
		response, err := v.client.Get(v.house.Origin + path)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusOK, response.StatusCode, path)
		assert.Equal(t, kind, response.Header.Get("Content-Type"), path)
	}
}
