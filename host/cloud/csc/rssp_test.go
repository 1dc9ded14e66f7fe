// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

var (
	today    = func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }
	country  = sync.OnceValue(func() *testpki.PKI { return testpki.New(today) })
	provided = key.Provider{ID: "test", Title: "Хмара"}
)

type object = map[string]any

// An rssp is a service that does what the standard's examples show and remembers
// what it was asked. A test puts its own answers in the place of any.
type rssp struct {
	*httptest.Server
	version int
	holder  *testpki.Subscriber
	info    object // of the service
	about   object // of the credential
	answers map[string]http.HandlerFunc

	mu    sync.Mutex
	calls []asked
	codes map[string]url.Values // authorization requests by their codes
}

type asked struct {
	path, authorization string
	body                object
	form                url.Values
}

func newRSSP(t *testing.T, version int, subscriber string) *rssp {
	r := &rssp{version: version, holder: country().Subscriber(subscriber), answers: map[string]http.HandlerFunc{}, codes: map[string]url.Values{}}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	r.info = object{
		"specs": map[int]string{1: "1.0.3.0", 2: "2.0.0.0"}[version], "name": "ACME", "region": "UA", "lang": "uk",
		"authType": []string{"oauth2code"}, "oauth2": r.URL, "methods": []string{"credentials/list", "signatures/signHash"},
	}
	chain := []string{base64.StdEncoding.EncodeToString(r.holder.SignCert.Raw)}
	for _, c := range r.holder.Chain {
		chain = append(chain, base64.StdEncoding.EncodeToString(c.Raw))
	}
	hash := pki.DefaultHash(r.holder.SignKey.Public())
	algorithm, err := pki.SignatureAlgorithm(r.holder.SignKey.Public(), hash)
	require.NoError(t, err)
	r.about = object{
		"key":  object{"status": "enabled", "algo": []string{algorithm.OID.String()}, "len": 256},
		"cert": object{"status": "valid", "certificates": chain}, "multisign": 3,
	}
	r.mode("oauth2code")
	return r
}

// mode says how the credential is authorized.
func (r *rssp) mode(mode string, objects ...object) {
	if r.version == 1 {
		r.about["authMode"] = mode
	} else {
		r.about["auth"] = object{"mode": mode, "objects": objects}
	}
}

func (r *rssp) base() string { return fmt.Sprintf("%s/csc/v%d", r.URL, r.version) }

func (r *rssp) provider(t *testing.T, change ...func(*csc.Config)) cloud.Provider {
	c := csc.Config{
		Provider: provided, Base: r.base(), Version: r.version, ClientID: "pidpys",
		HTTP: http.DefaultTransport, Plain: true, Now: today, Log: quiet(t),
	}
	for _, f := range change {
		f(&c)
	}
	p, err := csc.New(c)
	require.NoError(t, err)
	return p
}

func (r *rssp) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	a := asked{path: strings.TrimPrefix(request.URL.Path, fmt.Sprintf("/csc/v%d", r.version)), authorization: request.Header.Get("Authorization")}
	if strings.HasPrefix(a.path, "/oauth2/") {
		a.form, _ = url.ParseQuery(string(body))
		maps.Copy(a.form, request.URL.Query())
	} else {
		_ = json.Unmarshal(body, &a.body)
	}
	r.mu.Lock()
	r.calls = append(r.calls, a)
	answer := r.answers[a.path]
	r.mu.Unlock()
	if answer != nil {
		request.Body = io.NopCloser(strings.NewReader(string(body)))
		answer(w, request)
		return
	}
	r.serve(w, request, a)
}

func (r *rssp) serve(w http.ResponseWriter, request *http.Request, a asked) {
	if path := a.path; a.authorization == "" && path != "/info" && !strings.HasPrefix(path, "/oauth2/") {
		say(w, http.StatusUnauthorized, object{"error": "invalid_token"})
		return
	}
	switch a.path {
	case "/info":
		say(w, http.StatusOK, r.info)
	case "/oauth2/authorize":
		code := fmt.Sprint("code-", len(r.codes))
		r.codes[code] = a.form
		back, _ := url.Parse(a.form.Get("redirect_uri"))
		back.RawQuery = url.Values{"code": {code}, "state": {a.form.Get("state")}}.Encode()
		http.Redirect(w, request, back.String(), http.StatusFound)
	case "/oauth2/token":
		r.token(w, a.form)
	case "/oauth2/revoke":
		w.WriteHeader(http.StatusNoContent)
	case "/credentials/list":
		say(w, http.StatusOK, object{"credentialIDs": []string{"one"}})
	case "/credentials/info":
		say(w, http.StatusOK, r.about)
	case "/credentials/authorize":
		say(w, http.StatusOK, object{"SAD": "sad-of-authorize"})
	case "/credentials/sendOTP", "/credentials/getChallenge":
		w.WriteHeader(http.StatusNoContent)
	case "/signatures/signHash":
		say(w, http.StatusOK, object{"signatures": r.sign(a.body)})
	default:
		say(w, http.StatusNotImplemented, object{"error": "invalid_request"})
	}
}

// token gives a token for a code, once, and to whom the code is for.
func (r *rssp) token(w http.ResponseWriter, form url.Values) {
	begun, known := r.codes[form.Get("code")]
	delete(r.codes, form.Get("code"))
	proof := sha256.Sum256([]byte(form.Get("code_verifier")))
	if !known || form.Get("redirect_uri") != begun.Get("redirect_uri") || form.Get("client_id") != begun.Get("client_id") ||
		r.version == 2 && base64.RawURLEncoding.EncodeToString(proof[:]) != begun.Get("code_challenge") {
		say(w, http.StatusBadRequest, object{"error": "invalid_grant", "error_description": "Invalid parameter code"})
		return
	}
	kind := "Bearer"
	if begun.Get("scope") == "credential" && r.version == 1 {
		kind = "SAD"
	}
	say(w, http.StatusOK, object{"access_token": "token-of-" + begun.Get("scope"), "token_type": kind, "expires_in": 300})
}

