// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// Where nobody knows where to send the person back to, they stay (RFC 6749,
// section 4.1.2.1).
func TestPeopleAreSentToStrangersNever(t *testing.T) {
	p := start(t, csctest.Options{Version: 1})
	for name, change := range map[string]url.Values{
		"an unknown program":     {"client_id": {"other"}},
		"no program":             {"client_id": nil},
		"another host":           {"redirect_uri": {"https://evil.example/"}},
		"a host that looks like": {"redirect_uri": {"https://pidpys.example.evil.example/"}},
		"in a user's name":       {"redirect_uri": {"https://pidpys.example@evil.example/"}},
		"another scheme":         {"redirect_uri": {"http://pidpys.example/"}},
		"above":                  {"redirect_uri": {"https://pidpys.example/../x"}},
		"a fragment":             {"redirect_uri": {"https://pidpys.example/#x"}},
		"a name for loopback":    {"redirect_uri": {"http://localhost:5555/back"}},
		"an answer already":      {"redirect_uri": {"https://pidpys.example/back?code=another"}},
		"and to loopback":        {"redirect_uri": {"http://127.0.0.1:5555/back?code=another"}},
		"another query":          {"redirect_uri": {"https://other.example/back?a=c"}},
		"nowhere, of three":      {"redirect_uri": nil},
		"everything twice":       {"scope": {"service", "service"}},
	} {
		w := p.visit(p.asking("service", change))
		assert.Equal(t, http.StatusBadRequest, w.Code, name)
		assert.Empty(t, w.Header().Get("Location"), name)
		assert.Contains(t, text(w), "Запит не прийнято", name)
	}
	assert.Empty(t, p.prompts)
	for good, location := range map[string]string{
		"http://127.0.0.1:1/x/y":         "http://127.0.0.1:1/x/y?",
		"https://pidpys.example/back":    "https://pidpys.example/back?",
		"https://other.example/back?a=b": "https://other.example/back?a=b&",
	} {
		w := p.visit(p.asking("service", url.Values{"redirect_uri": {good}}))
		assert.True(t, strings.HasPrefix(w.Header().Get("Location"), location), good)
	}
}

// What else is wrong the program hears: section 8.3.2.
func TestAuthorizationRefused(t *testing.T) {
	for _, version := range []int{1, 2} {
		p := start(t, csctest.Options{Version: version})
		good := p.signing("oksana-1", pki.GOST34311, digests(pki.GOST34311, 1)...)
		require.NotEmpty(t, p.back(p.visit(p.asking("credential", good))).Get("code"))
		cases := map[string]struct {
			scope  string
			change url.Values
			error  string
		}{
			"another response type":   {"service", url.Values{"response_type": {"token"}}, "unsupported_response_type"},
			"an unknown scope":        {"everything", nil, "invalid_scope"},
			"no credential":           {"credential", url.Values{"credentialID": nil}, "invalid_request"},
			"nobody's credential":     {"credential", url.Values{"credentialID": {"none"}}, "invalid_request"},
			"no number":               {"credential", url.Values{"numSignatures": nil}, "invalid_request"},
			"too many":                {"credential", url.Values{"numSignatures": {"2"}}, "invalid_request"},
			"no digests":              {"credential", url.Values{p.hashes(): nil}, "invalid_request"},
			"digests in no encoding":  {"credential", url.Values{p.hashes(): {"***"}}, "invalid_request"},
			"too long a description":  {"credential", url.Values{"description": {strings.Repeat("я", 501)}}, "invalid_request"},
			"a state that is a novel": {"service", url.Values{"state": {strings.Repeat("x", 256)}}, "invalid_request"},
		}
		if version == 2 {
			cases["no challenge"] = struct {
				scope  string
				change url.Values
				error  string
			}{"service", url.Values{"code_challenge": nil}, "invalid_request"}
			cases["a plain challenge"] = struct {
				scope  string
				change url.Values
				error  string
			}{"service", url.Values{"code_challenge_method": {"plain"}}, "invalid_request"}
			cases["an unknown hash"] = struct {
				scope  string
				change url.Values
				error  string
			}{"credential", url.Values{"hashAlgorithmOID": {"1.2.3"}}, "invalid_request"}
		}
		asked := len(p.prompts)
		for name, c := range cases {
			query := p.asking(c.scope, good)
			for parameter, values := range c.change {
				query[parameter] = values
			}
			came := p.back(p.visit(query))
			assert.Equal(t, c.error, came.Get("error"), name)
			if len(query.Get("state")) < 256 {
				assert.Equal(t, "mine", came.Get("state"), name)
			}
		}
		assert.Len(t, p.prompts, asked, "nobody was bothered with any of it")
	}
}

