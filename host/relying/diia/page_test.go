// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
)

// page is the cabinet's handlers for its page's scripts. The name of a session
// comes in a header, and the documents to sign in the body.
func (s *scene) page() http.Handler {
	page := &diia.Page{
		Desk:    s.desk,
		Session: func(_ http.ResponseWriter, r *http.Request) string { return r.Header.Get("Session") },
		Documents: func(r *http.Request) ([]diia.Document, error) {
			var documents []diia.Document
			return documents, json.NewDecoder(r.Body).Decode(&documents)
		},
		Done: func(w http.ResponseWriter, _ *http.Request, done *diia.Result) {
			_, _ = io.WriteString(w, string(done.Action)+" by "+done.Visitor.DisplayName())
		},
	}
	return http.StripPrefix("/api/diia", page.Handler())
}

// ask sends a request as the page's script does.
func ask(page http.Handler, method, path, session string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/api/diia/"+path, body)
	if session != "" {
		r.Header.Set("Session", session)
	}
	w := httptest.NewRecorder()
	page.ServeHTTP(w, r)
	return w
}

// started is the request that an answer to a start has.
func started(t *testing.T, w *httptest.ResponseRecorder) *diia.Request {
	t.Helper()
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	r := new(diia.Request)
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), r))
	assert.NotEmpty(t, r.QR.Rows)
	return r
}

func TestPage(t *testing.T) {
	bubble(t, func(s *scene) {
		page := s.page()
		r := started(s.T, ask(page, "POST", "start/auth", session, nil))
		go func() {
			time.Sleep(7 * time.Second)
			s.press(r, "confirm")
		}()
		stream := ask(page, "GET", "events/"+r.ID, session, nil)
		assert.Equal(s, "text/event-stream", stream.Header().Get("Content-Type"))
		assert.Equal(s, ":\n\n:\n\nevent: confirmed\ndata: {}\n\n", stream.Body.String())
		assert.Equal(s, "event: confirmed\ndata: {}\n\n", ask(page, "GET", "events/"+r.ID, session, nil).Body.String(), "after a reconnect")

		assert.Equal(s, http.StatusNotFound, ask(page, "GET", "events/"+r.ID, "another", nil).Code)
		assert.Equal(s, http.StatusNotFound, ask(page, "POST", "finish/"+r.ID, "another", nil).Code)
		assert.Equal(s, "auth by Тестова Оксана Іванівна", ask(page, "POST", "finish/"+r.ID, session, nil).Body.String())
		assert.Equal(s, http.StatusNotFound, ask(page, "POST", "finish/"+r.ID, session, nil).Code)
		assert.Equal(s, http.StatusNotFound, ask(page, "GET", "events/"+r.ID, session, nil).Code)

		documents, err := json.Marshal(twoDocuments())
		require.NoError(s, err)
		r = started(s.T, ask(page, "POST", "start/documents", session, bytes.NewReader(documents)))
		s.press(r, "confirm")
		assert.Equal(s, "hashedFilesSigning by Тестова Оксана Іванівна", ask(page, "POST", "finish/"+r.ID, session, nil).Body.String())
	})
}

func TestPageOfFailures(t *testing.T) {
	for fault, event := range map[diiatest.Fault]string{
		diiatest.Expire:             "event: expired\ndata: {}\n\n",
		diiatest.Refuse:             "event: failed\ndata: {\"code\":\"declined\"}\n\n",
		diiatest.ForeignCertificate: "event: failed\ndata: {\"code\":\"certificate-untrusted\"}\n\n",
	} {
		t.Run(string(fault), func(t *testing.T) {
			bubble(t, func(s *scene) {
				page := s.page()
				r := started(s.T, ask(page, "POST", "start/auth", session, nil))
				s.press(r, "confirm")
				stream := ask(page, "GET", "events/"+r.ID, session, nil).Body.String()
				assert.Contains(s, stream, event)
				assert.NotEqual(s, http.StatusOK, ask(page, "POST", "finish/"+r.ID, session, nil).Code)
			}, func(o *diiatest.Options) { o.Fault = fault })
		})
	}
}

func TestPageThatCannotStart(t *testing.T) {
	s := newScene(t)
	page := s.page()
	code := func(w *httptest.ResponseRecorder) (why string) {
		var answer struct{ Code string }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer), w.Body)
		return answer.Code
	}
	nobody := ask(page, "POST", "start/auth", "", nil)
	assert.Equal(t, http.StatusForbidden, nobody.Code)
	assert.Equal(t, "invalid-params", code(nobody))
	assert.Equal(t, http.StatusMethodNotAllowed, ask(page, "GET", "start/auth", session, nil).Code)
	for _, documents := range []string{"{", "[]"} {
		wrong := ask(page, "POST", "start/documents", session, strings.NewReader(documents))
		assert.Equal(t, http.StatusBadRequest, wrong.Code)
		assert.Equal(t, "invalid-params", code(wrong))
	}
	many, err := json.Marshal(make([]diia.Document, diia.MaxDocuments+1))
	require.NoError(t, err)
	refused := ask(page, "POST", "start/documents", session, bytes.NewReader(many))
	assert.Equal(t, http.StatusBadRequest, refused.Code)
	assert.Equal(t, "too-many-documents", code(refused))

	s.diia.SetFault(diiatest.ServerError)
	broken := ask(page, "POST", "start/auth", session, nil)
	assert.Equal(t, http.StatusBadGateway, broken.Code)
	assert.Equal(t, "provider-failed", code(broken))
	delete(s.network, "diia.example")
	assert.Equal(t, "provider-unreachable", code(ask(page, "POST", "start/auth", session, nil)))

	alone := (&diia.Page{Desk: s.desk, Session: func(http.ResponseWriter, *http.Request) string { return session }}).Handler()
	w := httptest.NewRecorder()
	alone.ServeHTTP(w, httptest.NewRequest("POST", "/start/documents", nil))
	assert.Equal(t, http.StatusNotFound, w.Code, "a page that signs nothing")
}

func TestPageThatIsLeft(t *testing.T) {
	bubble(t, func(s *scene) {
		page := s.page()
		r := started(s.T, ask(page, "POST", "start/auth", session, nil))
		gone := &leaving{ResponseRecorder: httptest.NewRecorder()}
		request := httptest.NewRequest("GET", "/api/diia/events/"+r.ID, nil)
		request.Header.Set("Session", session)
		begun := time.Now()
		page.ServeHTTP(gone, request)
		assert.Less(s, time.Since(begun), time.Minute)
	})
}

// leaving is a browser that goes away after a while.
type leaving struct {
	*httptest.ResponseRecorder
	written int
}

func (l *leaving) Write(p []byte) (int, error) {
	if l.written += len(p); l.written > 10 {
		return 0, errors.New("connection reset")
	}
	return l.ResponseRecorder.Write(p)
}
