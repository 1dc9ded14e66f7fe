// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// maxDescription bounds what people are told a request is about: section 8.3.2.
const maxDescription = 500

// A signing is what a request for authorization is about.
type signing struct {
	credential  *credential
	number      int // of signatures
	hash        *pki.Hash
	digests     [][]byte
	description string
}

// check holds what a request says against the credential.
func (s *Server) check(g *signing) *refusal {
	switch {
	case g.number < 1:
		return invalid("Invalid value for parameter numSignatures")
	case g.number > s.options.Max:
		return invalid("Numbers of signatures is too high")
	case s.options.SCAL == 2 && len(g.digests) == 0:
		return invalid("Missing (or invalid type) array parameter " + s.hashesName())
	case len(g.digests) > g.number:
		return invalid("Invalid parameter " + s.hashesName())
	case utf8.RuneCountInString(g.description) > maxDescription:
		return invalid("Invalid parameter description")
	}
	for _, d := range g.digests {
		if g.hash != nil && len(d) != g.hash.Size() {
			return invalid("Invalid digest value length")
		}
	}
	return nil
}

// readSigning reads the request of section 11.6.
func (s *Server) readSigning(c *call) (g signing, refused *refusal) {
	if g.credential, refused = s.lookup(c); refused != nil {
		return g, refused
	}
	if g.number, refused = c.in.integer("numSignatures"); refused != nil {
		return g, refused
	}
	if c.in.has(s.hashesName()) {
		if g.digests, refused = c.in.digests(s.hashesName()); refused != nil {
			return g, refused
		}
	}
	if s.options.Version == 2 && g.digests != nil {
		name, refused := c.in.text(s.hashName())
		if refused != nil {
			return g, refused
		}
		if g.hash = hashByName(name); g.hash == nil {
			return g, invalid("Invalid parameter " + s.hashName())
		}
	}
	if g.description, refused = c.in.optional("description"); refused != nil {
		return g, refused
	}
	return g, s.check(&g)
}

// authorizeCredential: section 11.6.
func (s *Server) authorizeCredential(c *call) (any, *refusal) {
	g, refused := s.readSigning(c)
	if refused != nil {
		return nil, refused
	}
	t, objects, refused := s.readTyped(c.in)
	if refused != nil {
		return nil, refused
	}
	if s.options.Mode == Explicit {
		if refused := s.prove(g.credential, t); refused != nil {
			return nil, refused
		}
		return s.activated(c.by.person, s.activate(g.credential, g.number, g.digests)), nil
	}
	if s.options.Version == 2 && !slices.Equal(objects, []string{mobile}) {
		return nil, &refusal{400, "invalid_authentication_data", "The authentication data is invalid"}
	}
	p := s.ring(c, g)
	if s.options.Version == 2 {
		return accepted{handleAnswer{s.pending.put(p, s.options.Life+time.Minute)}}, nil
	}
	p.await(c.http.Context(), s.options.Life)
	return s.outcome(p)
}

// A pending is an authorization that the provider asks its person for by itself.
type pending struct {
	signing signing
	bearer  string // the token that it was asked for with
	prompt  *phone.Prompt
	decided chan struct{} // closed when the person has
}

// ring shows a request on the person's phone.
func (s *Server) ring(c *call, g signing) *pending {
	p := &pending{signing: g, bearer: c.bearer, decided: make(chan struct{})}
	_, p.prompt = s.show(s.askToSign(g), g.credential.owner, func(phone.Answer) { close(p.decided) })
	return p
}

// await returns when the person has decided, or cannot any more. A client that
// leaves takes its request back.
func (p *pending) await(ctx context.Context, life time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, life)
	defer cancel()
	select {
	case <-p.decided:
	case <-ctx.Done():
		p.prompt.Withdraw()
	}
}

// outcome is what comes of an authorization that was decided.
func (s *Server) outcome(p *pending) (any, *refusal) {
	switch p.prompt.State() {
	case phone.Confirmed:
		owner := p.signing.credential.owner
		return s.activated(owner, s.activate(p.signing.credential, p.signing.number, p.signing.digests)), nil
	case phone.Declined:
		return nil, denied("The user declined")
	}
	return nil, denied("The user did not confirm in time")
}

type handleAnswer struct {
	Handle string `json:"handle"`
}

// authorizeCheck: section 11.7 of CSC 2.
func (s *Server) authorizeCheck(c *call) (any, *refusal) {
	handle, refused := c.in.text("handle")
	if refused != nil {
		return nil, refused
	}
	p, found := s.pending.get(handle)
	if !found || p.signing.credential.owner != c.by.person {
		return nil, invalid("Invalid parameter handle")
	}
	if p.prompt.State() == phone.Waiting {
		return accepted{handleAnswer{handle}}, nil
	}
	if _, found := s.pending.take(handle); !found { // another request was faster
		return nil, invalid("Invalid parameter handle")
	}
	return s.outcome(p)
}

// authRevoke: section 11.3. Whoever was asked with the token is not any more.
func (s *Server) authRevoke(c *call) (any, *refusal) {
	token, refused := c.in.text("token")
	if refused != nil {
		return nil, refused
	}
	hint, refused := c.in.optional("token_type_hint")
	if refused != nil || hint != "" && hint != "access_token" && hint != "refresh_token" {
		return nil, invalid("Invalid string parameter token_type_hint")
	}
	if g, found := s.tokens.get(token); !found || g.person != c.by.person {
		return nil, invalid("Invalid string parameter token")
	}
	s.withdraw(token)
	return noContent{}, nil
}

// withdraw ends a token, and what is still being asked for with it.
func (s *Server) withdraw(token string) {
	s.tokens.take(token)
	for _, p := range s.pending.all() {
		if p.bearer == token {
			p.prompt.Withdraw()
		}
	}
}