// A code is good once, for the program and the address that it was given to, and
// with CSC 2 for whoever knows the verifier.
func TestCodes(t *testing.T) {
	for name, c := range map[string]struct {
		change      func(url.Values)
		error       string
		description string
	}{
		"good":              {func(url.Values) {}, "", ""},
		"no program":        {func(v url.Values) { v.Del("client_id") }, "invalid_request", "Missing parameter client_id"},
		"another program":   {func(v url.Values) { v.Set("client_id", "other") }, "invalid_request", "Invalid parameter client_id"},
		"no secret":         {func(v url.Values) { v.Del("client_secret") }, "invalid_request", "Client authorization required"},
		"another secret":    {func(v url.Values) { v.Set("client_secret", "x") }, "invalid_request", "Invalid parameter client_secret"},
		"no grant type":     {func(v url.Values) { v.Del("grant_type") }, "invalid_request", "Missing parameter grant_type"},
		"another grant":     {func(v url.Values) { v.Set("grant_type", "password") }, "invalid_request", "Invalid parameter grant_type"},
		"no code":           {func(v url.Values) { v.Del("code") }, "invalid_request", "Missing parameter code"},
		"another code":      {func(v url.Values) { v.Set("code", "x") }, "invalid_grant", "Authorization code is invalid or expired"},
		"another address":   {func(v url.Values) { v.Set("redirect_uri", redirect+"2") }, "invalid_grant", "redirect_uri parameter does not match redirect_uri parameter of authorization request"},
		"no verifier":       {func(v url.Values) { v.Del("code_verifier") }, "invalid_grant", "Invalid parameter code_verifier"},
		"another verifier":  {func(v url.Values) { v.Set("code_verifier", verifier+"x") }, "invalid_grant", "Invalid parameter code_verifier"},
		"everything double": {func(v url.Values) { v.Add("code", "x") }, "invalid_request", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, csctest.Options{Version: 2, Client: csctest.Client{Secret: "shared"}})
			p.secret = "shared"
			code := p.back(p.visit(p.asking("service", nil))).Get("code")
			form := p.redeeming(code)
			c.change(form)
			status, answer := p.form("token", form)
			if c.error == "" {
				assert.Equal(t, http.StatusOK, status)
				assert.Equal(t, "Bearer", answer["token_type"])
				_, answer = p.form("token", form)
				assert.Equal(t, "invalid_grant", answer["error"], "a code is good once")
				return
			}
			assert.Equal(t, http.StatusBadRequest, status)
			assert.Equal(t, c.error, answer["error"])
			if c.description != "" {
				assert.Equal(t, c.description, answer["error_description"])
			}
		})
	}
}

func TestCodesEndSoon(t *testing.T) {
	now := today()
	p := start(t, csctest.Options{Version: 1, Now: func() time.Time { return now }})
	code := p.back(p.visit(p.asking("service", nil))).Get("code")
	now = now.Add(2 * time.Minute)
	_, answer := p.form("token", p.redeeming(code))
	assert.Equal(t, "invalid_grant", answer["error"])
}

// The secret may come in the header, too.
func TestClientInTheHeader(t *testing.T) {
	p := start(t, csctest.Options{Version: 1, Client: csctest.Client{Secret: "shared"}})
	form := p.redeeming(p.back(p.visit(p.asking("service", nil))).Get("code"))
	form.Del("client_id")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/oauth2/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(clientID, "shared")
	assert.Equal(t, http.StatusOK, p.send(r).Code)
}

// The kinds of tokens: section 8.3.3. With CSC 1 signature activation data open no
// door; with CSC 2 they are all that a signature needs.
func TestKindsOfTokens(t *testing.T) {
	for _, version := range []int{1, 2} {
		p := start(t, csctest.Options{Version: version})
		wanted := digests(pki.GOST34311, 1)
		code := p.back(p.visit(p.asking("credential", p.signing("oksana-1", pki.GOST34311, wanted...)))).Get("code")
		_, answer := p.form("token", p.redeeming(code))
		assert.Equal(t, map[int]string{1: "SAD", 2: "Bearer"}[version], answer["token_type"])
		p.token = answer["access_token"].(string)
		status, _ := p.post("signatures/signHash", object{"credentialID": "oksana-1", p.hashes(): encoded(wanted...), "signAlgo": "1.2.804.2.1.1.1.1.3.1.1"})
		assert.Equal(t, map[int]int{1: http.StatusUnauthorized, 2: http.StatusOK}[version], status)
	}
}

