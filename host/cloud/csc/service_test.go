// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csc"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

const fixtures = "csc/eudi-fixtures"

// The documents by which others test their clients of CSC 2.2: what they refuse
// is refused, and from all that is valid the person comes to the right page.
func TestInfoOfOthers(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(interop.Path(t, fixtures), "rssp_metadata_*.json"))
	require.NoError(t, err)
	require.Len(t, files, 10)
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, 2, testpki.Person), &person{}
			r.on("/info", text(http.StatusOK, local(r, string(interop.Read(t, fixtures+"/"+name)))))
			r.on("/.well-known/oauth-authorization-server", func(w http.ResponseWriter, _ *http.Request) {
				say(w, http.StatusOK, object{"issuer": r.URL, "authorization_endpoint": r.URL + "/oauth2/authorize", "token_endpoint": r.URL + "/oauth2/token"})
			})
			s, err := r.provider(t).Enter(t.Context(), "", ask)
			if strings.Contains(name, "_invalid_") {
				assert.ErrorIs(t, err, key.ErrAnswer)
				assert.Empty(t, ask.visits)
				return
			}
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(ask.visits[0], r.URL+"/oauth2/authorize?"))
			assert.NoError(t, s.Close())
		})
	}
}

// local lets a document of others speak of a server of ours.
func local(r *rssp, document string) string {
	return strings.ReplaceAll(document, "https://auth.domain.org", r.URL)
}

// The metadata of others' authorization server, and the same where only OpenID
// Connect has them. They promise that answers say whom they are from.
func TestMetadataOfOthers(t *testing.T) {
	const issuer, path = "https://keycloak.relying-party.com/realms/pid-issuer-realm", "/realms/pid-issuer-realm"
	for file, at := range map[string]string{
		"oauth_authorization_server_metadata.json": "/.well-known/oauth-authorization-server" + path,
		"oidc_authorization_server_metadata.json":  path + "/.well-known/openid-configuration",
	} {
		document := string(interop.Read(t, fixtures+"/"+file))
		for name, answered := range map[string]struct {
			issuer string
			fits   bool
		}{"its issuer": {issuer, true}, "no issuer": {"", false}, "another issuer": {"https://evil.example", false}} {
			t.Run(file+" and "+name, func(t *testing.T) {
				r := newRSSP(t, 2, testpki.Person)
				mine := strings.NewReplacer("https://keycloak.relying-party.com", r.URL)
				delete(r.info, "oauth2")
				r.info["oauth2Issuer"] = mine.Replace(issuer)
				r.on("/.well-known/oauth-authorization-server"+path, http.NotFound)
				r.on(at, text(http.StatusOK, mine.Replace(document)))
				r.on(path+"/protocol/openid-connect/ext/par/request", func(w http.ResponseWriter, q *http.Request) {
					require.NoError(t, q.ParseForm())
					assert.Equal(t, "S256", q.PostForm.Get("code_challenge_method"))
					assert.Equal(t, "pidpys", q.PostForm.Get("client_id"))
					say(w, http.StatusCreated, object{"request_uri": "urn:example:" + q.PostForm.Get("state"), "expires_in": 90})
				})
				r.on(path+"/protocol/openid-connect/auth", func(w http.ResponseWriter, q *http.Request) {
					assert.Len(t, q.URL.Query(), 2, "client_id and request_uri alone")
					state := strings.TrimPrefix(q.URL.Query().Get("request_uri"), "urn:example:")
					back := redirect + "?code=one&state=" + state
					if answered.issuer != "" {
						back += "&iss=" + mine.Replace(answered.issuer)
					}
					http.Redirect(w, q, back, http.StatusFound)
				})
				r.on(path+"/protocol/openid-connect/token", func(w http.ResponseWriter, _ *http.Request) {
					say(w, http.StatusOK, object{"access_token": "token", "token_type": "Bearer"})
				})
				_, err := r.provider(t).Enter(t.Context(), "", &person{exposed: true})
				if answered.fits {
					assert.NoError(t, err)
				} else {
					assert.ErrorIs(t, err, key.ErrAuthorization)
				}
			})
		}
	}
}

