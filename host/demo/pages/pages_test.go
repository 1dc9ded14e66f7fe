// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pages_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/pages"
)

func site(index string) fstest.MapFS {
	return fstest.MapFS{
		"parts.html":      {Data: []byte(`{{define "top"}}<header>{{block "account" .}}{{end}}</header>{{end}}{{define "step"}}{{.Name}}/{{.Title}}{{with .Note}}/{{.}}{{end}};{{end}}`)},
		"index.html":      {Data: []byte(`{{template "top"}}{{define "account"}}me{{end}}`)},
		"iit/index.html":  {Data: []byte(index)},
		"iit/client.js":   {Data: []byte("{{not a template}}")},
		"other/index.txt": {Data: []byte("a folder without a page")},
	}
}

func ask(t *testing.T, h http.Handler, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestPagesAreMadeOfParts(t *testing.T) {
	h, err := pages.New(site(`{{template "top"}}{{template "step" (step "key" "Зчитати ключ" "Далі <вікно>")}}{{template "step" (step "leave" "Вийти")}}`))
	require.NoError(t, err)
	for path, body := range map[string]string{
		"/":              "<header>me</header>",
		"/iit/":          "<header></header>key/Зчитати ключ/Далі &lt;вікно&gt;;leave/Вийти;",
		"/iit/client.js": "{{not a template}}",
	} {
		w := ask(t, h, http.MethodGet, path)
		assert.Equal(t, http.StatusOK, w.Code, path)
		assert.Equal(t, body, w.Body.String(), path)
	}
	assert.Equal(t, "text/html; charset=utf-8", ask(t, h, http.MethodHead, "/iit/").Header().Get("Content-Type"))
	assert.Empty(t, ask(t, h, http.MethodHead, "/iit/").Body.String())
	assert.Equal(t, http.StatusMovedPermanently, ask(t, h, http.MethodGet, "/iit").Code)
	assert.Equal(t, http.StatusMovedPermanently, ask(t, h, http.MethodGet, "/iit/index.html").Code, "an address more would be a page unmade")
	assert.Equal(t, http.StatusNotFound, ask(t, h, http.MethodGet, "/parts.html").Code)
}

func TestPagesThatAreNoTemplatesAreRefused(t *testing.T) {
	for name, page := range map[string]string{"no such part": `{{template "bottom"}}`, "not closed": "{{", "no such word": `{{stride}}`} {
		_, err := pages.New(site(page))
		assert.ErrorContains(t, err, "iit/index.html", name)
	}
}

// TestEverySiteHasWhatTheyShare: without a list of it.
func TestEverySiteHasWhatTheyShare(t *testing.T) {
	h, err := pages.New(fstest.MapFS{})
	require.NoError(t, err)
	for path, status := range map[string]int{"/shared/language.js": http.StatusOK, "/shared/": http.StatusNotFound, "/shared/parts.html": http.StatusNotFound} {
		assert.Equal(t, status, ask(t, h, http.MethodGet, path).Code, path)
	}
}
