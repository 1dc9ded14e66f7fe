// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lent sends one request by a transport.
func lent(t *testing.T, by http.RoundTripper, address, body string) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	require.NoError(t, err)
	return by.RoundTrip(request)
}

func TestTransport(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
		case "/refused":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "why: 0123456789")
		default:
			_, _ = io.Copy(w, r.Body)
		}
	}))
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL)
	require.NoError(t, err)
	carrier := New([]Host{{Name: at.Host, Private: true}}).Transport(8, TimeLimit)

	answer, err := lent(t, carrier, server.URL, "12345678")
	require.NoError(t, err)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	assert.Equal(t, "12345678", string(body))

	answer, err = lent(t, carrier, server.URL+"/refused", "")
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadRequest, answer.StatusCode)
	body, err = io.ReadAll(answer.Body)
	require.NoError(t, err)
	assert.Equal(t, "why: 012", string(body), "of what is no success the beginning is enough")

	for what, c := range map[string]struct {
		address, body string
		want          error
	}{
		"too long":     {server.URL, "123456789", ErrTooLarge},
		"a redirect":   {server.URL + "/redirect", "", ErrRedirect},
		"not listed":   {"https://elsewhere.example/", "", ErrForbiddenHost},
		"another port": {"http://127.0.0.1:1/", "", ErrForbiddenHost},
	} {
		_, err := lent(t, carrier, c.address, c.body)
		assert.ErrorIs(t, err, c.want, what)
	}
}

// TestTransportTimeLimit: each transport of a client has its own, and nobody waits
// longer than whoever asks.
func TestTransportTimeLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := New([]Host{{Name: "cloud.example.ua"}})
		client.direct = roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		for _, within := range []time.Duration{TimeLimit, 10 * time.Minute} {
			began := time.Now()
			_, err := lent(t, client.Transport(1, within), "https://cloud.example.ua", "")
			assert.ErrorIs(t, err, ErrUnreachable)
			assert.Equal(t, within, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://cloud.example.ua", nil)
		require.NoError(t, err)
		began := time.Now()
		_, err = client.Transport(1, time.Hour).RoundTrip(request)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Minute, time.Since(began))
	})
}
