// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying/diia"
)

// confirmed begins something with Дія.Підпис, confirms it on the phone and returns
// what the request is called.
func (v *visitor) confirmed(path, body string) string {
	v.t.Helper()
	var begun struct{ ID, Deeplink string }
	require.Equal(v.t, http.StatusOK, v.ask("POST", "/api/diia/start/"+path, nil, strings.NewReader(body), &begun))
	v.house.Diia.Prompt(begun.Deeplink).Confirm("")
	return begun.ID
}

func TestDiia(t *testing.T) {
	v := newVisitor(t)
	const document = "documents?name=%D0%B7%D0%B2%D1%96%D1%82.txt"
	var refused struct{ Error string }
	assert.Equal(t, http.StatusUnauthorized, v.ask("POST", "/api/diia/start/"+document, nil, strings.NewReader("звіт"), &refused))
	assert.NotEmpty(t, refused.Error)

	id := v.confirmed("auth", "")
	assert.Equal(t, http.StatusNotFound, newVisitor(t).ask("POST", "/api/diia/finish/"+id, nil, nil, nil), "another browser has nothing of it")
	var who map[string]any
	require.Equal(t, http.StatusOK, v.ask("POST", "/api/diia/finish/"+id, nil, nil, &who))
	assert.Equal(t, "diia", who["way"])
	assert.Equal(t, pki.Subject(v.key.SignCert), (<-events).Visitor.Person)
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/documents", nil, nil, nil))
	assert.Equal(t, http.StatusNotFound, v.ask("POST", "/api/diia/finish/"+id, nil, nil, nil), "once")

	for _, form := range []string{"", "?attached"} {
		var signed struct {
			Signature []byte
			Report    struct{ Passed, Detached bool }
		}
		require.Equal(t, http.StatusOK, v.ask("POST", "/api/diia/finish/"+v.confirmed(document, "звіт")+form, nil, nil, &signed))
		assert.True(t, signed.Report.Passed)
		assert.Equal(t, form == "", signed.Report.Detached)
		assert.Equal(t, form != "", bytes.Contains(signed.Signature, []byte("звіт")))
		assert.True(t, (<-events).Report.Passed())
	}

	for what, path := range map[string]string{
		"a document without a name": "documents", "a longer name than the phone shows": "documents?name=" + url.QueryEscape(strings.Repeat("я", diia.MaxName)),
	} {
		assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/diia/start/"+path, nil, strings.NewReader("звіт"), nil), what)
	}
	assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/diia/start/"+document, nil, bytes.NewReader(make([]byte, diia.MaxContent+1)), nil), "too long")
}
