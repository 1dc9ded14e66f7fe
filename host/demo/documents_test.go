// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
)

type field struct {
	name string
	data []byte
}

// form is the head and body of a form with those fields, in that order.
func form(t *testing.T, fields ...field) (http.Header, io.Reader) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, f := range fields {
		part, err := w.CreateFormFile(f.name, "f")
		require.NoError(t, err)
		_, err = part.Write(f.data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return http.Header{"Content-Type": {w.FormDataContentType()}}, &body
}

func TestVerify(t *testing.T) {
	v := newVisitor(t)
	document := []byte("Заява")
	type report struct {
		Passed, Detached bool
		Levels           []string
		Words            map[string]struct{ Answer string }
	}

	header, body := form(t, field{"signature", v.sign(document, x509.OID{}, true)}, field{"content", document})
	assert.Equal(t, http.StatusUnauthorized, v.ask("POST", "/api/verify?detached", header, body, nil), "a stranger's document")
	require.Equal(t, http.StatusOK, v.signIn(nil))

	var got report
	header, body = form(t, field{"signature", v.sign(document, x509.OID{}, true)}, field{"content", document})
	require.Equal(t, http.StatusOK, v.ask("POST", "/api/verify?detached", header, body, &got))
	assert.True(t, got.Passed)
	assert.True(t, got.Detached)
	assert.Equal(t, []string{"B-B"}, got.Levels)
	for _, language := range []string{"uk", "en"} {
		assert.Contains(t, got.Words[language].Answer, pki.Subject(v.key.SignCert).DisplayName(), language)
	}

	header, body = form(t, field{"signature", v.sign(document, x509.OID{}, false)})
	got = report{}
	require.Equal(t, http.StatusOK, v.ask("POST", "/api/verify", header, body, &got))
	assert.True(t, got.Passed)
	assert.False(t, got.Detached)

	header, body = form(t, field{"signature", v.sign(document, x509.OID{}, true)}, field{"content", []byte("Інша")})
	got = report{}
	require.Equal(t, http.StatusOK, v.ask("POST", "/api/verify?detached", header, body, &got))
	assert.False(t, got.Passed)

	header, body = form(t, field{"signature", v.sign(document, x509.OID{}, true)})
	assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/verify?detached", header, body, nil), "no document")
	header, body = form(t, field{"content", document}, field{"signature", v.sign(document, x509.OID{}, true)})
	assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/verify?detached", header, body, nil), "the document first")
	header, body = form(t, field{"signature", append(v.sign(document, x509.OID{}, true), make([]byte, 1<<20)...)}, field{"content", document})
	assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/verify?detached", header, body, nil), "a signature without an end")
	assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/verify", nil, nil, nil), "no form")
}

// TestFolder has signatures judged of somebody who did not sign in: each says itself
// whose it is, and of which document.
func TestFolder(t *testing.T) {
	v := newVisitor(t)
	document := []byte("Акт")
	for content, passed := range map[string]bool{"Акт": true, "Інший акт": false} {
		header, body := form(t, field{"signature", v.sign(document, x509.OID{}, true)}, field{"content", []byte(content)})
		var got struct{ Passed bool }
		require.Equal(t, http.StatusOK, v.ask("POST", "/api/folder?detached", header, body, &got))
		assert.Equal(t, passed, got.Passed, content)
	}
	assert.Equal(t, http.StatusBadRequest, v.ask("POST", "/api/folder", nil, nil, nil), "no form")
	assert.Equal(t, http.StatusOK, v.ask("GET", "/folder/", nil, nil, nil))
}

// meanwhile is a body that does something before it is read.
type meanwhile struct {
	io.Reader
	do func()
}

func (m *meanwhile) Read(p []byte) (int, error) {
	m.do()
	return m.Reader.Read(p)
}

// TestSignedOutMeanwhile signs out while a document is on its way: it is still
// known whose it was.
func TestSignedOutMeanwhile(t *testing.T) {
	v := newVisitor(t)
	var seen demo.Event
	cabinet := demo.New(demo.Config{
		Verifier: &relying.Verifier{Trust: v.house.PKI.Trust(), Origin: v.house.Origin},
		Observe:  func(e demo.Event) { seen = e },
	})
	var cookies []*http.Cookie
	post := func(path string, header http.Header, body io.Reader) int {
		request := httptest.NewRequest("POST", path, body)
		for name, values := range header {
			request.Header[name] = values
		}
		for _, c := range cookies {
			request.AddCookie(c)
		}
		recorder := httptest.NewRecorder()
		cabinet.ServeHTTP(recorder, request)
		cookies = append(cookies, recorder.Result().Cookies()...)
		return recorder.Code
	}
	number := v.sign([]byte(pki.Subject(v.key.SignCert).DRFO), x509.OID{}, false)
	require.Equal(t, http.StatusOK, post("/api/tax-login", http.Header{"Authorization": {base64.StdEncoding.EncodeToString(number)}}, nil))

	header, body := form(t, field{"signature", v.sign([]byte("Заява"), x509.OID{}, false)})
	signOut := sync.OnceFunc(func() { assert.Equal(t, http.StatusOK, post("/api/sign-out", nil, nil)) })
	require.Equal(t, http.StatusOK, post("/api/verify", header, &meanwhile{body, signOut}))
	assert.Equal(t, http.StatusUnauthorized, post("/api/verify", nil, nil))
	assert.Equal(t, pki.Subject(v.key.SignCert), seen.Visitor.Person)
}
