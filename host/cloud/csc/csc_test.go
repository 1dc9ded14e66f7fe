// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

func versions(t *testing.T, test func(t *testing.T, version int)) {
	for _, version := range []int{1, 2} {
		t.Run(fmt.Sprint("CSC ", version), func(t *testing.T) { test(t, version) })
	}
}

// Both versions, every kind of key, from the provider's page to the signatures.
func TestSign(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		for _, subscriber := range []string{testpki.Person, testpki.Kupyna, testpki.ECDSAPerson, testpki.RSAPerson} {
			t.Run(subscriber, func(t *testing.T) {
				r, ask := newRSSP(t, version, subscriber), &person{}
				s, credentials := identify(t, r.provider(t), ask)
				require.Len(t, credentials, 1)
				assert.Equal(t, "one", credentials[0].ID)
				assert.Equal(t, 3, credentials[0].Max)
				assert.False(t, credentials[0].CMS)
				assert.Len(t, credentials[0].Certificates, 1+len(r.holder.Chain))
				assert.True(t, credentials[0].Certificates[0].Equal(r.holder.SignCert))

				r.signed(t, s, ask, r.digests(3))
				r.signed(t, s, ask, r.digests(1))
				require.NoError(t, s.Close())
				assert.Len(t, ask.visits, 3, "once for the list and for each signature")
				assert.Zero(t, ask.open, "every visit is closed")
			})
		}
	})
}

// What the page is asked for, and what it is told afterwards.
func TestGrant(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		r, ask := newRSSP(t, version, testpki.Person), &person{}
		s, _ := identify(t, r.provider(t), ask)
		digests := r.digests(2)
		r.signed(t, s, ask, digests)
		require.NoError(t, s.Close())

		first, second := query(t, ask.visits[0]), query(t, ask.visits[1])
		for _, q := range []url.Values{first, second} {
			assert.Equal(t, "code", q.Get("response_type"))
			assert.Equal(t, "pidpys", q.Get("client_id"))
			assert.Equal(t, redirect, q.Get("redirect_uri"))
			assert.Equal(t, "uk", q.Get("lang"))
			assert.Greater(t, len(q.Get("state")), 20)
			assert.Equal(t, version == 2, q.Get("code_challenge_method") == "S256", "CSC 1 knows no PKCE")
			assert.Equal(t, version == 2, len(q.Get("code_challenge")) == 43)
		}
		assert.NotEqual(t, first.Get("state"), second.Get("state"))
		assert.Equal(t, "service", first.Get("scope"))
		assert.NotContains(t, first, "credentialID")

		assert.Equal(t, "credential", second.Get("scope"))
		assert.Equal(t, "one", second.Get("credentialID"))
		assert.Equal(t, "2", second.Get("numSignatures"))
		assert.Equal(t, "Підпис", second.Get("description"))
		bound := base64.URLEncoding.EncodeToString(digests[0].Value) + "," + base64.URLEncoding.EncodeToString(digests[1].Value)
		assert.Equal(t, bound, second.Get(map[int]string{1: "hash", 2: "hashes"}[version]), "what is allowed is bound to the digests")
		assert.Equal(t, map[int]string{1: "", 2: digests[0].Hash.OID().String()}[version], second.Get("hashAlgorithmOID"))

		tokens := r.said("/oauth2/token")
		require.Len(t, tokens, 2, "a code is sent once")
		assert.Equal(t, version == 2, tokens[0].form.Has("code_verifier"))
		signHash := r.said("/signatures/signHash")
		require.Len(t, signHash, 1)
		assert.Equal(t, "Bearer token-of-service", signHash[0].authorization)
		assert.Equal(t, "token-of-credential", signHash[0].body["SAD"])
		revoked := r.said("/oauth2/revoke")
		require.Len(t, revoked, 1, "closing revokes the leave")
		assert.Equal(t, "token-of-service", revoked[0].form.Get("token"))
	})
}

func query(t *testing.T, address string) url.Values {
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Query()
}

