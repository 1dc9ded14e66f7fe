// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"

	"golang.org/x/oauth2"

	"github.com/pidpys/pidpys/host/key"
)

// language is what pages and texts are asked for in (RFC 5646).
const language = "uk"

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
		return nil, s.fail(key.ErrExposed, "")
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
	address := config.AuthCodeURL(state, options...)
	if s.pushes(address, visit) {
		if address, err = s.push(ctx, address); err != nil {
			return nil, err
		}
	}
	came, err := visit.Visit(ctx, address)
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
