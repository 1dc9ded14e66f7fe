// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package loopback

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

var _ key.Authorization = (*Listener)(nil)

var farewellPage = Page{Language: "uk", Title: "Готово", Text: "Можна повернутися <до термінала>"}

// A visit is one under way.
type visit struct {
	*Listener
	shown chan string
	came  chan outcome
}

type outcome struct {
	url string
	err error
}

// begin has somebody at a provider's page.
func begin(t *testing.T, ctx context.Context, l *Listener) visit {
	t.Helper()
	v := visit{l, make(chan string, 1), make(chan outcome, 1)}
	l.show = func(url string) { v.shown <- url }
	go func() {
		came, err := l.Visit(ctx, "https://provider.example/authorize?state=a")
		v.came <- outcome{came, err}
	}()
	assert.Equal(t, "https://provider.example/authorize?state=a", <-v.shown)
	return v
}

func listen(t *testing.T) *Listener {
	t.Helper()
	l, err := Listen(func(string) {}, farewellPage)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, l.Close()) })
	return l
}

func get(t *testing.T, address string) (int, string, http.Header) {
	t.Helper()
	response, err := http.Get(address)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body), response.Header
}

func TestSomebodyComesBack(t *testing.T) {
	l := listen(t)
	assert.True(t, l.Exposed())
	v := begin(t, t.Context(), l)
	status, page, header := get(t, l.RedirectURI()+"?code=c%2B1&state=a")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, page, `<html lang="uk">`)
	assert.Contains(t, page, "Можна повернутися &lt;до термінала&gt;")
	assert.Equal(t, "no-store", header.Get("Cache-Control"))
	assert.Equal(t, "no-referrer", header.Get("Referrer-Policy"))
	assert.Contains(t, header.Get("Content-Security-Policy"), "default-src 'none'")

	came := <-v.came
	require.NoError(t, came.err)
	assert.Equal(t, l.RedirectURI()+"?code=c%2B1&state=a", came.url)
}

// TestAddressesAreNotGuessed: two visits share neither port nor path, and are on
// no other interface.
func TestAddressesAreNotGuessed(t *testing.T) {
	one, other := listen(t), listen(t)
	a, err := url.Parse(one.RedirectURI())
	require.NoError(t, err)
	b, err := url.Parse(other.RedirectURI())
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1", a.Hostname())
	assert.NotEqual(t, a.Port(), b.Port(), "a port in use is passed over")
	assert.NotEqual(t, a.Path, b.Path)
	assert.Greater(t, len(a.Path), 24)
}

func TestStrayRequestsEndNothing(t *testing.T) {
	l := listen(t)
	v := begin(t, t.Context(), l)
	root := "http://" + l.place.host
	for name, c := range map[string]struct {
		method, target, host string
		status               int
	}{
		"an icon":         {http.MethodGet, root + "/favicon.ico", "", http.StatusNotFound},
		"another path":    {http.MethodGet, root + "/?code=injected", "", http.StatusNotFound},
		"a longer path":   {http.MethodGet, l.RedirectURI() + "/?code=injected", "", http.StatusNotFound},
		"no answer in it": {http.MethodGet, l.RedirectURI(), "", http.StatusNotFound},
		"another method":  {http.MethodPost, l.RedirectURI() + "?code=injected", "", http.StatusMethodNotAllowed},
		"only a head":     {http.MethodHead, l.RedirectURI() + "?code=injected", "", http.StatusMethodNotAllowed},
		"another host":    {http.MethodGet, l.RedirectURI() + "?code=injected", "rebound.example", http.StatusNotFound},
		"its other name":  {http.MethodGet, l.RedirectURI() + "?code=injected", "localhost", http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), c.method, c.target, nil)
			require.NoError(t, err)
			request.Host = c.host
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			response.Body.Close()
			assert.Equal(t, c.status, response.StatusCode)
		})
	}
	assert.Empty(t, v.came)
	get(t, l.RedirectURI()+"?code=true")
	assert.Equal(t, outcome{url: l.RedirectURI() + "?code=true"}, <-v.came)
}

// TestOnlyTheFirstIsTaken: what comes later goes nowhere.
func TestOnlyTheFirstIsTaken(t *testing.T) {
	l := listen(t)
	v := begin(t, t.Context(), l)
	get(t, l.RedirectURI()+"?code=first")
	status, _, _ := get(t, l.RedirectURI()+"?code=second")
	assert.Equal(t, http.StatusNotFound, status)
	assert.Equal(t, outcome{url: l.RedirectURI() + "?code=first"}, <-v.came)

	_, err := l.Visit(t.Context(), "https://provider.example/")
	assert.ErrorIs(t, err, ErrVisited)
}

func TestNobodyIsTakenBeforeTheVisit(t *testing.T) {
	l := listen(t)
	status, _, _ := get(t, l.RedirectURI()+"?code=early")
	assert.Equal(t, http.StatusNotFound, status)
	v := begin(t, t.Context(), l)
	get(t, l.RedirectURI()+"?code=true")
	assert.Equal(t, l.RedirectURI()+"?code=true", (<-v.came).url)
}

func TestTheContextEndsIt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := listen(t)
	v := begin(t, ctx, l)
	cancel()
	assert.ErrorIs(t, (<-v.came).err, context.Canceled)
	status, _, _ := get(t, l.RedirectURI()+"?code=late")
	assert.Equal(t, http.StatusNotFound, status)
}

// TestAClosedBrowserIsNotWaitedForForEver: nobody tells that it was closed.
func TestAClosedBrowserIsNotWaitedForForEver(t *testing.T) {
	l := listen(t)
	l.patience = time.Millisecond
	v := begin(t, t.Context(), l)
	assert.ErrorIs(t, (<-v.came).err, key.ErrUnconfirmed)
}

func TestCloseFreesThePort(t *testing.T) {
	l, err := Listen(func(string) {}, farewellPage)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.NoError(t, l.Close(), "twice is no error")
	socket, err := net.Listen("tcp4", l.place.host)
	require.NoError(t, err, "the port is free")
	require.NoError(t, socket.Close())
	_, err = l.Visit(t.Context(), "https://provider.example/")
	assert.ErrorIs(t, err, ErrVisited)
}

// TestALongRequestIsRefused: a header has its limit.
func TestALongRequestIsRefused(t *testing.T) {
	l := listen(t)
	v := begin(t, t.Context(), l)
	connection, err := net.Dial("tcp4", l.place.host)
	require.NoError(t, err)
	defer connection.Close()
	go io.WriteString(connection, "GET "+l.place.path+"?code="+string(make([]byte, 4*maxHeader))+" HTTP/1.1\r\n\r\n")
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err == nil { // the connection may be cut instead
		assert.GreaterOrEqual(t, response.StatusCode, http.StatusBadRequest)
	}
	assert.Empty(t, v.came)
}
