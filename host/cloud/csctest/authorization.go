// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxState bounds what a client sends along: section 8.3.2, in octets.
const maxState = 255

// An authorization is what a program asks a person for at the authorization server:
// to see their credentials, or, with a signing, to sign.
type authorization struct {
	redirect  string
	named     bool // by the request, so that the token endpoint must hear it again
	state     []string
	challenge string // RFC 7636
	signing   *signing
}

// readClient reads who asks, and where the person goes back to. The complaint is
// for the person, who can be sent nowhere.
func (s *Server) readClient(query url.Values) (a authorization, complaint string) {
	for _, values := range query {
		if len(values) > 1 {
			return a, "Запит має однакові параметри."
		}
	}
	client := s.options.Client
	if query.Get("client_id") != client.ID {
		return a, "Програма, що прислала вас сюди, тут невідома."
	}
	a.redirect, a.named = query.Get("redirect_uri"), query.Has("redirect_uri")
	if !a.named && len(client.Redirects) == 1 {
		a.redirect = client.Redirects[0]
	}
	if !client.allows(a.redirect) {
		return a, "Програма, що прислала вас сюди, називає адресу, якої ми не знаємо."
	}
	return a, ""
}

// allows reports whether people may be sent to an address. Its query is the one
// that is registered: in another the answer of somebody else could stand.
func (c Client) allows(address string) bool {
	at, err := url.Parse(address)
	if err != nil || at.User != nil || at.Fragment != "" || at.Host == "" || strings.Contains(at.Path, "..") {
		return false
	}
	return slices.ContainsFunc(c.Redirects, func(registered string) bool {
		to, err := url.Parse(registered)
		if err != nil || to.Scheme != at.Scheme {
			return false
		}
		anyPort := to.Host == "127.0.0.1" && at.Hostname() == to.Host
		if to.Host != at.Host && !anyPort || to.RawQuery != at.RawQuery {
			return false
		}
		return at.Path == to.Path || strings.HasSuffix(to.Path, "/") && strings.HasPrefix(at.Path, to.Path)
	})
}

// readAuthorization reads what is asked for.
func (s *Server) readAuthorization(query url.Values, a *authorization) *refusal {
	a.state = query["state"]
	switch {
	case len(query.Get("state")) > maxState:
		a.state = nil
		return invalid("Invalid parameter state")
	case query.Get("response_type") != "code":
		return &refusal{Code: "unsupported_response_type"}
	}
	if s.options.Version == 2 {
		a.challenge = query.Get("code_challenge")
		sum, err := base64.RawURLEncoding.DecodeString(a.challenge)
		if err != nil || len(sum) != 32 || query.Get("code_challenge_method") != "S256" {
			return invalid("Invalid parameter code_challenge")
		}
	}
	switch scope := query.Get("scope"); scope {
	case "", "service":
		return nil
	case "credential":
		return s.readScope(query, a)
	}
	return &refusal{Code: "invalid_scope"}
}

// readScope reads what would be signed.
func (s *Server) readScope(query url.Values, a *authorization) *refusal {
	if s.options.Mode != OAuth2Code {
		return &refusal{Code: "invalid_scope"}
	}
	g := &signing{credential: s.find(query.Get("credentialID")), description: query.Get("description")}
	if g.credential == nil {
		return invalid("Invalid parameter credentialID")
	}
	var err error
	if g.number, err = strconv.Atoi(query.Get("numSignatures")); err != nil {
		return invalid("Missing (or invalid type) integer parameter numSignatures")
	}
	if list := query.Get(s.hashesName()); list != "" {
		var ok bool
		if g.digests, ok = urlDigests(list); !ok {
			return invalid("Invalid Base64 hash string parameter")
		}
		if s.options.Version == 2 {
			if g.hash = hashByName(query.Get(s.hashName())); g.hash == nil {
				return invalid("Invalid parameter " + s.hashName())
			}
		}
	}
	a.signing = g
	return s.check(g)
}

// sendBack sends the person to where they came from: section 8.3.2, RFC 9207.
func (s *Server) sendBack(w http.ResponseWriter, r *http.Request, a *authorization, values url.Values) {
	if a.state != nil {
		values["state"] = a.state
		if s.has(WrongState) {
			values["state"] = []string{"x" + a.state[0]}
		}
	}
	if s.options.Issuer {
		values.Set("iss", origin(r)+s.options.Path)
		if s.has(WrongIssuer) {
			values.Set("iss", "https://other.example")
		}
	}
	if s.has(DuplicateCode) && values.Has("code") {
		values.Add("code", "another")
	}
	separator := "?"
	if strings.Contains(a.redirect, "?") {
		separator = "&"
	}
	w.Header().Set("Location", a.redirect+separator+values.Encode())
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(http.StatusFound)
}
