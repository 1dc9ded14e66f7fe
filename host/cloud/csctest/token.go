// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
)

// A code is what a person brought back, and what it is good for.
type code struct {
	authorization
	grant *grant
}

// grantCode makes the code of a visit that was confirmed.
func (s *Server) grantCode(v *visit) string {
	g := &grant{bearer: true}
	if v.signing == nil {
		g.person = s.personOf(v.answer.Holder)
	} else {
		g.person = v.signing.credential.owner
		g.activation = s.activate(v.signing.credential, v.signing.number, v.signing.digests)
		g.bearer = s.options.Version == 2
	}
	name := s.codes.put(&code{v.authorization, g}, codeLife)
	if s.has(SpentCode) {
		s.codes.take(name)
	}
	return name
}

// personOf is the one whose phone it was; the only one there is, if it had not to
// say.
func (s *Server) personOf(holder string) *Person {
	for i := range s.options.People {
		if p := &s.options.People[i]; p.ID == holder || len(s.options.People) == 1 {
			return p
		}
	}
	return nil
}

// tokenAnswer is section 8.3.3.
type tokenAnswer struct {
	Token   string `json:"access_token"`
	Type    string `json:"token_type"`
	Expires int    `json:"expires_in"`
}

// token is the token endpoint: section 8.3.3 of CSC 1, section 8.4.4 of CSC 2.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	if s.has(ServerError) {
		failed().write(w)
		return
	}
	form, refused := s.readForm(w, r)
	if refused != nil {
		refused.write(w)
		return
	}
	g, refused := s.redeem(form)
	if refused != nil {
		refused.write(w)
		return
	}
	answer := tokenAnswer{Type: "Bearer"}
	if !g.bearer {
		answer.Type = "SAD"
	}
	answer.Token, answer.Expires = s.issue(g)
	reply(w, http.StatusOK, answer)
}

// redeem takes the code of a form.
func (s *Server) redeem(form url.Values) (*grant, *refusal) {
	switch {
	case !form.Has("grant_type"):
		return nil, invalid("Missing parameter grant_type")
	case form.Get("grant_type") != "authorization_code":
		return nil, invalid("Invalid parameter grant_type")
	case !form.Has("code"):
		return nil, invalid("Missing parameter code")
	}
	c, found := s.codes.take(form.Get("code"))
	proof := sha256.Sum256([]byte(form.Get("code_verifier")))
	switch {
	case !found:
		return nil, ungranted("Authorization code is invalid or expired")
	case c.named && form.Get("redirect_uri") != c.redirect:
		return nil, ungranted("redirect_uri parameter does not match redirect_uri parameter of authorization request")
	case s.options.Version == 2 && !equal(base64.RawURLEncoding.EncodeToString(proof[:]), c.challenge):
		return nil, ungranted("Invalid parameter code_verifier") // RFC 7636, section 4.6
	}
	return c.grant, nil
}

func ungranted(description string) *refusal {
	return &refusal{http.StatusBadRequest, "invalid_grant", description}
}

// readForm reads a form of the client: RFC 6749, section 2.3.1.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) (url.Values, *refusal) {
	r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
	if err := r.ParseForm(); err != nil {
		return nil, malformed()
	}
	for _, values := range r.PostForm {
		if len(values) > 1 {
			return nil, malformed()
		}
	}
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	switch {
	case id == "":
		return nil, invalid("Missing parameter client_id")
	case id != s.options.Client.ID:
		return nil, invalid("Invalid parameter client_id")
	case secret == "" && s.options.Client.Secret != "":
		return nil, invalid("Client authorization required")
	case !equal(secret, s.options.Client.Secret):
		return nil, invalid("Invalid parameter client_secret")
	}
	return r.PostForm, nil
}

// revoke is the revocation endpoint: section 8.3.4 of CSC 1, section 8.4.5 of CSC 2.
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	form, refused := s.readForm(w, r)
	if refused == nil {
		hint := form.Get("token_type_hint")
		_, found := s.tokens.get(form.Get("token"))
		switch {
		case !form.Has("token"):
			refused = invalid("Missing parameter token")
		case hint != "" && hint != "access_token" && hint != "refresh_token":
			refused = invalid("Invalid parameter token_type_hint")
		case !found:
			refused = invalid("Invalid string parameter token")
		}
	}
	if refused != nil {
		refused.write(w)
		return
	}
	s.withdraw(form.Get("token"))
	w.WriteHeader(http.StatusNoContent)
}
