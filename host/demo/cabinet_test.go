// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/demo"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

// visitor is a browser at the cabinet's page, with a key that signs at once.
type visitor struct {
	t      *testing.T
	house  *demo.House
	client *http.Client
	key    *testpki.Subscriber
}

var events = make(chan demo.Event, 64)

// house is one cabinet for all tests: making its authorities and sample keys
// takes a while.
var house = sync.OnceValues(func() (*demo.House, error) {
	return demo.Start(0, demo.Options{Observe: func(e demo.Event) { events <- e }})
})

func TestMain(m *testing.M) {
	code := m.Run()
	if h, err := house(); err != nil || h.Close(context.Background()) != nil {
		code = 1
	}
	os.Exit(code)
}

func newVisitor(t *testing.T) *visitor {
	t.Helper()
	h, err := house()
	require.NoError(t, err)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	for len(events) > 0 {
		<-events // of the test before
	}
	return &visitor{t, h, &http.Client{Jar: jar}, h.PKI.Subscriber(testpki.Person)}
}

// ask sends a request as the page's script does, and decodes the answer.
func (v *visitor) ask(method, path string, header http.Header, body io.Reader, answer any) int {
	v.t.Helper()
	request, err := http.NewRequestWithContext(v.t.Context(), method, v.house.Origin+path, body)
	require.NoError(v.t, err)
	request.Header.Set("Origin", v.house.Origin)
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := v.client.Do(request)
	require.NoError(v.t, err)
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	require.NoError(v.t, err)
	if answer != nil {
		require.NoError(v.t, json.Unmarshal(data, answer), "%s", data)
	}
	return response.StatusCode
}

func (v *visitor) sign(content []byte, contentType x509.OID, detached bool) []byte {
	v.t.Helper()
	signer := cades.Signer{
		Certificate: v.key.SignCert, Chain: v.key.Chain, ContentType: contentType, Detached: detached, SigningTime: time.Now(),
	}
	hash, err := signer.ContentHash()
	require.NoError(v.t, err)
	prepared, err := signer.Prepare(hash.Sum(content))
	require.NoError(v.t, err)
	signature, err := v.key.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
	require.NoError(v.t, err)
	signed, err := prepared.Finish(signature)
	require.NoError(v.t, err)
	der, err := signed.Marshal(content)
	require.NoError(v.t, err)
	return der
}

func (v *visitor) signIn(answer any) int {
	v.t.Helper()
	var given struct{ Challenge []byte }
	require.Equal(v.t, http.StatusOK, v.ask("POST", "/api/challenge", nil, nil, &given))
	statement := login.Statement{Origin: v.house.Origin, Challenge: given.Challenge, Time: time.Now().UTC().Truncate(time.Second)}
	der, err := statement.Marshal()
	require.NoError(v.t, err)
	body, err := json.Marshal(map[string][]byte{"token": v.sign(der, login.OID, false)})
	require.NoError(v.t, err)
	return v.ask("POST", "/api/login", nil, bytes.NewReader(body), answer)
}

func TestSignInAndOut(t *testing.T) {
	v := newVisitor(t)
	var who map[string]any
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/visitor", nil, nil, &who))
	assert.Nil(t, who)
	assert.Equal(t, http.StatusUnauthorized, v.ask("GET", "/api/documents", nil, nil, nil))

	require.Equal(t, http.StatusOK, v.signIn(nil))
	e := <-events
	require.NotNil(t, e.Visitor)
	assert.Equal(t, pki.Subject(v.key.SignCert), e.Visitor.Person)
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/visitor", nil, nil, &who))
	assert.Equal(t, "origin", who["way"])
	assert.Equal(t, e.Visitor.DRFO, who["drfo"])

	var documents []map[string]string
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/documents", nil, nil, &documents))
	assert.NotEmpty(t, documents)

	require.Equal(t, http.StatusOK, v.ask("POST", "/api/sign-out", nil, nil, nil))
	assert.Equal(t, http.StatusUnauthorized, v.ask("GET", "/api/documents", nil, nil, nil))
}

func TestTaxSignIn(t *testing.T) {
	v := newVisitor(t)
	number := []byte(pki.Subject(v.key.SignCert).DRFO)
	header := http.Header{"Authorization": {base64.StdEncoding.EncodeToString(v.sign(number, x509.OID{}, false))}}
	var who map[string]any
	require.Equal(t, http.StatusOK, v.ask("POST", "/api/tax-login", header, nil, &who))
	assert.Equal(t, "tax-number", who["way"])

	header.Set("Authorization", base64.StdEncoding.EncodeToString(v.sign([]byte("0000000030"), x509.OID{}, false)))
	assert.Equal(t, http.StatusUnauthorized, v.ask("POST", "/api/tax-login", header, nil, nil))
}

func TestSignInRefused(t *testing.T) {
	v := newVisitor(t)
	v.key = v.house.PKI.Subscriber(testpki.SelfMade)
	assert.Equal(t, http.StatusUnauthorized, v.signIn(nil))
	assert.Error(t, (<-events).Err)
	for _, body := range []string{"", "{", `{"token":"!"}`, `{"token":"AAAA"}`} {
		assert.GreaterOrEqual(t, v.ask("POST", "/api/login", nil, strings.NewReader(body), nil), 400, "%q", body)
	}
}

