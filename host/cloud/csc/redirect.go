// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"crypto/subtle"
	"net/url"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

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
