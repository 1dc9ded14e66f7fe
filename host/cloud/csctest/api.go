// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
)

// maxRequest bounds a request to the API, in octets.
const maxRequest = 1 << 20

// A method answers a request to the API: an object, [noContent] for none, or one
// that is [accepted], and is to be asked for again.
type method func(s *Server, c *call) (any, *refusal)

type (
	noContent struct{}
	accepted  struct{ object any }
)

// A call is one request to the API.
type call struct {
	http   *http.Request
	in     parameters
	bearer string // the token in the Authorization header
	by     *grant // what it allows; nil for info
}

// An endpoint is a method's name, and whether a server of some options has it.
type endpoint struct {
	name   string
	answer method
	has    func(o *Options) bool
}

func endpoints() []endpoint {
	return []endpoint{
		{"info", (*Server).info, always},
		{"auth/revoke", (*Server).authRevoke, always},
		{"credentials/list", (*Server).list, always},
		{"credentials/info", (*Server).credentialInfo, always},
		{"credentials/authorize", (*Server).authorizeCredential, func(o *Options) bool { return o.Mode != OAuth2Code }},
		{"credentials/authorizeCheck", (*Server).authorizeCheck, func(o *Options) bool { return o.Version == 2 && o.Mode == Implicit }},
		{"credentials/extendTransaction", (*Server).extendTransaction, always},
		{"credentials/sendOTP", (*Server).sendOTP, func(o *Options) bool { return o.Version == 1 && o.sendsOTP() }},
		{"credentials/getChallenge", (*Server).getChallenge, func(o *Options) bool { return o.Version == 2 && o.sendsOTP() }},
		{"signatures/signHash", (*Server).signHash, always},
		{"signatures/signPolling", (*Server).signPolling, func(o *Options) bool { return o.Version == 2 && o.Async }},
		{"signatures/timestamp", (*Server).timestamp, func(o *Options) bool { return o.TSA != nil }},
		{"auth/login", nil, never},
		{"signatures/signDoc", nil, never},
	}
}

func always(*Options) bool { return true }
func never(*Options) bool  { return false }

// methodNames are those that info tells.
func (s *Server) methodNames() (names []string) {
	for _, e := range endpoints() {
		if e.has(&s.options) {
			names = append(names, e.name)
		}
	}
	if s.options.Version == 2 { // a client knows by nothing else that there is one
		names = append(names, "oauth2/pushed_authorize")
	}
	return names
}

// serveAPI answers below [Server.Base]: section 7.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	if s.has(ServerError) {
		(&refusal{http.StatusInternalServerError, "server_error", "The server encountered an unexpected condition"}).write(w)
		return
	}
	answer, refused := s.dispatch(w, r)
	status := http.StatusOK
	switch a := answer.(type) {
	case noContent:
		w.WriteHeader(http.StatusNoContent)
		return
	case accepted:
		answer, status = a.object, http.StatusAccepted
	}
	if refused != nil {
		refused.write(w)
		return
	}
	if s.has(BrokenJSON) {
		whole, _ := json.Marshal(answer)
		write(w, status, whole[:len(whole)/2])
		return
	}
	reply(w, status, answer)
}

// reply answers with an object.
func reply(w http.ResponseWriter, status int, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	write(w, status, body)
}

// write answers with JSON, which holds secrets now and then.
func write(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// dispatch reads the request, finds who sent it, and has the method answer.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) (any, *refusal) {
	name := strings.TrimPrefix(r.URL.Path, s.Base()+"/")
	all := endpoints()
	i := slices.IndexFunc(all, func(e endpoint) bool { return e.name == name })
	switch {
	case i < 0:
		return nil, &refusal{http.StatusNotFound, "invalid_request", "No such method"}
	case !all[i].has(&s.options):
		return nil, &refusal{http.StatusNotImplemented, "invalid_request", "The method is not supported"}
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		return nil, &refusal{http.StatusMethodNotAllowed, "invalid_request", "The method must be POST"}
	}
	c := &call{http: r}
	var refused *refusal
	if name != "info" {
		if c.bearer, c.by, refused = s.bearer(r); refused != nil {
			return nil, refused
		}
	}
	if c.in, refused = readParameters(w, r); refused != nil {
		return nil, refused
	}
	return all[i].answer(s, c)
}

// readParameters reads the body: an object.
func readParameters(w http.ResponseWriter, r *http.Request) (parameters, *refusal) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, malformed()
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var in parameters
	if err != nil || json.Unmarshal(body, &in) != nil || in == nil {
		return nil, malformed()
	}
	if _, refused := in.optional("clientData"); refused != nil {
		return nil, refused
	}
	return in, nil
}

// bearer finds what the token in the Authorization header allows.
func (s *Server) bearer(r *http.Request) (token string, by *grant, refused *refusal) {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !found || token == "" {
		return "", nil, malformed()
	}
	by, found = s.tokens.get(token)
	if !found || !by.bearer {
		return "", nil, &refusal{http.StatusUnauthorized, "invalid_token", "The token provided is not a valid OAuth access or refresh token"}
	}
	return token, by, nil
}
