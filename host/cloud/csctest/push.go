// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// pushedLife is how long a pushed request waits, pushedName how its names begin:
	// RFC 9126, section 2.2.
	pushedLife = 90 * time.Second
	pushedName = "urn:ietf:params:oauth:request_uri:"
)

type pushedAnswer struct {
	Request string `json:"request_uri"`
	Expires int    `json:"expires_in"`
}

// push is the pushed authorization request endpoint: section 8.4.3 of CSC 2.
func (s *Server) push(w http.ResponseWriter, r *http.Request) {
	form, refused := s.readForm(w, r)
	if refused == nil {
		refused = s.readPushed(form)
	}
	if refused != nil {
		refused.status = http.StatusBadRequest
		refused.write(w)
		return
	}
	form.Del("client_secret")
	reply(w, http.StatusCreated, pushedAnswer{pushedName + s.pushed.put(form, pushedLife), int(pushedLife / time.Second)})
}

// readPushed checks what is pushed as if people came with it.
func (s *Server) readPushed(form url.Values) *refusal {
	if form.Has("request_uri") {
		return invalid("Invalid parameter request_uri")
	}
	a, complaint := s.readClient(form)
	if complaint != "" {
		return invalid("Invalid parameter redirect_uri")
	}
	return s.readAuthorization(form, &a)
}

// unpush is the request that a query stands for, or the query itself.
func (s *Server) unpush(query url.Values) (whole url.Values, complaint string) {
	if s.options.Version == 1 || !query.Has("request_uri") {
		return query, ""
	}
	name := strings.TrimPrefix(query.Get("request_uri"), pushedName)
	if len(query) == 2 && len(query["request_uri"]) == 1 {
		whole, _ = s.pushed.take(name)
	}
	if whole == nil || whole.Get("client_id") != query.Get("client_id") {
		return nil, "Посилання застаріле. Почніть спочатку."
	}
	return whole, ""
}
