// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"crypto"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

const (
	// maxCredentials bounds those of one person, and maxPages the lists of them.
	maxCredentials = 64
	maxPages       = 16
	// maxChain bounds the certificates of one, maxTogether what it signs by one
	// authorization.
	maxChain    = 10
	maxTogether = 1000
)

// How a credential is authorized: CSC 1, section 8.2.
const (
	modeImplicit   = "implicit"
	modeExplicit   = "explicit"
	modeOAuth2Code = "oauth2code"
)

// A credential is what the service signs with.
type credential struct {
	cloud.Credential
	public     crypto.PublicKey
	algorithms []string // what may be signAlgo
	mode       string
	factors    []factor // of modeExplicit: what the person proves it with
}

// credentialsQuery is the input of credentials/list. The members since Full are
// of CSC 2.
type credentialsQuery struct {
	User         string `json:"userID,omitempty"`
	Page         string `json:"pageToken,omitempty"`
	Full         bool   `json:"credentialInfo,omitempty"`
	Certificates string `json:"certificates,omitempty"`
	AuthInfo     bool   `json:"authInfo,omitempty"`
}

type credentialsAnswer struct {
	IDs   []string         `json:"credentialIDs"`
	Next  string           `json:"nextPageToken"`
	Infos []credentialInfo `json:"credentialInfos"`
}

// credentialQuery is the input of credentials/info.
type credentialQuery struct {
	ID           string `json:"credentialID"`
	Certificates string `json:"certificates"`
	AuthInfo     bool   `json:"authInfo"`
	Language     string `json:"lang"`
}

// credentialInfo is the answer of credentials/info (section 11.5), or one of
// credentials/list of CSC 2 (section 11.4).
type credentialInfo struct {
	ID  string `json:"credentialID"`
	Key struct {
		Status     string   `json:"status"`
		Algorithms []string `json:"algo"`
	} `json:"key"`
	Certificate struct {
		Chain []string `json:"certificates"`
	} `json:"cert"`
	Multisign int `json:"multisign"`

	// CSC 1
	Mode string    `json:"authMode"`
	PIN  *pinBlock `json:"PIN"`
	OTP  *otpBlock `json:"OTP"`
	// CSC 2
	Authorization *authorizationInfo `json:"auth"`
}

// list returns the person's credentials. What cannot sign here is left out: one
// that the service disabled, one of an unknown kind of key or of authorization.
func (s *session) list(ctx context.Context) ([]credential, error) {
	ids, told, err := s.identifiers(ctx)
	if err != nil {
		return nil, err
	}
	var all []credential
	for _, id := range ids {
		info, known := told[id]
		if !known {
			if info, err = s.describe(ctx, id); err != nil {
				return nil, err
			}
		}
		c, err := info.credential(s.Version)
		switch {
		case errors.Is(err, errUnusable):
			s.log().WithError(err).Info("csc: a credential was left out")
		case err != nil:
			return nil, s.fail(err, "")
		default:
			c.ID = id
			c.Max = min(c.Max, s.room(c, pki.DefaultHash(c.public).Size()))
			all = append(all, c)
		}
	}
	return all, nil
}

// identifiers lists all pages, and what was told of credentials at once.
func (s *session) identifiers(ctx context.Context) (ids []string, told map[string]credentialInfo, err error) {
	told = map[string]credentialInfo{}
	query := credentialsQuery{}
	if !slices.Contains(s.service.authTypes, authOAuth2Code) {
		query.User = s.user
	}
	if s.Version > 1 {
		query.Full, query.Certificates, query.AuthInfo = true, "chain", true
	}
	for range maxPages {
		answered, err := s.call(ctx, "credentials/list", s.token, query)
		if err != nil {
			return nil, nil, err
		}
		var page credentialsAnswer
		if err := s.read(answered.body, &page); err != nil {
			return nil, nil, err
		}
		ids = append(ids, page.IDs...)
		for _, info := range page.Infos {
			told[info.ID] = info
		}
		if query.Page = page.Next; page.Next == "" {
			break
		}
	}
	distinct := map[string]bool{}
	for _, id := range ids {
		distinct[id] = true
	}
	if query.Page != "" || len(ids) > maxCredentials || len(distinct) != len(ids) || distinct[""] {
		return nil, nil, s.fail(key.ErrAnswer, "")
	}
	return ids, told, nil
}

// describe asks for one credential.
func (s *session) describe(ctx context.Context, id string) (info credentialInfo, err error) {
	answered, err := s.call(ctx, "credentials/info", s.token, credentialQuery{id, "chain", true, language})
	if err != nil {
		return credentialInfo{}, err
	}
	err = s.read(answered.body, &info)
	return info, err
}

// errUnusable says that a credential is in order, but nothing that this program can
// sign with.
var errUnusable = errors.New("csc: unusable credential")

// credential reads what was told. The error is [errUnusable] or [key.ErrAnswer].
func (i credentialInfo) credential(version int) (c credential, err error) {
	if i.Key.Status != "enabled" {
		return credential{}, fmt.Errorf("%w: disabled", errUnusable)
	}
	if i.Multisign < 1 || len(i.Key.Algorithms) == 0 || len(i.Certificate.Chain) == 0 || len(i.Certificate.Chain) > maxChain {
		return credential{}, key.ErrAnswer
	}
	c = credential{algorithms: i.Key.Algorithms}
	c.Max = min(i.Multisign, maxTogether)
	for _, encoded := range i.Certificate.Chain {
		der, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return credential{}, key.ErrAnswer
		}
		certificate, err := pki.ParseCertificate(der)
		if err != nil {
			return credential{}, key.ErrAnswer
		}
		c.Certificates = append(c.Certificates, certificate)
	}
	if c.public, err = pki.PublicKey(c.Certificates[0]); err != nil {
		return credential{}, fmt.Errorf("%w: %w", errUnusable, err)
	}
	c.mode, c.factors, err = i.authorization(version)
	return c, err
}

// authorization is how the credential is authorized.
func (i credentialInfo) authorization(version int) (mode string, factors []factor, err error) {
	if version == 1 {
		mode, factors = i.Mode, factorsOf(i.PIN, i.OTP)
	} else if i.Authorization != nil {
		mode = i.Authorization.Mode
	}
	switch mode {
	case modeImplicit, modeOAuth2Code:
		return mode, nil, nil
	case modeExplicit:
		if version > 1 {
			factors, err = i.Authorization.factors()
		}
		return mode, factors, err
	}
	return "", nil, fmt.Errorf("%w: authorization by %q", errUnusable, mode)
}
