// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"golang.org/x/oauth2"

	"github.com/pidpys/pidpys/host/key"
)

// A leave is the person's authorization to sign certain digests, that the standard
// calls signature activation data (SAD).
type leave struct {
	sad     string // empty until it is there
	granted bool   // it is a token of the authorization server
	handle  string // of one that is still being asked for
	warned  bool   // the person was told to look at the provider's app
}

// credentialScope asks for leave at the provider's page (CSC 1, section 8.3.2;
// CSC 2, section 8.4.2).
type credentialScope struct{ *signing }

func (credentialScope) name() string { return "credential" }

// understands takes what either version calls the token.
func (credentialScope) understands(tokenType string) bool {
	return tokenType == "Bearer" || strings.EqualFold(tokenType, "SAD")
}

func (g credentialScope) parameters(version int) []oauth2.AuthCodeOption {
	hashes := strings.Join(encoded(g.hashes, base64.URLEncoding), ",")
	named := []oauth2.AuthCodeOption{
		oauth2.SetAuthURLParam("credentialID", g.credential.ID),
		oauth2.SetAuthURLParam("numSignatures", strconv.Itoa(len(g.hashes))),
		oauth2.SetAuthURLParam("description", g.description),
	}
	if version == 1 {
		return append(named, oauth2.SetAuthURLParam("hash", hashes))
	}
	return append(named, oauth2.SetAuthURLParam("hashes", hashes), oauth2.SetAuthURLParam("hashAlgorithmOID", g.algorithm.hash))
}

// authorize asks the person for leave. Where the provider does that by itself
// there is nothing to ask here.
func (g *signing) authorize(ctx context.Context, s *session, ask key.Asker) error {
	switch g.credential.mode {
	case modeOAuth2Code:
		token, err := s.grant(ctx, ask, credentialScope{g})
		if err != nil {
			return err
		}
		g.sad, g.granted = token.AccessToken, true
		if id, told := token.Extra("credentialID").(string); told && id != g.credential.ID {
			g.cancel(ctx, s)
			return s.fail(key.ErrAnswer, "")
		}
	case modeExplicit:
		all, err := s.prove(ctx, g.credential, ask)
		if err != nil {
			return err
		}
		defer all.wipe()
		return all.blamed(g.activate(ctx, s, all))
	}
	return nil
}

// An activation is the input of credentials/authorize (CSC 1 and 2, section 11.6).
type activation struct {
	Credential  string `json:"credentialID"`
	Signatures  int    `json:"numSignatures"`
	Description string `json:"description,omitempty"`
	bound
}

// activated is its answer, and that of credentials/authorizeCheck.
type activated struct {
	SAD    string `json:"SAD"`
	Handle string `json:"handle"`
}

// activate asks the service for leave, with what the person proves it by.
func (g *signing) activate(ctx context.Context, s *session, all proofs) error {
	digests := g.bound(s.Version)
	digests.HashAlgo = "" // CSC 1 has it in signHash alone
	request, err := json.Marshal(activation{g.credential.ID, len(g.hashes), g.description, digests})
	if err != nil {
		return err
	}
	body, err := all.join(request, s.Version)
	defer clear(body)
	if err != nil {
		return err
	}
	asking := s.posted("credentials/authorize", s.token, body)
	asking.held = s.Version == 1 && g.credential.mode == modeImplicit
	answered, err := s.accept(s.exchange(ctx, asking))
	if err != nil {
		return err
	}
	return g.take(s, answered)
}

// check asks again for leave that was not there yet (CSC 2, section 11.7).
func (g *signing) check(ctx context.Context, s *session) error {
	answered, err := s.call(ctx, "credentials/authorizeCheck", s.token, struct {
		Handle string `json:"handle"`
	}{g.handle})
	if err != nil {
		return err
	}
	return g.take(s, answered)
}

// take reads the leave, or how to ask for it again.
func (g *signing) take(s *session, answered answer) error {
	var a activated
	if err := s.read(answered.body, &a); err != nil {
		return err
	}
	switch {
	case answered.pending && a.Handle != "" && s.Version > 1:
		g.handle = a.Handle
	case !answered.pending && a.SAD != "":
		g.sad = a.SAD
	default:
		return s.fail(key.ErrAnswer, "")
	}
	return nil
}

// pursue goes on to ask for leave where the provider asks the person by itself.
// With CSC 1 the answer comes after the person's: they are told to look for it
// first, which a poll without leave does, and if it is lost another request would
// bother them again, so that is the end.
func (g *signing) pursue(ctx context.Context, s *session) error {
	switch {
	case g.handle != "":
		return g.check(ctx, s)
	case s.Version == 1 && !g.warned:
		g.warned = true
		return nil
	}
	err := g.activate(ctx, s, nil)
	if s.Version == 1 && errors.Is(err, key.ErrProviderUnreachable) {
		return s.fail(key.ErrUnconfirmed, "")
	}
	return err
}
