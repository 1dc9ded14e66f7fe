// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// How a service lets programs in: CSC 1, section 11.1, authType.
const (
	authOAuth2Code   = "oauth2code"
	authOAuth2Client = "oauth2client"
	authExternal     = "external"
)

// Methods that a service may have or not.
const (
	methodPush        = "oauth2/pushed_authorize"
	methodSignPolling = "signatures/signPolling"
	methodTimestamp   = "signatures/timestamp"
)

// A service is what the method info tells of one (section 11.1).
type service struct {
	authTypes []string
	methods   []string
	location  location // of its authorization server; zero if it has none
	// asynchronous says that signatures may be asked for now and fetched later.
	asynchronous bool
}

// A location is where an authorization server is: its address, or the issuer
// whose metadata tell (RFC 8414). One of them is set.
type location struct{ base, issuer string }

// serviceInfo is the answer of info. What is exclusive, and since which version,
// is section 11.1 of CSC 2.0.0.2; the list of servers is of CSC 2.2.
type serviceInfo struct {
	Specs        string             `json:"specs"`
	AuthType     []string           `json:"authType"`
	OAuth2       *string            `json:"oauth2"`
	Issuer       *string            `json:"oauth2Issuer"`
	Servers      *[]serverReference `json:"oauth2Servers"`
	Rich         *bool              `json:"supportsRar"`
	HashTypes    []string           `json:"supportedHashTypes"`
	Methods      []string           `json:"methods"`
	Asynchronous bool               `json:"asynchronousOperationMode"`
}

// A serverReference is one of several authorization servers.
type serverReference struct {
	Base     *string  `json:"baseUri"`
	Issuer   *string  `json:"issuerIdentifier"`
	AuthType []string `json:"authType"`
}

// about asks the service what it is. The standard has it asked by POST; services
// that only know GET are met.
func (p *provider) about(ctx context.Context) (service, error) {
	status, body, err := p.exchange(ctx, message{method: http.MethodPost, address: p.base + "/info", kind: kindJSON, body: []byte("{}")})
	if err == nil && (status == http.StatusMethodNotAllowed || status == http.StatusNotFound) {
		status, body, err = p.exchange(ctx, message{method: http.MethodGet, address: p.base + "/info"})
	}
	var info serviceInfo
	if err := p.take(&info, status, body, err); err != nil {
		return service{}, err
	}
	about, fits := info.service(p.Version)
	if !fits {
		return service{}, p.fail(key.ErrAnswer, "")
	}
	return about, nil
}

// service reports whether the members agree with each other and the version.
func (i serviceInfo) service(version int) (s service, fits bool) {
	if major, _, _ := strings.Cut(i.Specs, "."); major != strconv.Itoa(version) || len(i.AuthType) == 0 {
		return service{}, false
	}
	// Kinds of hashes are told since CSC 2.1: one that tells them is not of 2.0,
	// and nobody knows by which rules it is to be read.
	if strings.HasPrefix(i.Specs, "2.0.") && i.HashTypes != nil {
		return service{}, false
	}
	s = service{authTypes: i.AuthType, methods: i.Methods, asynchronous: i.Asynchronous && slices.Contains(i.Methods, methodSignPolling)}
	if version == 1 {
		// A server may be for signatures alone, so that authType does not name it.
		s.location, fits = i.single()
		return s, fits || !i.granting()
	}
	switch {
	case i.Servers != nil:
		s.location, fits = i.several()
	case i.granting():
		s.location, fits = i.single()
	default:
		fits = i.OAuth2 == nil && i.Issuer == nil
	}
	return s, fits
}

// granting reports whether the service has an authorization server.
func (i serviceInfo) granting() bool {
	return slices.Contains(i.AuthType, authOAuth2Code) || slices.Contains(i.AuthType, authOAuth2Client)
}

func (i serviceInfo) single() (location, bool) { return reference(i.OAuth2, i.Issuer) }

// several chooses the first server that grants codes. Together they must grant
// all that authType says, and nothing else.
func (i serviceInfo) several() (chosen location, fits bool) {
	if i.OAuth2 != nil || i.Issuer != nil || i.Rich != nil || !i.granting() {
		return location{}, false
	}
	granted := map[string]bool{authOAuth2Code: false, authOAuth2Client: false}
	for _, s := range *i.Servers {
		at, fits := reference(s.Base, s.Issuer)
		if !fits {
			return location{}, false
		}
		for _, t := range s.AuthType {
			if _, known := granted[t]; !known {
				return location{}, false
			}
			granted[t] = true
		}
		if chosen == (location{}) && slices.Contains(s.AuthType, authOAuth2Code) {
			chosen = at
		}
	}
	for t, is := range granted {
		if !is && slices.Contains(i.AuthType, t) {
			return location{}, false
		}
	}
	return chosen, true
}

// reference is one of two ways to say where a server is.
func reference(base, issuer *string) (location, bool) {
	switch {
	case base != nil && issuer == nil && *base != "":
		return location{base: *base}, true
	case base == nil && issuer != nil && *issuer != "":
		return location{issuer: *issuer}, true
	}
	return location{}, false
}
