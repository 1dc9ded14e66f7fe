// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDate: whoever answers first tells the date, whatever else it says; nobody is
// told from somebody.
func TestDate(t *testing.T) {
	then := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, http.MethodHead, r.Method)
		w.Header().Set("Date", then.Format(http.TimeFormat))
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	silent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
	}))
	defer silent.Close()
	host := func(server *httptest.Server) Host {
		return Host{Name: server.Listener.Addr().String(), Private: true}
	}
	date, err := Date(t.Context(), []Host{host(silent), host(server)})
	require.NoError(t, err)
	assert.Equal(t, then, date)
	for _, hosts := range [][]Host{nil, {host(silent)}, {{Name: "127.0.0.1:1"}}} {
		_, err := Date(t.Context(), hosts)
		assert.ErrorIs(t, err, ErrNoDate)
	}
}