// Whatever comes back from the page but the answer to what was asked is no leave.
func TestGrantRefused(t *testing.T) {
	change := func(set func(url.Values)) func(string) (string, error) {
		return func(came string) (string, error) {
			u, err := url.Parse(came)
			if err != nil {
				return "", err
			}
			q := u.Query()
			set(q)
			u.RawQuery = q.Encode()
			return u.String(), nil
		}
	}
	failing := func(code string) func(string) (string, error) {
		return change(func(q url.Values) { q.Del("code"); q.Set("error", code); q.Set("error_description", "слова") })
	}
	for name, c := range map[string]struct {
		visit func(string) (string, error)
		want  error
	}{
		"a wrong state":    {change(func(q url.Values) { q.Set("state", "another") }), key.ErrAuthorization},
		"no state":         {change(func(q url.Values) { q.Del("state") }), key.ErrAuthorization},
		"a second state":   {change(func(q url.Values) { q.Add("state", "another") }), key.ErrAuthorization},
		"no code":          {change(func(q url.Values) { q.Del("code") }), key.ErrAuthorization},
		"an injected code": {change(func(q url.Values) { q.Set("code", "injected") }), key.ErrAuthorization},
		"two codes":        {change(func(q url.Values) { q.Add("code", "another") }), key.ErrAuthorization},
		"another place": {func(came string) (string, error) {
			return strings.Replace(came, "extension.example", "evil.example", 1), nil
		}, key.ErrAuthorization},
		"a longer path":               {func(came string) (string, error) { return strings.Replace(came, "/back?", "/backdoor?", 1), nil }, key.ErrAuthorization},
		"no query":                    {func(string) (string, error) { return redirect, nil }, key.ErrAuthorization},
		"no address":                  {func(string) (string, error) { return "%", nil }, key.ErrAuthorization},
		"a broken query":              {func(string) (string, error) { return redirect + "?state=%zz", nil }, key.ErrAuthorization},
		"the person declined":         {failing("access_denied"), key.ErrDeclined},
		"declined with a wrong state": {change(func(q url.Values) { q.Set("state", "another"); q.Set("error", "access_denied") }), key.ErrAuthorization},
		"the server failed":           {failing("server_error"), key.ErrProvider},
		"the server is busy":          {failing("temporarily_unavailable"), key.ErrProviderUnreachable},
		"an unknown error":            {failing("login_required"), key.ErrAuthorization},
		"the browser was closed":      {func(string) (string, error) { return "", key.ErrCancelled }, key.ErrCancelled},
	} {
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, 2, testpki.Person), &person{visit: c.visit}
			_, err := r.provider(t).Enter(t.Context(), "", ask)
			assert.ErrorIs(t, err, c.want)
			assert.Zero(t, ask.open, "the visit is closed")
			assert.Empty(t, r.said("/credentials/list"))
		})
	}
}

// Another program gets leave from the provider for itself and slips us its code, even
// with our state: the code is bound to whoever asked for it (RFC 7636).
func TestInjectedCode(t *testing.T) {
	r, ask := newRSSP(t, 2, testpki.Person), &person{}
	ask.visit = func(came string) (string, error) {
		theirs := query(t, ask.visits[0])
		theirs.Set("code_challenge", oauth2.S256ChallengeFromVerifier(oauth2.GenerateVerifier()))
		other := person{}
		injected, err := (&visit{&other}).Visit(t.Context(), r.URL+"/oauth2/authorize?"+theirs.Encode())
		assert.NotEqual(t, came, injected)
		return injected, err
	}
	_, err := r.provider(t).Enter(t.Context(), "", ask)
	assert.ErrorIs(t, err, key.ErrAuthorization)
	assert.Len(t, r.said("/oauth2/token"), 1)
}

// Other programs could catch the code, and CSC 1 has nothing against that.
func TestCSC1IsRefusedWhereExposed(t *testing.T) {
	r, ask := newRSSP(t, 1, testpki.Person), &person{exposed: true}
	_, err := r.provider(t).Enter(t.Context(), "", ask)
	assert.ErrorIs(t, err, key.ErrExposed)
	assert.ErrorIs(t, err, key.ErrAuthorization)
	assert.Empty(t, ask.visits, "nobody is sent anywhere")

	r = newRSSP(t, 2, testpki.Person)
	_, err = r.provider(t).Enter(t.Context(), "", ask)
	assert.NoError(t, err)
}

// Who cannot follow links cannot allow anything there.
func TestNoAuthorizer(t *testing.T) {
	r := newRSSP(t, 2, testpki.Person)
	_, err := r.provider(t).Enter(t.Context(), "", struct{ key.Asker }{&person{}})
	assert.ErrorIs(t, err, key.ErrAuthorization)
}

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*csc.Config){
		"no client":         func(c *csc.Config) { c.ClientID = "" },
		"no transport":      func(c *csc.Config) { c.HTTP = nil },
		"no clock":          func(c *csc.Config) { c.Now = nil },
		"no log":            func(c *csc.Config) { c.Log = nil },
		"version 3":         func(c *csc.Config) { c.Version = 3 },
		"no address":        func(c *csc.Config) { c.Base = "" },
		"half an address":   func(c *csc.Config) { c.Base = "//host.example/csc/v1" },
		"http":              func(c *csc.Config) { c.Base = "http://host.example/csc/v1" },
		"another scheme":    func(c *csc.Config) { c.Base = "ftp://host.example/csc/v1" },
		"a user in address": func(c *csc.Config) { c.Base = "https://me@host.example/csc/v1" },
	} {
		t.Run(name, func(t *testing.T) {
			c := csc.Config{Provider: provided, Base: "https://host.example/csc/v1", Version: 1, ClientID: "pidpys", HTTP: http.DefaultTransport, Now: today, Log: quiet(t)}
			_, err := csc.New(c)
			require.NoError(t, err)
			change(&c)
			_, err = csc.New(c)
			assert.ErrorIs(t, err, csc.ErrConfig)
		})
	}
}

func TestDescribe(t *testing.T) {
	p, err := csc.New(csc.Config{
		Provider: provided, Base: "https://host.example/csc/v1/", Version: 1, ClientID: "pidpys", Hosts: []string{"login.example"},
		HTTP: http.DefaultTransport, Now: today, Log: quiet(t),
	})
	require.NoError(t, err)
	assert.Equal(t, cloud.Description{Provider: provided, Hosts: []string{"host.example", "login.example"}}, p.Describe())
}
