// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package outbound_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/outbound"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const limit = 1 << 10

// serve is a server on loopback, its host:port, and a client that may speak to it.
func serve(t *testing.T, handler http.HandlerFunc) (address string, client *outbound.Client) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	address = strings.TrimPrefix(server.URL, "http://")
	return address, outbound.New([]outbound.Host{{Name: address, Private: true}})
}

func TestPost(t *testing.T) {
	var headers []http.Header
	address, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Equal(t, "/services/cmp/", r.URL.Path)
		headers = append(headers, r.Header)
		http.SetCookie(w, &http.Cookie{Name: "who", Value: "you"})
		_, _ = io.Copy(w, r.Body)
	})
	for _, contentType := range []string{"", "application/ocsp-request"} {
		answer, err := client.Post(t.Context(), "http://"+address+"/services/cmp/", contentType, []byte("question"), limit)
		require.NoError(t, err)
		assert.Equal(t, "question", string(answer))
	}
	assert.NotContains(t, headers[0], "Content-Type")
	assert.Equal(t, "application/ocsp-request", headers[1].Get("Content-Type"))
	for _, header := range headers {
		assert.NotContains(t, header, "Cookie")
		assert.NotContains(t, header, "Referer")
		assert.NotContains(t, header, "Accept-Encoding")
	}
}

func TestForbiddenHost(t *testing.T) {
	address, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	next, err := strconv.Atoi(port)
	require.NoError(t, err)
	client := outbound.New([]outbound.Host{
		{Name: "ca.example.ua"}, {Name: "tsp.example.ua:8080"}, {Name: "127.0.0.1:" + strconv.Itoa(next+1), Private: true},
	})
	for _, url := range []string{
		"http://" + address,
		"http://localhost:" + port,
		"http://127.0.0.1",
		"http://evil.example.ua",
		"http://ca.example.ua.evil.example",
		"http://evil.example/ca.example.ua",
		"http://ca.example.ua@evil.example",
		"http://user:secret@ca.example.ua",
		"http://evil.example#@ca.example.ua",
		`http://evil.example\@ca.example.ua`,
		"http://ca.example.ua:8080",
		"http://ca.example.ua.",
		"http://ca.example.ua%2eevil.example",
		"http://ca.example.ua:80:80",
		"http://tsp.example.ua",
		"https://tsp.example.ua",
		"http://[::1]",
		"http://2130706433",
		"http://0x7f.1",
		"ftp://ca.example.ua",
		"file:///etc/passwd",
		"gopher://ca.example.ua:80",
		"//ca.example.ua",
		"ca.example.ua",
		"http:ca.example.ua",
		"http:///x",
		"",
		"http://\x00",
	} {
		_, err := client.Post(t.Context(), url, "", nil, limit)
		assert.ErrorIs(t, err, outbound.ErrForbiddenHost, url)
	}
}

// TestPrivateAddress names loopback in ways that only show at dial.
func TestPrivateAddress(t *testing.T) {
	address, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") })
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "[::]"} {
		client := outbound.New([]outbound.Host{{Name: host + ":" + port}})
		for _, scheme := range []string{"http://", "https://"} {
			_, err := client.Post(t.Context(), scheme+host+":"+port, "", nil, limit)
			assert.ErrorIs(t, err, outbound.ErrPrivateAddress, host)
			assert.NotErrorIs(t, err, outbound.ErrUnreachable)
		}
	}
	named := outbound.New([]outbound.Host{{Name: "0.0.0.0:" + port, Private: true}})
	_, err = named.Post(t.Context(), "http://0.0.0.0:"+port, "", nil, limit)
	assert.ErrorIs(t, err, outbound.ErrPrivateAddress, "no server's address, whoever names it")
}

func TestHostNames(t *testing.T) {
	address, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") })
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	client := outbound.New([]outbound.Host{
		{Name: "LocalHost:" + port, Private: true},
		{Name: "localhost:" + port}, // does not take it back
	})
	answer, err := client.Post(t.Context(), "http://LOCALHOST:"+port, "", nil, limit)
	require.NoError(t, err)
	assert.Equal(t, "here", string(answer))
}

func TestRedirects(t *testing.T) {
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		asked := 0
		var address string
		address, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
			asked++
			w.Header().Set("Location", "http://"+address+"/elsewhere")
			w.WriteHeader(status)
		})
		_, err := client.Post(t.Context(), "http://"+address, "", []byte("question"), limit)
		assert.ErrorIs(t, err, outbound.ErrRedirect, status)
		assert.Equal(t, 1, asked)
	}
}

func TestStatus(t *testing.T) {
	for _, status := range []int{201, 204, 400, 401, 404, 407, 500, 503} {
		address, client := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		_, err := client.Post(t.Context(), "http://"+address, "", nil, limit)
		var got *outbound.StatusError
		require.ErrorAs(t, err, &got)
		assert.Equal(t, status, got.Code)
	}
}

func TestLimit(t *testing.T) {
	for what, c := range map[string]struct {
		write func(http.ResponseWriter, *http.Request)
		err   error
	}{
		"just so":   {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, limit)) }, nil},
		"one more":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, limit+1)) }, outbound.ErrTooLarge},
		"announced": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "9223372036854775807") }, outbound.ErrTooLarge},
		"without end": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = w.Write(make([]byte, limit))
			}
		}, outbound.ErrTooLarge},
		"packed": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(make([]byte, limit))
		}, nil}, // given as it came
		"a header without end": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		}, outbound.ErrUnreachable},
		"broken off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write(make([]byte, 50))
			panic(http.ErrAbortHandler)
		}, outbound.ErrUnreachable},
	} {
		t.Run(what, func(t *testing.T) {
			address, client := serve(t, c.write)
			answer, err := client.Post(t.Context(), "http://"+address, "", nil, limit)
			if c.err == nil {
				require.NoError(t, err)
				assert.Len(t, answer, limit)
				return
			}
			assert.ErrorIs(t, err, c.err)
		})
	}
}

func TestUnreachable(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	client := outbound.New([]outbound.Host{{Name: address, Private: true}})
	_, err := client.Post(t.Context(), server.URL, "", nil, limit)
	assert.ErrorIs(t, err, outbound.ErrUnreachable)

	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	client = outbound.New([]outbound.Host{{Name: strings.TrimPrefix(secure.URL, "https://"), Private: true}})
	_, err = client.Post(t.Context(), secure.URL, "", nil, limit)
	assert.ErrorIs(t, err, outbound.ErrUnreachable, "a certificate that nobody trusts")
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address, client := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := client.Post(ctx, "http://"+address, "", nil, limit)
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, outbound.ErrUnreachable)
}