// Firefox looks at an address before it shows it, so that a request that is good
// for one look would be spent: what need not be pushed is not.
func TestPushedOnlyIfNeeded(t *testing.T) {
	document := interop.Read(t, fixtures+"/oauth_authorization_server_metadata.json")
	for name, c := range map[string]struct {
		exposed, only, pushed bool
	}{
		"in a browser":                        {},
		"in a browser, and nothing else goes": {only: true, pushed: true},
		"where others could read it":          {exposed: true, pushed: true},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRSSP(t, 2, testpki.Person)
			const issuer, path = "https://keycloak.relying-party.com/realms/pid-issuer-realm", "/realms/pid-issuer-realm"
			mine := strings.NewReplacer("https://keycloak.relying-party.com", r.URL,
				`"require_pushed_authorization_requests": false`, fmt.Sprintf(`"require_pushed_authorization_requests": %t`, c.only))
			delete(r.info, "oauth2")
			r.info["oauth2Issuer"] = mine.Replace(issuer)
			r.on("/.well-known/oauth-authorization-server"+path, text(http.StatusOK, mine.Replace(string(document))))
			r.on(path+"/protocol/openid-connect/ext/par/request", func(w http.ResponseWriter, _ *http.Request) {
				say(w, http.StatusCreated, object{"request_uri": "urn:example:1", "expires_in": 90})
			})
			ask := &person{exposed: c.exposed, visit: func(string) (string, error) { return "", key.ErrCancelled }}
			_, err := r.provider(t).Enter(t.Context(), "", ask)
			assert.ErrorIs(t, err, key.ErrCancelled)
			require.Len(t, ask.visits, 1)
			assert.Equal(t, c.pushed, strings.Contains(ask.visits[0], "request_uri=urn"))
		})
	}
}

// Whatever a service says of itself that does not hold is refused before anybody
// goes anywhere.
func TestInfoRefused(t *testing.T) {
	issuer := func(o object) { delete(o, "oauth2"); o["oauth2Issuer"] = o["name"] }
	for name, c := range map[string]struct {
		version int
		change  func(object)
		answer  http.HandlerFunc // of the issuer
		want    error
	}{
		"CSC 2 instead of 1":                {1, func(o object) { o["specs"] = "2.0.0.0" }, nil, key.ErrAnswer},
		"CSC 1 instead of 2":                {2, func(o object) { o["specs"] = "1.0.4.0" }, nil, key.ErrAnswer},
		"CSC 20":                            {2, func(o object) { o["specs"] = "20.0.0.0" }, nil, key.ErrAnswer},
		"no version":                        {2, func(o object) { delete(o, "specs") }, nil, key.ErrAnswer},
		"a version that is no text":         {2, func(o object) { o["specs"] = 2 }, nil, key.ErrAnswer},
		"no way in":                         {2, func(o object) { delete(o, "authType"); delete(o, "oauth2") }, nil, key.ErrAnswer},
		"passwords only":                    {2, func(o object) { o["authType"] = []string{"basic"}; delete(o, "oauth2") }, nil, key.ErrAuthorization},
		"an authorization server elsewhere": {2, func(o object) { o["oauth2"] = "https://evil.example" }, nil, key.ErrAnswer},
		"one that is no address":            {1, func(o object) { o["oauth2"] = "%" }, nil, key.ErrAnswer},
		"another port of the host":          {2, func(o object) { o["oauth2"] = "http://127.0.0.1" }, nil, key.ErrAnswer},
		"an issuer elsewhere":               {2, func(o object) { issuer(o); o["oauth2Issuer"] = "https://evil.example" }, nil, key.ErrAnswer},
		"an issuer with a query":            {2, func(o object) { issuer(o); o["oauth2Issuer"] = "?" }, nil, key.ErrAnswer},
		"an issuer without metadata":        {2, issuer, http.NotFound, key.ErrProvider},
		"metadata of another": {2, issuer, func(w http.ResponseWriter, _ *http.Request) {
			say(w, http.StatusOK, object{"issuer": "https://evil.example", "authorization_endpoint": "https://evil.example", "token_endpoint": "https://evil.example"})
		}, key.ErrAnswer},
		"metadata that are none": {2, issuer, text(http.StatusOK, "<html>"), key.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			r, ask := newRSSP(t, c.version, testpki.Person), &person{}
			r.info["name"] = r.URL
			c.change(r.info)
			if c.answer != nil {
				r.on("/.well-known/oauth-authorization-server", c.answer)
				r.on("/.well-known/openid-configuration", c.answer)
			}
			_, err := r.provider(t).Enter(t.Context(), "", ask)
			assert.ErrorIs(t, err, c.want)
			assert.Empty(t, ask.visits)
		})
	}
}

