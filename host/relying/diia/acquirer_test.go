// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/relying/diia"
)

// watch keeps the requests that go to Diia.
type watch struct {
	next http.Handler
	mu   sync.Mutex
	seen []*http.Request
}

func (w *watch) ServeHTTP(to http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.seen = append(w.seen, r)
	w.mu.Unlock()
	w.next.ServeHTTP(to, r)
}

// count is how many requests had that in their path.
func (w *watch) count(part string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, r := range w.seen {
		if strings.Contains(r.URL.Path, part) {
			n++
		}
	}
	return n
}

const tokenPath = "/auth/acquirer/"

func watched(s *scene) *watch {
	w := &watch{next: s.diia}
	s.network["diia.example"] = w
	return w
}

func TestTokenIsKeptAndRenewed(t *testing.T) {
	s := newScene(t)
	w := watched(s)
	s.signIn()
	s.signIn()
	assert.Equal(t, 0, w.count(tokenPath), "the token of the set-up does")

	s.pass(diia.TokenLife)
	s.signIn()
	assert.Equal(t, 1, w.count(tokenPath), "an old one is not tried")
	assert.Equal(t, "Basic second-token", w.seen[2].Header.Get("Authorization"))
	assert.Regexp(t, "^Bearer [A-Z2-7]{26}$", w.seen[3].Header.Get("Authorization"))

	s.diia.Forget()
	s.signIn()
	assert.Equal(t, 2, w.count(tokenPath), "one that is not known any more is renewed")
}

// TestTokenIsRenewedOnce: an acquirer whom Diia turned away does not keep asking.
func TestTokenIsRenewedOnce(t *testing.T) {
	s := newScene(t)
	w := &watch{next: http.HandlerFunc(func(to http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, tokenPath) {
			fmt.Fprintf(to, `{"token": "%d"}`, s.Now().UnixNano())
			return
		}
		to.WriteHeader(http.StatusUnauthorized)
	})}
	s.network["diia.example"] = w
	_, err := s.desk.SignIn(t.Context(), session)
	assert.Equal(t, &diia.StatusError{Status: 401}, err)
	assert.Equal(t, 1, w.count(tokenPath))
	assert.Equal(t, 2, w.count("/offer-request/dynamic"))
}

func TestOneTokenForMany(t *testing.T) {
	s := newScene(t)
	s.diia.Forget()
	w := watched(s)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			_, err := s.desk.SignIn(t.Context(), session)
			assert.NoError(t, err)
		})
	}
	wait.Wait()
	assert.Equal(t, 1, w.count(tokenPath))
}

// TestErrorsKeepTheToken: the acquirer token is part of an address, and addresses
// get into errors.
func TestErrorsKeepTheToken(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"refused": func(w http.ResponseWriter, r *http.Request) { http.Error(w, r.URL.String(), http.StatusUnauthorized) },
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://evil.example/", http.StatusFound)
		},
		"no JSON":  func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.String()) },
		"no token": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{}`) },
		"a long one": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"token": %q}`, strings.Repeat("t", 9000))
		},
		"no end": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat(" ", 2<<20)) },
		"nobody": nil,
	} {
		t.Run(name, func(t *testing.T) {
			n := network{"diia.example": handler}
			if handler == nil {
				delete(n, "diia.example")
			}
			a := &diia.Acquirer{Host: base, Token: []byte("acquirer-token"), HTTP: &http.Client{Transport: n}}
			_, err := a.Branch(t.Context(), "b")
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "acquirer-token")
			assert.NotContains(t, fmt.Sprint(a), "acquirer-token")
			if handler == nil {
				assert.ErrorIs(t, err, diia.ErrUnreachable)
			}
		})
	}
	a := &diia.Acquirer{Host: "https://diia example", Token: []byte("acquirer-token")}
	_, err := a.Branch(t.Context(), "b")
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "acquirer-token")
}

func TestWrongTokens(t *testing.T) {
	s := newScene(t)
	for name, change := range map[string]func(*diia.Acquirer){
		"token":        func(a *diia.Acquirer) { a.Token = []byte("another") },
		"second token": func(a *diia.Acquirer) { a.AuthToken = nil },
	} {
		t.Run(name, func(t *testing.T) {
			a := &diia.Acquirer{
				Host: base, Token: []byte("acquirer-token"), AuthToken: []byte("second-token"), HTTP: s.desk.Acquirer.HTTP,
			}
			change(a)
			_, err := a.Branch(t.Context(), s.desk.Branch)
			refused := new(diia.StatusError)
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, 401, refused.Status)
		})
	}
}

func TestBranchesAndOffers(t *testing.T) {
	s := newScene(t)
	a := s.desk.Acquirer
	branch := diia.Branch{
		Name: "Інше", Email: "a@b.example", Region: "Київська обл.", Location: "Київ", Street: "вул. Перша", House: "1",
		Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth}},
	}
	id, err := a.CreateBranch(t.Context(), branch)
	require.NoError(t, err)
	branch.ID, branch.DeliveryTypes, branch.OfferRequestType = id, []string{"api"}, "dynamic"
	kept, err := a.Branch(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, &branch, kept)

	branch.House = "2"
	require.NoError(t, a.UpdateBranch(t.Context(), branch))
	branches, total, err := a.Branches(t.Context(), 1, 10)
	require.NoError(t, err)
	assert.Equal(t, 2, total)
	assert.Equal(t, []diia.Branch{branch}, branches)

	offers, total, err := a.Offers(t.Context(), s.desk.Branch, 0, 1)
	require.NoError(t, err)
	assert.Equal(t, 2, total)
	require.Len(t, offers, 1)
	assert.Equal(t, "Вхід", offers[0].Name)
	require.NoError(t, a.DeleteOffer(t.Context(), s.desk.Branch, offers[0].ID))
	offers, _, err = a.Offers(t.Context(), s.desk.Branch, 0, 10)
	require.NoError(t, err)
	assert.False(t, slices.ContainsFunc(offers, func(o diia.Offer) bool { return o.Name == "Вхід" }))

	require.NoError(t, a.DeleteBranch(t.Context(), id))
	_, err = a.Branch(t.Context(), id)
	assert.Equal(t, &diia.StatusError{Status: 404}, err)
}

