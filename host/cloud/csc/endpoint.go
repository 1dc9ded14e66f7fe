// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"net/http"
	"net/url"

	"github.com/pidpys/pidpys/host/key"
)

// submit posts a form to the authorization server, as a client of it (RFC 6749,
// section 2.3.1).
func (s *session) submit(ctx context.Context, address string, form url.Values) (status int, body []byte, err error) {
	form.Set("client_id", s.ClientID)
	if s.ClientSecret != nil {
		form.Set("client_secret", string(s.ClientSecret))
	}
	return s.exchange(ctx, message{method: http.MethodPost, address: address, kind: kindForm, body: []byte(form.Encode())})
}

// The kinds of tokens: RFC 7009, section 2.1.
const (
	accessToken  = "access_token"
	refreshToken = "refresh_token"
)

// revoke ends a token that is of no more use (RFC 7009). Nothing more can be done
// where it fails.
func (s *session) revoke(ctx context.Context, kind, token string) {
	if s.server.revoke != "" && token != "" {
		s.submit(ctx, s.server.revoke, url.Values{"token": {token}, "token_type_hint": {kind}})
	}
}

// maxAddress is how long an address may be that every browser and server takes, in
// octets: CSC 1, section 8.3.2.
const maxAddress = 2083

// pushes says whether a visit to the authorization endpoint is better pushed
// there. A pushed request may be good for one look (RFC 9126, section 4), and who
// reloads the page has none left. So only what must be is pushed: because the
// server wants it, the address would be too long, or other programs of this
// computer could read it.
func (s *session) pushes(address string, visit key.Authorization) bool {
	return s.server.push != "" && (s.server.pushedOnly || visit.Exposed() || len(address) > maxAddress)
}

// push hands what is asked for to the server itself, and returns a short address
// that stands for it (RFC 9126): the digests of hundreds of documents make none
// that every browser takes, and nobody on the way changes what they do not see.
func (s *session) push(ctx context.Context, address string) (string, error) {
	whole, err := url.Parse(address)
	if err != nil {
		return "", s.fail(key.ErrAnswer, "")
	}
	var pushed struct {
		Request string `json:"request_uri"`
	}
	status, body, err := s.submit(ctx, s.server.push, whole.Query())
	if err := s.take(&pushed, status, body, err); err != nil {
		return "", err
	}
	if pushed.Request == "" {
		return "", s.fail(key.ErrAnswer, "")
	}
	short := url.Values{"client_id": {s.ClientID}, "request_uri": {pushed.Request}}
	return s.server.authorize + separator(s.server.authorize) + short.Encode(), nil
}
