// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package partner_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/internal/partner"
)

const limit = 16

func TestDo(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a redirect was followed") }))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/long":
			_, _ = io.WriteString(w, strings.Repeat("а", limit))
		case "/most":
			_, _ = io.WriteString(w, strings.Repeat("a", limit))
		case "/moved":
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		case "/cut":
			w.Header().Set("Content-Length", "12")
			_, _ = io.WriteString(w, "half")
		default:
			http.Error(w, "said to nobody", http.StatusTeapot)
		}
	}))
	defer server.Close()
	ask := func(path string) (int, []byte, error) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path+"?secret", nil)
		require.NoError(t, err)
		return partner.Do(nil, time.Minute, request, limit)
	}

	status, answer, err := ask("/most")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.Len(t, answer, limit)

	for path, want := range map[string]int{"/moved": http.StatusFound, "/other": http.StatusTeapot} {
		status, answer, err = ask(path)
		require.NoError(t, err, path)
		assert.Equal(t, want, status, path)
		assert.Nil(t, answer, path)
	}

	_, _, err = ask("/long")
	assert.ErrorIs(t, err, partner.ErrTooLong)
	_, _, err = ask("/cut")
	assert.ErrorIs(t, err, io.ErrUnexpectedEOF)

	server.Close()
	_, _, err = ask("/most")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
}

// TestWhoWaits: a client is told how long, and changed in nothing; without one it is patience that ends.
func TestWhoWaits(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	given := &http.Client{Timeout: time.Millisecond}
	for name, c := range map[string]struct {
		client   *http.Client
		patience time.Duration
	}{"the client": {given, time.Hour}, "patience": {nil, time.Millisecond}} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
		require.NoError(t, err)
		_, _, err = partner.Do(c.client, c.patience, request, limit)
		assert.ErrorIs(t, err, context.DeadlineExceeded, name)
	}
	assert.Nil(t, given.CheckRedirect)
}