// Tokens that were revoked open nothing: section 8.3.4.
func TestRevoked(t *testing.T) {
	p := start(t, csctest.Options{Version: 1})
	p.enter()
	for form, description := range map[string]string{
		"":                         "Missing parameter client_id",
		"client_id=pidpys":         "Missing parameter token",
		"client_id=pidpys&token=x": "Invalid string parameter token",
		"client_id=pidpys&token=" + p.token + "&token_type_hint=id": "Invalid parameter token_type_hint",
	} {
		values, err := url.ParseQuery(form)
		require.NoError(t, err)
		_, answer := p.form("revoke", values)
		assert.Equal(t, description, answer["error_description"], form)
	}
	p.must("credentials/list", object{})
	status, _ := p.form("revoke", url.Values{"client_id": {clientID}, "token": {p.token}, "token_type_hint": {"access_token"}})
	assert.Equal(t, http.StatusNoContent, status)
	status, answer := p.post("credentials/list", object{})
	assert.Equal(t, http.StatusUnauthorized, status)
	assert.Equal(t, "invalid_token", answer["error"])
}

// Long requests are pushed first: section 8.4.3 of CSC 2, RFC 9126.
func TestPushed(t *testing.T) {
	p := start(t, csctest.Options{Version: 2, Max: 250, Client: csctest.Client{Secret: "shared"}})
	form := p.asking("credential", p.signing("oksana-1", pki.GOST34311, digests(pki.GOST34311, 250)...))
	status, answer := p.form("pushed_authorize", form)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Equal(t, "Client authorization required", answer["error_description"])
	form.Set("client_secret", "shared")
	status, answer = p.form("pushed_authorize", form)
	require.Equal(t, http.StatusCreated, status, answer)
	short := url.Values{"client_id": {clientID}, "request_uri": {answer["request_uri"].(string)}}
	assert.Equal(t, http.StatusBadRequest, p.visit(url.Values{"client_id": {"other"}, "request_uri": short["request_uri"]}).Code)
	assert.Equal(t, http.StatusBadRequest, p.visit(short).Code, "it was spent on another program")

	_, answer = p.form("pushed_authorize", form)
	short.Set("request_uri", answer["request_uri"].(string))
	assert.NotEmpty(t, p.back(p.visit(short)).Get("code"))
	assert.Len(t, p.prompts[0].Request().Documents, 250)
	assert.Equal(t, http.StatusBadRequest, p.visit(short).Code, "once")

	for parameter, bad := range map[string]string{"redirect_uri": "https://evil.example/", "scope": "everything", "request_uri": "urn:x"} {
		wrong := url.Values{}
		for name, values := range form {
			wrong[name] = values
		}
		wrong.Set(parameter, bad)
		status, answer := p.form("pushed_authorize", wrong)
		assert.Equal(t, http.StatusBadRequest, status, parameter)
		assert.NotEmpty(t, answer["error"], parameter)
	}
}

// Where the server names itself by its issuer, so do its answers.
func TestIssuer(t *testing.T) {
	p := start(t, csctest.Options{Version: 2, Path: "/csc2", Issuer: true})
	info := p.must("info", object{})
	assert.Equal(t, "http://example.com/csc2", info["oauth2Issuer"])
	assert.NotContains(t, info, "oauth2")
	for _, at := range []string{"/.well-known/oauth-authorization-server/csc2", "/csc2/.well-known/openid-configuration"} {
		w := p.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, at, nil))
		require.Equal(t, http.StatusOK, w.Code, at)
		var metadata object
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &metadata))
		assert.Equal(t, "http://example.com/csc2", metadata["issuer"])
		assert.Equal(t, "http://example.com/csc2/oauth2/token", metadata["token_endpoint"])
	}
	w := p.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/csc2/oauth2/authorize?"+p.asking("service", nil).Encode(), nil))
	assert.Equal(t, "http://example.com/csc2", p.back(w).Get("iss"))
}

// Tokens are those of the person who held the phone.
func TestWhosePhone(t *testing.T) {
	two := []csctest.Person{
		{ID: "oksana", Keys: []*testpki.Subscriber{town.Subscriber(testpki.Person)}},
		{ID: "petro", Keys: []*testpki.Subscriber{town.Subscriber(testpki.FOP)}},
	}
	p := start(t, csctest.Options{Version: 1, People: two, Asked: confirmAs("petro")})
	p.enter()
	assert.Equal(t, "Тестова Оксана Іванівна", p.prompts[0].Request().Holders[0].Name)
	assert.Equal(t, []any{"petro-1"}, p.must("credentials/list", object{})["credentialIDs"])
}