// TestSignInRevoked says by a code that a certificate is revoked.
func TestSignInRevoked(t *testing.T) {
	v := newVisitor(t)
	v.key = v.house.PKI.Subscriber(testpki.FOP)
	v.house.PKI.Revoke(v.key.SignCert, time.Now().Add(-time.Minute), crl.Superseded)
	var refused struct{ Error, Code string }
	assert.Equal(t, http.StatusUnauthorized, v.signIn(&refused))
	assert.Error(t, (<-events).Err)
	assert.Equal(t, "revoked", refused.Code)
	assert.Contains(t, refused.Error, "REVOKED")
}

// lost is a store of answered challenges that cannot be reached.
type lost struct{ store.Store }

func (lost) Add(context.Context, string, []byte, time.Time) (bool, error) {
	return false, errors.New("dial redis.internal:6379: connection refused")
}

// TestFaultOfTheServer keeps what is wrong with the server from its visitors, and
// lets none of them in.
func TestFaultOfTheServer(t *testing.T) {
	v := newVisitor(t)
	verifier := &relying.Verifier{Trust: v.house.PKI.Trust(), Origin: v.house.Origin, Spent: lost{}}
	cabinet := demo.New(demo.Config{Verifier: verifier})
	ask := func(path string, body io.Reader) *httptest.ResponseRecorder {
		recorder, request := httptest.NewRecorder(), httptest.NewRequest("POST", path, body)
		request.AddCookie(&http.Cookie{Name: "session", Value: "a browser"})
		cabinet.ServeHTTP(recorder, request)
		return recorder
	}
	assert.Equal(t, http.StatusServiceUnavailable, ask("/api/challenge", nil).Code, "no key")

	verifier.Keys = []relying.Key{relying.NewKey()}
	var given struct{ Challenge []byte }
	require.NoError(t, json.NewDecoder(ask("/api/challenge", nil).Body).Decode(&given))
	statement, err := (&login.Statement{Origin: v.house.Origin, Challenge: given.Challenge, Time: time.Now()}).Marshal()
	require.NoError(t, err)
	token, err := v.key.Sign(cades.Signer{ContentType: login.OID, SigningTime: time.Now()}, statement)
	require.NoError(t, err)
	body, err := json.Marshal(map[string][]byte{"token": token})
	require.NoError(t, err)
	refused := ask("/api/login", bytes.NewReader(body))
	assert.Equal(t, http.StatusServiceUnavailable, refused.Code)
	assert.Contains(t, refused.Body.String(), "store of answered challenges")
	assert.NotContains(t, refused.Body.String(), "redis")
}

// TestOtherSites holds what the browser is told so that no other site can act
// for the visitor, frame the page or run a script in it.
func TestOtherSites(t *testing.T) {
	v := newVisitor(t)
	foreign := http.Header{"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}}
	assert.Equal(t, http.StatusForbidden, v.ask("POST", "/api/sign-out", foreign, nil, nil))

	response, err := v.client.Get(v.house.Origin + "/")
	require.NoError(t, err)
	defer response.Body.Close()
	policy := response.Header.Get("Content-Security-Policy")
	for _, directive := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"} {
		assert.Contains(t, policy, directive)
	}
	assert.NotContains(t, policy, "unsafe")
}

func TestWhatThePageLoads(t *testing.T) {
	v := newVisitor(t)
	for path, kind := range map[string]string{
		"/": "text/html; charset=utf-8", "/app.js": "text/javascript; charset=utf-8", "/style.css": "text/css; charset=utf-8",
		"/icon.svg": "image/svg+xml", "/pidpys/client.js": "text/javascript; charset=utf-8", "/pidpys/diia.js": "text/javascript; charset=utf-8",
		"/pidpys/words/uk.json": "application/json", "/pidpys/words/en.json": "application/json",
		"/samples/Key-6.dat": "application/octet-stream",
	} {
		response, err := v.client.Get(v.house.Origin + path)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, http.StatusOK, response.StatusCode, path)
		assert.Equal(t, kind, response.Header.Get("Content-Type"), path)
	}
	for _, path := range []string{"/pidpys/words/fr.json", "/pidpys/words/..%2Fuk.json", "/samples/x", "/samples/..%2Fx"} {
		assert.Equal(t, http.StatusNotFound, v.ask("GET", path, nil, nil, nil), path)
	}
	var samples []demo.Sample
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/samples", nil, nil, &samples))
	require.NotEmpty(t, samples)
	for _, s := range samples {
		assert.Equal(t, http.StatusOK, v.ask("GET", "/samples/"+s.Name, nil, nil, nil), s.Name)
		assert.Equal(t, s.Name == "expired.pfx", s.Expired, s.Name)
	}
	var kept []demo.SampleUser
	require.Equal(t, http.StatusOK, v.ask("GET", "/api/kept", nil, nil, &kept))
	require.NotEmpty(t, kept)
	for _, user := range kept {
		assert.Equal(t, pki.Subject(v.house.PKI.Subscriber(user.ID).SignCert).DisplayName(), user.Name)
	}
	var words map[string]struct{ Error, Hint string }
	require.Equal(t, http.StatusOK, v.ask("GET", "/pidpys/words/uk.json", nil, nil, &words))
	assert.NotEmpty(t, words["page-not-listed"].Error)
}
