// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// trickle is a body of which an octet comes each second.
type trickle struct{ ctx context.Context }

func (b trickle) Read(p []byte) (int, error) {
	select {
	case <-time.After(time.Second):
		return copy(p, "."), nil
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
}

func TestTimeLimit(t *testing.T) {
	for what, answer := range map[string]roundTripper{
		"no answer": func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
		"a slow one": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(trickle{r.Context()})}, nil
		},
	} {
		t.Run(what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := New([]Host{{Name: "ca.example.ua"}})
				client.direct = answer
				began := time.Now()
				_, err := client.Post(t.Context(), "http://ca.example.ua", "", nil, 1<<20)
				assert.ErrorIs(t, err, ErrUnreachable)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, 10*time.Second, time.Since(began))
			})
		})
	}
}

// TestProxy wants the proxy of the environment used although its address is
// private, and the list of hosts hold before.
func TestProxy(t *testing.T) {
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		_, _ = io.WriteString(w, "by way of a proxy")
	}))
	t.Cleanup(server.Close)
	at, err := url.Parse(server.URL)
	require.NoError(t, err)
	client := New([]Host{{Name: "ca.example.ua"}})
	client.proxy = http.ProxyURL(at)

	answer, err := client.Post(t.Context(), "http://ca.example.ua/services/cmp/", "", nil, 1<<10)
	require.NoError(t, err)
	assert.Equal(t, "by way of a proxy", string(answer))
	_, err = client.Post(t.Context(), "http://evil.example.ua/", "", nil, 1<<10)
	assert.ErrorIs(t, err, ErrForbiddenHost)
	assert.Equal(t, []string{"http://ca.example.ua/services/cmp/"}, asked)

	client.proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("no URL") }
	_, err = client.Post(t.Context(), "http://ca.example.ua/", "", nil, 1<<10)
	assert.ErrorIs(t, err, ErrUnreachable)
}

// TestDialForbidden holds the second wall: what carries requests connects to
// listed hosts only.
func TestDialForbidden(t *testing.T) {
	client := New([]Host{{Name: "ca.example.ua"}})
	_, err := client.dial(t.Context(), "tcp", "127.0.0.1:80")
	assert.ErrorIs(t, err, ErrForbiddenHost)
}

// FuzzEndpoint wants no URL to lead to another endpoint than the one that it
// is allowed for.
func FuzzEndpoint(f *testing.F) {
	for _, seed := range []string{"http://ca.example.ua", "https://ca.example.ua:443/x", "http://ca.example.ua@evil.example", "http://[::1]:80", `http://evil\@ca.example.ua`} {
		f.Add(seed)
	}
	client := New([]Host{{Name: "ca.example.ua"}})
	f.Fuzz(func(t *testing.T, text string) {
		reached := ""
		client.direct = roundTripper(func(r *http.Request) (*http.Response, error) {
			reached = r.URL.Hostname()
			return nil, errors.New("far enough")
		})
		_, _ = client.Post(t.Context(), text, "", nil, 1)
		if reached != "" {
			assert.Regexp(t, `^(?i:ca\.example\.ua)$`, reached)
		}
	})
}
