// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package csc speaks to providers of the Cloud Signature Consortium's standard:
// "Architectures and protocols for remote signature applications", version
// 1.0.4.0 (CSC 1) and 2.0.0.2 to 2.2 (CSC 2), of which sections are named here by
// that number. [New] makes a [cloud.Provider] of one.
//
// Whoever the person is, the provider's own page asks (OAuth 2.0, RFC 6749, by
// its authorization code; a proof of possession by RFC 7636 since CSC 2). Then
// its credentials are listed with their certificates, and a signature is
// authorized in the way that the credential names: at the page again, by a PIN or
// a one-time code that the person types here, or by the provider itself.
//
// Every authorization names the digests that it is for, also where the provider
// would let it go without. Of a credential of SCAL 2 it is good for nothing else; of
// one of SCAL 1 that is the provider's to keep to.
//
// What is not spoken: passwords of services (auth/login), restricted access by
// account_token, rich authorization requests, signDoc, and challenges that would
// have to be shown here.
//
// PINs and one-time codes are octets that are wiped. Tokens are text, as HTTP
// headers and package oauth2 want them; they live shortly, are revoked when they
// are of no more use, and stand in no error and no log. A refresh token is
// never used.
//
// The standard leaves open how signatures by DSTU 4145 look. Here they are r‖s
// little-endian, as in CMS without the OCTET STRING around: our choice, for no
// public service does it (unverified).
package csc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// ErrConfig says that a Config is of no service.
var ErrConfig = errors.New("csc: unfit configuration")

// A Config is what must be known of a service beforehand.
type Config struct {
	Provider key.Provider
	// Base is the address that names of methods are added to, as
	// "https://host/csc/v1" (CSC 1, section 7.2).
	Base    string
	Version int // 1 or 2
	// Hosts are those of its authorization server, "host[:port]", if they are
	// others than Base's.
	Hosts []string

	// ClientID is what the provider calls this program, and ClientSecret what both
	// share; nil of a public client, which is what a program on a person's computer
	// can be. They are not wiped.
	ClientID     string
	ClientSecret []byte

	// HTTP carries the requests: it bounds their time and decides which hosts may
	// be spoken to, as [outbound.Client.Transport] does.
	HTTP http.RoundTripper
	// Patient carries what a service answers only when the person has confirmed it
	// on their phone: what asks for implicit authorization of CSC 1, and nothing
	// else. nil is HTTP.
	Patient http.RoundTripper
	Plain   bool // addresses may be http, as in tests
	Now     func() time.Time
	// Log hears why a provider was not reached, and which credentials are of no use.
	Log *logrus.Logger
}

type provider struct {
	Config
	base    string
	hosts   []string
	http    *http.Client
	patient *http.Client
}

// New makes a provider; the error is [ErrConfig]. Nobody is spoken to yet.
func New(c Config) (cloud.Provider, error) {
	p := &provider{Config: c, base: strings.TrimSuffix(c.Base, "/")}
	at, err := url.Parse(p.base)
	if err != nil || c.HTTP == nil || c.Now == nil || c.Log == nil || c.ClientID == "" || c.Version != 1 && c.Version != 2 {
		return nil, ErrConfig
	}
	p.hosts = slices.Concat([]string{at.Host}, c.Hosts)
	if err := p.permit(p.base); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	p.http, p.patient = client(c.HTTP), client(c.HTTP)
	if c.Patient != nil {
		p.patient = client(c.Patient)
	}
	return p, nil
}

// client follows no redirects.
func client(carrier http.RoundTripper) *http.Client {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &http.Client{Transport: carrier, CheckRedirect: stay}
}

func (p *provider) Describe() cloud.Description {
	return cloud.Description{Provider: p.Provider, Hosts: slices.Clone(p.hosts), Plain: p.Plain}
}

// Enter asks the service what it is, and the person for leave to list their
// credentials. Where the service leaves that to others ("external"), user says
// whose they are.
func (p *provider) Enter(ctx context.Context, user string, ask key.Asker) (cloud.Session, error) {
	about, err := p.about(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{provider: p, service: about, user: user}
	if about.location != (location{}) {
		if s.server, err = p.discover(ctx, about); err != nil {
			return nil, err
		}
	}
	switch {
	case slices.Contains(about.authTypes, authOAuth2Code):
		err = s.enter(ctx, ask)
	case !slices.Contains(about.authTypes, authExternal):
		err = p.fail(key.ErrAuthorization, "authType: "+strings.Join(about.authTypes, ", "))
	case user == "":
		err = p.fail(key.ErrUnknownUser, "")
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// permit reports whether an address that the service named is its own.
func (p *provider) permit(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Fragment != "" || !p.Describe().Owns(u) {
		return fmt.Errorf("csc: address %q is not the provider's", address)
	}
	return nil
}
