// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// A server is an authorization server's addresses.
type server struct {
	authorize, token string
	revoke           string // empty: it revokes nothing
	// issuer is who answers must say they are from, if they say it; named says that
	// they must (RFC 9207). Without metadata nobody knows.
	issuer string
	named  bool
}

// metadata are RFC 8414, section 2, and RFC 9207, section 3.
type metadata struct {
	Issuer    string `json:"issuer"`
	Authorize string `json:"authorization_endpoint"`
	Token     string `json:"token_endpoint"`
	Revoke    string `json:"revocation_endpoint"`
	Named     bool   `json:"authorization_response_iss_parameter_supported"`
}

// discover finds the addresses of an authorization server. All of them must be
// the provider's own.
func (p *provider) discover(ctx context.Context, at location) (found server, err error) {
	if at.base != "" {
		// CSC 1, section 8.3: its paths are added to the base.
		base := strings.TrimSuffix(at.base, "/") + "/oauth2/"
		found = server{authorize: base + "authorize", token: base + "token", revoke: base + "revoke"}
	} else if found, err = p.published(ctx, at.issuer); err != nil {
		return server{}, err
	}
	for _, address := range []string{found.authorize, found.token, found.revoke} {
		if address != "" && p.permit(address) != nil {
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
	answered, err := p.accept(status, body, err)
	if err != nil {
		return server{}, err
	}
	var m metadata
	if err := p.read(answered.body, &m); err != nil {
		return server{}, err
	}
	return m.server(issuer, p)
}

// server checks that the metadata are of that issuer (RFC 8414, section 3.3).
func (m metadata) server(issuer string, p *provider) (server, error) {
	if m.Issuer != issuer || m.Authorize == "" || m.Token == "" {
		return server{}, p.fail(key.ErrAnswer, "")
	}
	return server{authorize: m.Authorize, token: m.Token, revoke: m.Revoke, issuer: m.Issuer, named: m.Named}, nil
}
