// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

const (
	clientID = "pidpys"
	redirect = "http://127.0.0.1:5555/back"
	verifier = "0123456789012345678901234567890123456789012"
)

func today() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// town is shared by all tests: its keys take time to find.
var town = testpki.New(today)

type object = map[string]any

// A program speaks to a server under test as a client would.
type program struct {
	testing.TB
	server  *csctest.Server
	handler http.Handler
	version int
	token   string
	secret  string          // the client has with the server
	prompts []*phone.Prompt // all that people were asked
}

// start makes a server and a program that it knows. People confirm everything at
// once, unless options say what they do.
func start(t testing.TB, o csctest.Options) *program {
	t.Helper()
	p := &program{TB: t, version: o.Version}
	if o.People == nil {
		o.People = []csctest.Person{{ID: "oksana", Keys: []*testpki.Subscriber{town.Subscriber(testpki.Person)}}}
	}
	o.App = "Навчальний підпис"
	o.Client = csctest.Client{ID: clientID, Secret: o.Client.Secret, Name: "Pidpys", Redirects: []string{"http://127.0.0.1/", "https://pidpys.example/", "https://other.example/back?a=b"}}
	o.Stranger = town.Subscriber(testpki.Foreign)
	if o.Now == nil {
		o.Now = today
	}
	answer := o.Asked
	o.Asked = func(prompt *phone.Prompt) {
		p.prompts = append(p.prompts, prompt)
		if answer == nil {
			prompt.Confirm("")
		} else {
			answer(prompt)
		}
	}
	p.server = csctest.New(o)
	p.handler = p.server
	return p
}

// send has the server answer a request.
func (p *program) send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w
}

// post asks a method, and returns the status with the answer's members.
func (p *program) post(method string, request object) (status int, answer object) {
	p.Helper()
	body, err := json.Marshal(request)
	require.NoError(p, err)
	r := httptest.NewRequestWithContext(p.Context(), http.MethodPost, p.server.Base()+"/"+method, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	w := p.send(r)
	if w.Body.Len() > 0 {
		require.NoError(p, json.Unmarshal(w.Body.Bytes(), &answer), w.Body)
	}
	return w.Code, answer
}

// must is post of what is in order.
func (p *program) must(method string, request object) object {
	p.Helper()
	status, answer := p.post(method, request)
	require.Less(p, status, 300, answer)
	return answer
}

// form posts to the authorization server.
func (p *program) form(endpoint string, values url.Values) (status int, answer object) {
	r := httptest.NewRequestWithContext(p.Context(), http.MethodPost, "/oauth2/"+endpoint, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := p.send(r)
	if w.Body.Len() > 0 {
		require.NoError(p, json.Unmarshal(w.Body.Bytes(), &answer), w.Body)
	}
	return w.Code, answer
}

// asking are the parameters of a request to the authorization endpoint.
func (p *program) asking(scope string, more url.Values) url.Values {
	query := url.Values{
		"response_type": {"code"}, "client_id": {clientID}, "redirect_uri": {redirect}, "scope": {scope}, "state": {"mine"},
	}
	if p.version == 2 {
		sum := sha256.Sum256([]byte(verifier))
		query.Set("code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]))
		query.Set("code_challenge_method", "S256")
	}
	for name, values := range more {
		query[name] = values
	}
	return query
}

// visit opens the authorization page.
func (p *program) visit(query url.Values) *httptest.ResponseRecorder {
	return p.send(httptest.NewRequestWithContext(p.Context(), http.MethodGet, "/oauth2/authorize?"+query.Encode(), nil))
}

// back is what the page sends people back with.
func (p *program) back(w *httptest.ResponseRecorder) url.Values {
	p.Helper()
	require.Equal(p, http.StatusFound, w.Code, w.Body)
	query, found := strings.CutPrefix(w.Header().Get("Location"), redirect+"?")
	require.True(p, found, w.Header())
	values, err := url.ParseQuery(query)
	require.NoError(p, err)
	return values
}

// redeeming are the parameters of a request to the token endpoint.
func (p *program) redeeming(code string) url.Values {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "client_id": {clientID}, "redirect_uri": {redirect}}
	if p.version == 2 {
		form.Set("code_verifier", verifier)
	}
	if p.secret != "" {
		form.Set("client_secret", p.secret)
	}
	return form
}

// granted goes through the whole grant and returns the token.
func (p *program) granted(scope string, more url.Values) (token string) {
	p.Helper()
	code := p.back(p.visit(p.asking(scope, more))).Get("code")
	status, answer := p.form("token", p.redeeming(code))
	require.Equal(p, http.StatusOK, status, answer)
	return answer["access_token"].(string)
}

// enter lets the program use the API.
func (p *program) enter() { p.Helper(); p.token = p.granted("service", nil) }

// hash and hashes are how the versions call them.
func (p *program) hashes() string { return map[int]string{1: "hash", 2: "hashes"}[p.version] }
func (p *program) hash() string {
	return map[int]string{1: "hashAlgo", 2: "hashAlgorithmOID"}[p.version]
}

// signing are the parameters of the scope credential.
func (p *program) signing(credential string, hash *pki.Hash, digests ...[]byte) url.Values {
	list := make([]string, len(digests))
	for i, d := range digests {
		list[i] = base64.URLEncoding.EncodeToString(d)
	}
	query := url.Values{
		"credentialID": {credential}, "numSignatures": {strconv.Itoa(len(digests))}, p.hashes(): {strings.Join(list, ",")},
	}
	if p.version == 2 {
		query.Set("hashAlgorithmOID", hash.OID().String())
	}
	return query
}

// encoded are digests as the API takes them.
func encoded(digests ...[]byte) (list []string) {
	for _, d := range digests {
		list = append(list, base64.StdEncoding.EncodeToString(d))
	}
	return list
}

// digests are so many, all different.
func digests(hash *pki.Hash, n int) (all [][]byte) {
	for i := range n {
		all = append(all, hash.Sum([]byte("document "+strconv.Itoa(i))))
	}
	return all
}

// text is what a response says.
func text(w *httptest.ResponseRecorder) string {
	body, _ := io.ReadAll(w.Result().Body)
	return string(body)
}
