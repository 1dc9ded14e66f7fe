// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package session_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/demo/session"
)

// asked is what a browser with a cookie asks.
func asked(cookie *http.Cookie) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if cookie != nil {
		r.AddCookie(cookie)
	}
	return r
}

func given(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	cookies := w.Result().Cookies()
	require.Len(t, cookies, 1)
	return cookies[0]
}

func TestSessionHasANewNameAfterItBegan(t *testing.T) {
	s := session.New[string]("portal")
	w := httptest.NewRecorder()
	planted := s.Named(w, asked(nil))
	cookie := given(t, w)
	assert.Equal(t, []any{"portal", planted, true, http.SameSiteStrictMode}, []any{cookie.Name, cookie.Value, cookie.HttpOnly, cookie.SameSite})
	assert.Equal(t, planted, s.Named(httptest.NewRecorder(), asked(cookie)), "the browser keeps its name")

	w = httptest.NewRecorder()
	s.Begin(w, asked(cookie), "oksana")
	begun := given(t, w)
	assert.NotEqual(t, planted, begun.Value)
	_, known := s.Of(asked(cookie))
	assert.False(t, known, "whoever knew the name before knows nothing")
	value, known := s.Of(asked(begun))
	assert.True(t, known)
	assert.Equal(t, "oksana", value)

	w = httptest.NewRecorder()
	s.End(w, asked(begun))
	assert.Negative(t, given(t, w).MaxAge)
	_, known = s.Of(asked(begun))
	assert.False(t, known)
}