// Metadata name each address: all of them must be the provider's.
func TestMetadataLeadNowhereElse(t *testing.T) {
	for _, member := range []string{"authorization_endpoint", "token_endpoint", "revocation_endpoint", "pushed_authorization_request_endpoint"} {
		t.Run(member, func(t *testing.T) {
			r, ask := newRSSP(t, 2, testpki.Person), &person{}
			delete(r.info, "oauth2")
			r.info["oauth2Issuer"] = r.URL
			told := object{"issuer": r.URL, "authorization_endpoint": r.URL + "/oauth2/authorize", "token_endpoint": r.URL + "/oauth2/token"}
			r.on("/.well-known/oauth-authorization-server", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, told) })
			_, err := r.provider(t).Enter(t.Context(), "", ask)
			require.NoError(t, err)
			told[member] = "https://evil.example/"
			_, err = r.provider(t).Enter(t.Context(), "", ask)
			assert.ErrorIs(t, err, key.ErrAnswer)
			assert.Len(t, ask.visits, 1)
		})
	}
}

// The registry may list other hosts for the authorization server.
func TestAuthorizationServerOfItsOwnHost(t *testing.T) {
	r, other := newRSSP(t, 2, testpki.Person), newRSSP(t, 2, testpki.Person)
	r.info["oauth2"] = other.URL
	_, err := r.provider(t).Enter(t.Context(), "", &person{})
	assert.ErrorIs(t, err, key.ErrAnswer)
	listed := func(c *csc.Config) { c.Hosts = []string{strings.TrimPrefix(other.URL, "http://")} }
	_, err = r.provider(t, listed).Enter(t.Context(), "", &person{})
	assert.NoError(t, err)
	assert.Len(t, other.said("/oauth2/token"), 1)
}

// Services that know info by GET alone are met.
func TestInfoByGet(t *testing.T) {
	for _, status := range []int{http.StatusMethodNotAllowed, http.StatusNotFound} {
		r := newRSSP(t, 1, testpki.Person)
		r.on("/info", func(w http.ResponseWriter, q *http.Request) {
			if q.Method == http.MethodPost {
				w.WriteHeader(status)
				return
			}
			assert.NoError(t, json.NewEncoder(w).Encode(r.info))
		})
		_, err := r.provider(t).Enter(t.Context(), "", &person{})
		assert.NoError(t, err)
	}
}

// A service in a network of one's own leaves the letting in to others, and has to
// be told whose credentials are meant.
func TestExternal(t *testing.T) {
	versions(t, func(t *testing.T, version int) {
		r, ask := newRSSP(t, version, testpki.Person), &person{pin: "1234"}
		r.info["authType"] = []string{"external"}
		delete(r.info, "oauth2")
		for path, answer := range map[string]any{
			"/credentials/list": object{"credentialIDs": []string{}},
		} {
			r.on(path, func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, answer) })
		}
		_, err := r.provider(t).Enter(t.Context(), "", ask)
		assert.ErrorIs(t, err, key.ErrUnknownUser)
		s, err := r.provider(t).Enter(t.Context(), "oksana", ask)
		require.NoError(t, err)
		o, err := s.Start(t.Context(), cloudIdentify, ask)
		require.NoError(t, err)
		progress, err := await(t, s, o)
		require.NoError(t, err)
		assert.Empty(t, progress.Credentials)
		listed := r.said("/credentials/list")
		assert.Equal(t, "oksana", listed[0].body["userID"])
		assert.Empty(t, listed[0].authorization)
		assert.Empty(t, ask.visits)
		assert.NoError(t, s.Close())
	})
}
