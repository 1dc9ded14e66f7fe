// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"encoding/json"
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
	if refused == nil && form.Has("request_uri") {
		refused = invalid("Invalid parameter request_uri")
	}
	if refused == nil {
		var a authorization
		var complaint string
		if a, complaint = s.readClient(form); complaint != "" {
			refused = invalid("Invalid parameter redirect_uri")
		} else {
			refused = s.readAuthorization(form, &a)
		}
	}
	if refused != nil {
		refused.status = http.StatusBadRequest
		refused.write(w)
		return
	}
	form.Del("client_secret")
	body, err := json.Marshal(pushedAnswer{pushedName + s.pushed.put(form, pushedLife), int(pushedLife / time.Second)})
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	write(w, http.StatusCreated, body)
}

// unpush is the request that a query stands for, or the query itself.
func (s *Server) unpush(query url.Values) (whole url.Values, complaint string) {
	if s.options.Version == 1 || !query.Has("request_uri") {
		return query, ""
	}
	name, found := strings.CutPrefix(query.Get("request_uri"), pushedName)
	if found && len(query) == 2 && len(query["request_uri"]) == 1 {
		whole, found = s.pushed.take(name)
	}
	if whole == nil || whole.Get("client_id") != query.Get("client_id") {
		return nil, "Посилання застаріле. Почніть спочатку."
	}
	return whole, ""
}