// TestWhatDiiaRefuses holds the simulator to its word: 400 for what is wrong, 404
// for what is not there.
func TestWhatDiiaRefuses(t *testing.T) {
	s := newScene(t)
	a, branch := s.desk.Acquirer, s.desk.Branch
	good := diia.Branch{
		Name: "Інше", Location: "Київ", Street: "вул. Перша", House: "1", Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth}},
	}
	create := func(change func(*diia.Branch)) func() error {
		return func() error {
			b := good
			change(&b)
			_, err := a.CreateBranch(t.Context(), b)
			return err
		}
	}
	offer := func(branch string, scopes ...diia.Action) func() error {
		return func() error {
			_, err := a.CreateOffer(t.Context(), branch, diia.Offer{Name: "Вхід", Scopes: diia.Scopes{DiiaID: scopes}})
			return err
		}
	}
	request := func(r diia.OfferRequest) func() error {
		return func() error {
			_, err := a.Deeplink(t.Context(), branch, r)
			return err
		}
	}
	digest := "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	files := func(f ...diia.HashedFile) *diia.RequestData {
		return &diia.RequestData{HashedFilesSigning: diia.HashedFiles{Files: f}}
	}
	for name, c := range map[string]struct {
		call func() error
		want int
	}{
		"a branch without a name":      {create(func(b *diia.Branch) { b.Name = "" }), 400},
		"a branch with a long name":    {create(func(b *diia.Branch) { b.Name = strings.Repeat("ї", 33) }), 400},
		"a branch of another kind":     {create(func(b *diia.Branch) { b.OfferRequestType = "static" }), 400},
		"a change of no branch":        {func() error { b := good; b.ID = "x"; return a.UpdateBranch(t.Context(), b) }, 404},
		"an offer of no branch":        {offer("x", diia.Auth), 404},
		"an offer of two things":       {offer(branch, diia.Auth, diia.HashedFilesSigning), 400},
		"an offer of nothing":          {offer(branch), 400},
		"the end of no offer":          {func() error { return a.DeleteOffer(t.Context(), branch, "x") }, 404},
		"a list without a beginning":   {func() error { _, _, err := a.Branches(t.Context(), -1, 10); return err }, 400},
		"a request of no offer":        {request(diia.OfferRequest{Offer: "x", ID: digest}), 404},
		"a sign-in without a digest":   {request(diia.OfferRequest{Offer: s.desk.AuthOffer, ID: "5fe0"}), 400},
		"a sign-in with files":         {request(diia.OfferRequest{Offer: s.desk.AuthOffer, ID: digest, Data: files()}), 400},
		"an algorithm of its own":      {request(diia.OfferRequest{Offer: s.desk.AuthOffer, ID: digest, Algorithm: "RSA"}), 400},
		"a signing without files":      {request(diia.OfferRequest{Offer: s.desk.SigningOffer, ID: "a"}), 400},
		"a signing without a digest":   {request(diia.OfferRequest{Offer: s.desk.SigningOffer, ID: "a", Data: files(diia.HashedFile{Name: "a"})}), 400},
		"the status of what is not":    {func() error { _, err := a.Status(t.Context(), base+"/phone/x", "x"); return err }, 404},
		"the status, wrongly asked":    {func() error { _, err := a.Status(t.Context(), s.signIn().Deeplink, "x"); return err }, 404},
		"a branch that does not exist": {func() error { return a.DeleteBranch(t.Context(), "x") }, 404},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, &diia.StatusError{Status: c.want}, c.call()) })
	}
}

// TestLinks: a page shows a link and a code of it, so it leads to the app.
func TestLinks(t *testing.T) {
	s := newScene(t)
	for link, good := range map[string]bool{
		"https://diia.app/acquirers/offer-request/dynamic/9954":                        true,
		"https://diia.app/acquirers/offer-request/dynamic/9954?requestId=4RkGZ%2B0%3D": true,
		"https://go.diia.app/9954":                      true,
		base + "/phone/1":                               true,
		"http://diia.app/9954":                          false,
		"https://diia.app.evil.example/":                false,
		"https://evildiia.app/9954":                     false,
		"https://diia.app@evil.example/":                false,
		"https://user@diia.app/9954":                    false,
		"https://diia.app:8443/9954":                    false,
		"http://diia.example/phone/1":                   false,
		"javascript:alert(1)":                           false,
		"data:text/html,a":                              false,
		"//diia.app/9954":                               false,
		"":                                              false,
		"https://diia.app/" + strings.Repeat("a", 1000): false,
		"https://diia.app/%zz":                          false,
	} {
		t.Run(link, func(t *testing.T) {
			s.network["diia.example"] = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				fmt.Fprintf(w, `{"token": "t", "deeplink": %q}`, link)
			})
			r, err := s.desk.SignIn(t.Context(), session)
			if !good {
				assert.ErrorIs(t, err, diia.ErrAnswer)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, link, r.Deeplink)
		})
	}
}
