// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/diia/diiatest"
	"github.com/pidpys/pidpys/host/relying/store"
	"github.com/pidpys/pidpys/host/testpki"
)

const (
	session  = "a browser"
	base     = "https://diia.example/api"
	callback = "https://cabinet.example/diia"
)

// network carries requests to handlers by their hosts.
type network map[string]http.Handler

func (n network) RoundTrip(r *http.Request) (*http.Response, error) {
	handler, ok := n[r.URL.Host]
	if !ok {
		return nil, fmt.Errorf("nobody answers at %s", r.URL.Host)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	r = r.Clone(r.Context())
	if r.Body == nil {
		r.Body = http.NoBody
	}
	handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// scene is a cabinet, Diia and a person with a phone, in one process.
type scene struct {
	*testing.T
	now     time.Time
	pki     *testpki.PKI
	diia    *diiatest.Server
	desk    *diia.Desk
	network network

	mu      sync.Mutex
	refused []error // callbacks
}

// Now is the time of everything, unless a bubble of package synctest has another.
func (s *scene) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// pass lets time pass.
func (s *scene) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// lastRefusal is why the last callback was refused.
func (s *scene) lastRefusal() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.refused) == 0 {
		return nil
	}
	return s.refused[len(s.refused)-1]
}

func newScene(t *testing.T, change ...func(*diiatest.Options)) *scene {
	s := &scene{T: t, now: time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC)}
	return s.open(s.Now, change...)
}

// open sets everything up by a clock.
func (s *scene) open(now func() time.Time, change ...func(*diiatest.Options)) *scene {
	s.Helper()
	s.pki = testpki.New(now)
	s.network = network{}
	client := &http.Client{Transport: s.network}
	options := diiatest.Options{
		Base: base, Token: "acquirer-token", AuthToken: "second-token", Callback: callback, HTTP: client,
		DSTU: s.pki.Subscriber(testpki.Person), ECDSA: s.pki.Subscriber(testpki.ECDSAPerson), Stranger: s.pki.Subscriber(testpki.Foreign),
		Now: now,
	}
	for _, c := range change {
		c(&options)
	}
	s.diia = diiatest.New(options)
	s.Cleanup(s.diia.Close)
	acquirer := &diia.Acquirer{
		Host: base, Token: []byte("acquirer-token"), AuthToken: []byte("second-token"), HTTP: client, Now: now,
	}
	s.desk = &diia.Desk{
		Acquirer: acquirer, Requests: store.NewMemory(now), Now: now,
		Verifier: &relying.Verifier{Trust: s.pki.Trust(), Origin: "https://cabinet.example", Now: now},
		Refused: func(err error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.refused = append(s.refused, err)
		},
	}
	s.network["diia.example"] = s.diia
	s.network["cabinet.example"] = http.HandlerFunc(s.desk.Callback)
	s.setUp()
	return s
}

// setUp makes the branch and the offers.
func (s *scene) setUp() {
	s.Helper()
	var err error
	s.desk.Branch, err = s.desk.Acquirer.CreateBranch(s.Context(), diia.Branch{
		Name: "Кабінет", Location: "м. Вишневе", Street: "вул. Київська", House: "2г", CustomFullName: "Кабінет зразків",
		Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth, diia.HashedFilesSigning}},
	})
	require.NoError(s, err)
	offer := func(name string, action diia.Action) string {
		id, err := s.desk.Acquirer.CreateOffer(s.Context(), s.desk.Branch, diia.Offer{
			Name: name, Scopes: diia.Scopes{DiiaID: []diia.Action{action}},
		})
		require.NoError(s, err)
		return id
	}
	s.desk.AuthOffer = offer("Вхід", diia.Auth)
	s.desk.SigningOffer = offer("Підпис", diia.HashedFilesSigning)
}

// press opens a request on the phone and presses a button: "confirm", "decline".
// It returns the page that is shown then.
func (s *scene) press(r *diia.Request, button string) string {
	s.Helper()
	client := http.Client{Transport: s.network}
	answer, err := client.PostForm(r.Deeplink, url.Values{"answer": {button}, "check": {"done"}})
	require.NoError(s, err)
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	require.NoError(s, err)
	return string(page)
}

// signIn begins a sign-in.
func (s *scene) signIn() *diia.Request {
	s.Helper()
	r, err := s.desk.SignIn(s.Context(), session)
	require.NoError(s, err)
	return r
}

// sign begins the signing of documents.
func (s *scene) sign(documents ...diia.Document) *diia.Request {
	s.Helper()
	r, err := s.desk.Sign(s.Context(), session, documents)
	require.NoError(s, err)
	return r
}

// twoDocuments are documents to sign.
func twoDocuments() []diia.Document {
	return []diia.Document{
		{Name: "Заява.txt", Content: []byte("Прошу")},
		{Name: "Звіт.xml", Content: []byte(strings.Repeat("<a/>", 1000))},
	}
}
