// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/demo/mail"
	"github.com/pidpys/pidpys/host/demo/portal"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

var authorities = sync.OnceValue(func() *testpki.PKI { return testpki.NewAt(time.Now, "http://authorities.pidpys.test") })

// scene is a portal and its post office.
type scene struct {
	*testing.T
	origin  string
	office  *mail.Office
	letters int           // that were read
	ahead   *atomic.Int64 // of time, nanoseconds, the portal's clock
	close   func()        // the post office
}

func newScene(t *testing.T) *scene {
	t.Helper()
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	s := &scene{T: t, ahead: new(atomic.Int64), office: &mail.Office{Nobody: func(a string) bool { return strings.HasPrefix(a, "nobody@") }}}
	served := make(chan error, 1)
	go func() { served <- s.office.Serve(listener) }()
	s.close = sync.OnceFunc(func() {
		require.NoError(t, listener.Close())
		require.NoError(t, <-served)
		s.office.Close()
	})
	server := httptest.NewUnstartedServer(nil)
	s.origin = "http://" + server.Listener.Addr().String()
	clock := func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }
	server.Config.Handler = portal.New(portal.Config{
		Verifier: &relying.Verifier{Trust: authorities().Trust(), Origin: s.origin, Keys: []relying.Key{relying.NewKey()}, Spent: store.NewMemory(nil)},
		Clock:    clock, Post: portal.Post{Office: listener.Addr().String(), From: "portal@pidpys.test"}, Mail: "http://localhost:1",
	})
	server.Start()
	t.Cleanup(s.close)
	t.Cleanup(server.Close)
	return s
}

var link = regexp.MustCompile(`/confirm/#(\S+)`)

// link is that of the next letter to an address.
func (s *scene) link(address string) string {
	s.Helper()
	ctx, cancel := context.WithTimeout(s.Context(), 10*time.Second)
	defer cancel()
	letter, err := s.office.Wait(ctx, address, s.letters)
	require.NoError(s, err)
	s.letters = letter.Number
	_, text := letter.Text()
	found := link.FindStringSubmatch(text)
	require.Len(s, found, 2, text)
	return found[1]
}

// browser is a person's, with a key that signs at once.
type browser struct {
	*scene
	client *http.Client
	key    *testpki.Subscriber
}

func (s *scene) browser(subscriber string) *browser {
	s.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s, err)
	return &browser{s, &http.Client{Jar: jar}, authorities().Subscriber(subscriber)}
}

// answer is what pages may get, whatever they asked for.
type answer struct {
	Status    int `json:"-"`
	Code      string
	Error     string
	Values    []string
	Category  string
	Email     string
	Sent      bool
	Confirmed bool
	Here      bool
	Data      []struct{ Field, Value, Source string }
	Signer    struct{ Name, Kind string }
}

// value is that of a field.
func (a answer) value(field string) string {
	for _, d := range a.Data {
		if d.Field == field {
			return d.Value + " " + d.Source
		}
	}
	return ""
}

// ask sends what a page's script does: body is JSON, nil only asks.
func (b *browser) ask(path string, body any) answer {
	b.Helper()
	method, reader := http.MethodGet, io.Reader(nil)
	if body != nil {
		data, err := json.Marshal(body)
		require.NoError(b, err)
		method, reader = http.MethodPost, bytes.NewReader(data)
	}
	request, err := http.NewRequestWithContext(b.Context(), method, b.origin+path, reader)
	require.NoError(b, err)
	request.Header.Set("Origin", b.origin)
	response, err := b.client.Do(request)
	require.NoError(b, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(b, err)
	got := answer{}
	if !bytes.HasPrefix(data, []byte(`"`)) { // a text alone
		require.NoError(b, json.Unmarshal(data, &got), "%s", data)
	}
	got.Status = response.StatusCode
	return got
}

// token signs a login of this browser.
func (b *browser) token() []byte {
	b.Helper()
	var given struct{ Challenge []byte }
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, b.origin+"/api/challenge", nil)
	require.NoError(b, err)
	response, err := b.client.Do(request)
	require.NoError(b, err)
	defer response.Body.Close()
	require.NoError(b, json.NewDecoder(response.Body).Decode(&given))
	statement, err := (&login.Statement{Origin: b.origin, Challenge: given.Challenge, Time: time.Now().UTC().Truncate(time.Second)}).Marshal()
	require.NoError(b, err)
	signer := cades.Signer{Certificate: b.key.SignCert, Chain: b.key.Chain, ContentType: login.OID, SigningTime: time.Now()}
	hash, err := signer.ContentHash()
	require.NoError(b, err)
	prepared, err := signer.Prepare(hash.Sum(statement))
	require.NoError(b, err)
	signature, err := b.key.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(b, err)
	signed, err := prepared.Finish(signature)
	require.NoError(b, err)
	der, err := signed.Marshal(statement)
	require.NoError(b, err)
	return der
}

type fields map[string]string

func (b *browser) identify(category, email string) answer {
	b.Helper()
	return b.ask("/api/identify", map[string]any{"category": category, "email": email, "token": b.token()})
}

func (b *browser) letter(email string, data fields) answer {
	b.Helper()
	return b.ask("/api/letter", map[string]any{"email": email, "data": data})
}

// register goes all the way.
func (b *browser) register(category, email string, data fields) {
	b.Helper()
	require.Equal(b, http.StatusOK, b.identify(category, email).Status)
	require.Equal(b, http.StatusOK, b.letter(email, data).Status)
	require.True(b, b.ask("/api/confirm", b.link(email)).Here)
	require.Equal(b, http.StatusOK, b.ask("/api/enter", struct{}{}).Status)
}
