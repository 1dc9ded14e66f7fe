// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"context"
	"encoding/base64"
	"errors"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// A signing is one request for signatures, from the person's leave to the last
// octet.
type signing struct {
	leave
	credential  credential
	algorithm   algorithm
	hashes      [][]byte
	description string
	response    string // names signatures that are being made
}

// prepare checks a request before anybody is asked to allow it.
func (s *session) prepare(ctx context.Context, r cloud.Request, ask key.Asker) (*signing, error) {
	c, known := s.credentials[r.Credential]
	if !known {
		return nil, key.ErrNoSuchKey
	}
	prepared, err := s.plan(c, r)
	if err != nil {
		return nil, err
	}
	if err := s.remain(ctx, ask); err != nil {
		return nil, err
	}
	return prepared, s.unchanged(ctx, c, len(r.Digests))
}

// plan is what signs the digests.
func (s *session) plan(c credential, r cloud.Request) (*signing, error) {
	if len(r.Digests) == 0 {
		return nil, key.ErrDigest
	}
	if limit := min(c.Max, s.room(c, len(r.Digests[0].Value))); len(r.Digests) > limit {
		return nil, s.tooMany(limit)
	}
	planned := &signing{credential: c, description: r.Description}
	for i, d := range r.Digests {
		algorithm, err := c.algorithmOf(d)
		switch {
		case err != nil:
			return nil, err
		case i > 0 && algorithm != planned.algorithm:
			return nil, key.ErrDigest // signHash takes one for all
		}
		planned.algorithm = algorithm
		planned.hashes = append(planned.hashes, d.Value)
	}
	return planned, nil
}

// unchanged asks whether the certificate is still the one that the person was
// shown, and signs so many digests as yet. Of a bare signature nobody could see the
// first later; the second a service refuses without saying how many it takes.
func (s *session) unchanged(ctx context.Context, shown credential, digests int) error {
	info, err := s.describe(ctx, shown.ID)
	if err != nil {
		return err
	}
	now, err := info.credential(s.Version)
	switch {
	case errors.Is(err, errUnusable):
		return s.fail(key.ErrProvider, "")
	case err != nil:
		return s.fail(err, "")
	case !now.Certificates[0].Equal(shown.Certificates[0]):
		return s.fail(key.ErrCertificateChanged, "")
	case digests > now.Max:
		return s.tooMany(now.Max)
	}
	return nil
}

func (s *session) tooMany(limit int) error {
	return &key.ProviderError{Err: key.ErrTooMany, Provider: s.Provider.Title, Limit: limit}
}

// poll goes on until the signatures are there.
func (g *signing) poll(ctx context.Context, s *session) (cloud.Progress, error) {
	if g.sad == "" {
		if err := g.pursue(ctx, s); err != nil {
			return cloud.Progress{}, err
		}
		if g.sad == "" {
			return cloud.Progress{State: cloud.Waiting}, nil
		}
	}
	if g.response == "" {
		return g.sign(ctx, s)
	}
	return g.fetch(ctx, s)
}

// cancel revokes the leave. One that the service gave by itself nothing revokes;
// it is good for these digests alone, and not for long.
func (g *signing) cancel(ctx context.Context, s *session) {
	if g.granted {
		s.revoke(ctx, accessToken, g.sad)
	}
}

// bound are the digests of a request, as each version calls them.
type bound struct {
	Hash     []string `json:"hash,omitempty"`
	HashAlgo string   `json:"hashAlgo,omitempty"`
	// CSC 2
	Hashes  []string `json:"hashes,omitempty"`
	HashOID string   `json:"hashAlgorithmOID,omitempty"`
}

func (g *signing) bound(version int) bound {
	hashes := encoded(g.hashes, base64.StdEncoding)
	if version == 1 {
		return bound{Hash: hashes, HashAlgo: g.algorithm.hash}
	}
	return bound{Hashes: hashes, HashOID: g.algorithm.hash}
}

func encoded(octets [][]byte, as *base64.Encoding) []string {
	all := make([]string, len(octets))
	for i, o := range octets {
		all[i] = as.EncodeToString(o)
	}
	return all
}

// A hashesQuery is the input of signatures/signHash (CSC 1, section 11.9; CSC 2,
// section 11.10). The hash is named also where signAlgo implies it, for services
// that want it; others ignore it then.
type hashesQuery struct {
	Credential string `json:"credentialID"`
	SAD        string `json:"SAD"`
	bound
	Algorithm  string `json:"signAlgo"`
	Parameters string `json:"signAlgoParams,omitempty"`
	Operation  string `json:"operationMode,omitempty"` // CSC 2: "A" is asynchronous
}

// signatures are its answer, and that of signatures/signPolling.
type signatures struct {
	Signatures []string `json:"signatures"`
	Response   string   `json:"responseID"`
}

// sign asks for the signatures.
func (g *signing) sign(ctx context.Context, s *session) (cloud.Progress, error) {
	query := hashesQuery{g.credential.ID, g.sad, g.bound(s.Version), g.algorithm.sign, g.algorithm.parameters, ""}
	if s.service.asynchronous {
		query.Operation = "A"
	}
	answered, err := s.call(ctx, "signatures/signHash", s.token, query)
	if err != nil {
		return cloud.Progress{}, err
	}
	return g.read(s, answered)
}

// fetch asks for signatures that were not there yet (CSC 2, section 11.12).
func (g *signing) fetch(ctx context.Context, s *session) (cloud.Progress, error) {
	answered, err := s.call(ctx, methodSignPolling, s.token, struct {
		Request string `json:"requestID"`
	}{g.response})
	switch {
	case errors.Is(err, errOngoing), err == nil && answered.pending:
		return cloud.Progress{State: cloud.Waiting}, nil
	case err != nil:
		return cloud.Progress{}, err
	}
	return g.read(s, answered)
}

// read reads signatures, or by which name to ask for them. The core counts and
// verifies them.
func (g *signing) read(s *session, answered answer) (cloud.Progress, error) {
	var made signatures
	if err := s.read(answered.body, &made); err != nil {
		return cloud.Progress{}, err
	}
	if len(made.Signatures) == 0 && made.Response != "" && g.response == "" && s.service.asynchronous {
		g.response = made.Response
		return cloud.Progress{State: cloud.Waiting}, nil
	}
	if len(made.Signatures) == 0 {
		return cloud.Progress{}, s.fail(key.ErrAnswer, "")
	}
	progress := cloud.Progress{State: cloud.Done}
	for _, signature := range made.Signatures {
		raw, err := base64.StdEncoding.DecodeString(signature)
		if err != nil {
			return cloud.Progress{}, s.fail(key.ErrAnswer, "")
		}
		progress.Results = append(progress.Results, key.Result{Raw: raw})
	}
	return progress, nil
}
