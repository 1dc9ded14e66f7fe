// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// A server is an authorization server's addresses.
type server struct {
	authorize, token string
	revoke           string // empty: it revokes nothing
	push             string // empty: nothing can be pushed to it
	pushedOnly       bool   // nothing else is taken
	// issuer is who answers must say they are from, if they say it; named says that
	// they must (RFC 9207). Without metadata nobody knows.
	issuer string
	named  bool
}

// discover finds the addresses of the service's authorization server. All of them
// must be the provider's own.
func (p *provider) discover(ctx context.Context, about service) (found server, err error) {
	if at := about.location; at.base == "" {
		if found, err = p.published(ctx, at.issuer); err != nil {
			return server{}, err
		}
	} else {
		// CSC 1, section 8.3: its paths are added to the base.
		base := strings.TrimSuffix(at.base, "/") + "/oauth2/"
		found = server{authorize: base + "authorize", token: base + "token", revoke: base + "revoke"}
		if slices.Contains(about.methods, methodPush) {
			found.push = base + "pushed_authorize"
		}
	}
	for _, address := range []string{found.authorize, found.token, found.revoke, found.push} {
		if address == "" {
			continue
		}
		if err := p.permit(address); err != nil {
			p.log().WithError(err).Info("csc: an authorization server elsewhere")
			return server{}, p.fail(key.ErrAnswer, "")
		}
	}
	return found, nil
}

// published reads the metadata of an issuer: where RFC 8414, section 3, has them,
// else where OpenID Connect Discovery 1.0, section 4, does.
func (p *provider) published(ctx context.Context, issuer string) (server, error) {
	at, err := url.Parse(issuer)
	if err != nil || p.permit(issuer) != nil || at.RawQuery != "" {
		return server{}, p.fail(key.ErrAnswer, "")
	}
	path := strings.TrimSuffix(at.Path, "/")
	oauth, openID := *at, *at
	oauth.Path = "/.well-known/oauth-authorization-server" + path
	openID.Path = path + "/.well-known/openid-configuration"
	status, body, err := p.exchange(ctx, message{method: http.MethodGet, address: oauth.String()})
	if err == nil && status == http.StatusNotFound {
		status, body, err = p.exchange(ctx, message{method: http.MethodGet, address: openID.String()})
	}
	var m metadata
	if err := p.take(&m, status, body, err); err != nil {
		return server{}, err
	}
	found, fits := m.server(issuer)
	if !fits {
		return server{}, p.fail(key.ErrAnswer, "")
	}
	return found, nil
}

// metadata are RFC 8414, section 2, RFC 9126, section 5, and RFC 9207, section 3.
type metadata struct {
	Issuer    string `json:"issuer"`
	Authorize string `json:"authorization_endpoint"`
	Token     string `json:"token_endpoint"`
	Revoke    string `json:"revocation_endpoint"`
	Push      string `json:"pushed_authorization_request_endpoint"`
	Pushed    bool   `json:"require_pushed_authorization_requests"`
	Named     bool   `json:"authorization_response_iss_parameter_supported"`
}

// server reports whether the metadata are that issuer's (RFC 8414, section 3.3).
func (m metadata) server(issuer string) (s server, fits bool) {
	return server{authorize: m.Authorize, token: m.Token, revoke: m.Revoke, push: m.Push, pushedOnly: m.Pushed, issuer: issuer, named: m.Named},
		m.Issuer == issuer && m.Authorize != "" && m.Token != ""
}