func (r *rssp) sign(body object) []string {
	hashes := body[map[int]string{1: "hash", 2: "hashes"}[r.version]].([]any)
	signatures := make([]string, len(hashes))
	for i, h := range hashes {
		digest, _ := base64.StdEncoding.DecodeString(h.(string))
		hash := pki.DefaultHash(r.holder.SignKey.Public())
		signature, err := r.holder.SignKey.Sign(nil, digest, crypto.SignerOpts(hash))
		if err != nil {
			panic(err)
		}
		signatures[i] = base64.StdEncoding.EncodeToString(signature)
	}
	return signatures
}

// said returns what was sent to a path, in order.
func (r *rssp) said(path string) []asked {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []asked
	for _, a := range r.calls {
		if a.path == path {
			all = append(all, a)
		}
	}
	return all
}

// on puts an answer in the place of the usual.
func (r *rssp) on(path string, answer http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[path] = answer
}

func say(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func refuse(code, description string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		say(w, http.StatusBadRequest, object{"error": code, "error_description": description})
	}
}

func text(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// A person follows links, and types what they are asked for.
type person struct {
	pin, otp string
	exposed  bool
	// visit, if not nil, is where the page sends them, given where it would have.
	visit func(came string) (string, error)

	asked  []key.Question
	typed  [][]byte
	visits []string
	open   int // visits that were not closed
}

func (p *person) Secret(_ context.Context, q key.Question) ([]byte, error) {
	p.asked = append(p.asked, q)
	secret := map[key.QuestionKind]string{key.AskRemotePIN: p.pin, key.AskOTP: p.otp}[q.Kind]
	if secret == "" {
		return nil, key.ErrCancelled
	}
	p.typed = append(p.typed, []byte(secret))
	return p.typed[len(p.typed)-1], nil
}

func (*person) Text(context.Context, key.Question) (string, error) { return "", key.ErrCancelled }
func (*person) Confirm(context.Context, key.Question) error        { return nil }
func (*person) Show(context.Context, key.Notice)                   {}

func (p *person) wiped(t *testing.T) {
	for _, secret := range p.typed {
		assert.Equal(t, make([]byte, len(secret)), secret, "what the person typed is wiped")
	}
}

func (p *person) Authorize(context.Context) (key.Authorization, error) {
	p.open++
	return &visit{p}, nil
}

type visit struct{ *person }

const redirect = "https://extension.example/back"

func (*visit) RedirectURI() string { return redirect }
func (v *visit) Exposed() bool     { return v.exposed }
func (v *visit) Close() error      { v.open--; return nil }

func (v *visit) Visit(_ context.Context, address string) (string, error) {
	v.visits = append(v.visits, address)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Get(address)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	came := response.Header.Get("Location")
	if v.visit != nil {
		return v.visit(came)
	}
	return came, nil
}

// await polls an operation until it is done.
func await(t *testing.T, s cloud.Session, o cloud.Operation) (cloud.Progress, error) {
	for range 20 {
		progress, err := s.Poll(t.Context(), o)
		if err != nil || progress.State != cloud.Waiting {
			return progress, err
		}
	}
	require.Fail(t, "the operation does not end")
	return cloud.Progress{}, nil
}

// identify enters and lists the credentials.
func identify(t *testing.T, p cloud.Provider, ask key.Asker) (cloud.Session, []cloud.Credential) {
	s, err := p.Enter(t.Context(), "", ask)
	require.NoError(t, err)
	o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Identify}, ask)
	require.NoError(t, err)
	progress, err := await(t, s, o)
	require.NoError(t, err)
	require.Equal(t, cloud.Done, progress.State)
	return s, progress.Credentials
}

// digests are as many different ones as the holder's key signs.
func (r *rssp) digests(n int) []key.Digest {
	all := make([]key.Digest, n)
	for i := range all {
		hash := pki.DefaultHash(r.holder.SignKey.Public())
		all[i] = key.Digest{Hash: hash, Value: hash.Sum([]byte(fmt.Sprint(i))), Label: fmt.Sprintf("договір-%d.pdf", i)}
	}
	return all
}

// signed has a request signed and checks every signature.
func (r *rssp) signed(t *testing.T, s cloud.Session, ask key.Asker, digests []key.Digest) {
	o, err := s.Start(t.Context(), cloud.Request{Purpose: cloud.Sign, Credential: "one", Digests: digests, Description: "Підпис"}, ask)
	require.NoError(t, err)
	progress, err := await(t, s, o)
	require.NoError(t, err)
	require.Equal(t, cloud.Done, progress.State)
	verified(t, r.holder.SignKey.Public(), digests, progress)
}

// quiet is a log that ends with the test.
func quiet(t *testing.T) *logrus.Logger {
	log := logrus.New()
	log.SetOutput(t.Output())
	return log
}

// cloudIdentify asks whose keys there are.
var cloudIdentify = cloud.Request{Purpose: cloud.Identify}

// operation is what every one of them looks like.
var operation cloud.Operation

// broken are answers that nobody can use.
var broken = []http.HandlerFunc{
	text(http.StatusOK, `{"access_token": "token-of-x", "SAD": "sad-of-x"`),
	text(http.StatusInternalServerError, "token-of-x sad-of-x code-0"),
	refuse("server_error", ""),
	func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
}
