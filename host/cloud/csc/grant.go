// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"github.com/pidpys/pidpys/host/key"
)

// language is what pages and texts are asked for in (RFC 5646).
const language = "uk"

// exposedText is what a person reads whose program cannot be let in safely.
const exposedText = "CSC 1 не захищає від інших програм цього комп’ютера. Увійдіть через браузер."

// A scope is what the person is asked to allow (CSC 1, section 8.3.2).
type scope interface {
	name() string
	parameters(version int) []oauth2.AuthCodeOption
	// understands reports whether a token of that type is of use (RFC 6749, section
	// 7.1).
	understands(tokenType string) bool
}

// serviceScope is leave to see which credentials there are.
type serviceScope struct{}

func (serviceScope) name() string { return "service" }

func (serviceScope) parameters(int) []oauth2.AuthCodeOption { return nil }

func (serviceScope) understands(tokenType string) bool { return tokenType == "Bearer" }

// grant takes the person to the provider's page, and returns the token that they
// allowed: the authorization code grant of RFC 6749, section 4.1.
func (s *session) grant(ctx context.Context, ask key.Asker, wanted scope) (*oauth2.Token, error) {
	authorizer, able := ask.(key.Authorizer)
	if !able || s.server == (server{}) {
		return nil, s.fail(key.ErrAuthorization, "")
	}
	visit, err := authorizer.Authorize(ctx)
	if err != nil {
		return nil, err
	}
	defer visit.Close()
	// Without a proof of possession, whoever catches the code may use it, and
	// whoever makes one up may have theirs used (RFC 8252, section 8.1).
	if s.Version == 1 && visit.Exposed() {
		return nil, s.fail(key.ErrAuthorization, exposedText)
	}
	config := oauth2.Config{
		ClientID: s.ClientID, ClientSecret: string(s.ClientSecret),
		// The one style that every version has; to try styles would spend the code.
		Endpoint:    oauth2.Endpoint{AuthURL: s.server.authorize, TokenURL: s.server.token, AuthStyle: oauth2.AuthStyleInParams},
		RedirectURL: visit.RedirectURI(), Scopes: []string{wanted.name()},
	}
	state := rand.Text()
	options := append(wanted.parameters(s.Version), oauth2.SetAuthURLParam("lang", language))
	var proof []oauth2.AuthCodeOption
	if s.Version > 1 {
		verifier := oauth2.GenerateVerifier()
		options = append(options, oauth2.S256ChallengeOption(verifier))
		proof = append(proof, oauth2.VerifierOption(verifier))
	}
	came, err := visit.Visit(ctx, config.AuthCodeURL(state, options...))
	if err != nil {
		return nil, err
	}
	code, err := s.returned(came, config.RedirectURL, state)
	if err != nil {
		return nil, err
	}
	token, err := config.Exchange(context.WithValue(ctx, oauth2.HTTPClient, s.http), code, proof...)
	if err != nil {
		return nil, s.ungranted(ctx, err)
	}
	if !wanted.understands(token.Type()) {
		return nil, s.fail(key.ErrAnswer, "")
	}
	return token, nil
}

// returned reads where the page sent the person: there, once each, a code or an
// error, our state, and the issuer that we went to (RFC 6749, sections 4.1.2 and
// 10.12; RFC 9207, section 2.4).
func (s *session) returned(came, redirect, state string) (code string, err error) {
	refused := s.fail(key.ErrAuthorization, "")
	query, found := strings.CutPrefix(came, redirect+separator(redirect))
	values, err := url.ParseQuery(query)
	if !found || err != nil {
		return "", refused
	}
	for _, many := range values {
		if len(many) != 1 {
			return "", refused
		}
	}
	if subtle.ConstantTimeCompare([]byte(values.Get("state")), []byte(state)) != 1 {
		return "", refused
	}
	issuer, named := values["iss"]
	if s.server.named && !named || s.server.issuer != "" && named && issuer[0] != s.server.issuer {
		return "", refused
	}
	if values.Has("error") {
		return "", s.denied(refusal{Code: values.Get("error"), Description: values.Get("error_description")})
	}
	if code = values.Get("code"); code == "" {
		return "", refused
	}
	return code, nil
}

// separator comes between an address and what is added to its query.
func separator(address string) string {
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}

// denied is an error of an authorization server: what is not known better is no
// authorization.
func (s *session) denied(r refusal) error {
	kind, known := refusals[r.Code]
	if !known {
		kind = key.ErrAuthorization
	}
	return s.fail(kind, r.Description)
}

// ungranted says why no token came. Nothing of the error of package oauth2 is
// kept: it may hold the answer, tokens and all.
func (s *session) ungranted(ctx context.Context, err error) error {
	if refused, told := errors.AsType[*oauth2.RetrieveError](err); told {
		if refused.ErrorCode == "" {
			return s.refused(refused.Response.StatusCode, nil)
		}
		return s.denied(refusal{Code: refused.ErrorCode, Description: refused.ErrorDescription})
	}
	if unsent, is := errors.AsType[*url.Error](err); is {
		return s.lost(ctx, unsent)
	}
	return s.fail(key.ErrAnswer, "")
}

// revoke ends a token that is of no more use (RFC 7009). That it fails harms
// nobody: tokens live shortly.
func (s *session) revoke(ctx context.Context, token string) {
	if s.server.revoke == "" || token == "" {
		return
	}
	form := url.Values{"token": {token}, "token_type_hint": {"access_token"}}
	s.submit(ctx, s.server.revoke, form)
}

// submit posts a form to the authorization server, as a client of it.
func (s *session) submit(ctx context.Context, address string, form url.Values) (int, []byte, error) {
	form.Set("client_id", s.ClientID)
	if s.ClientSecret != nil {
		form.Set("client_secret", string(s.ClientSecret))
	}
	return s.exchange(ctx, message{method: http.MethodPost, address: address, kind: "application/x-www-form-urlencoded", body: []byte(form.Encode())})
}
