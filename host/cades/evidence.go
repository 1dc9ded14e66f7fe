// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/tsp"
)

// maxLists is how many octets the revocation lists of one signature may have.
// Providers have responders; lists of this size would make every document a
// burden for good.
const maxLists = 8 << 20

// Evidence is what the validation of a signature needs besides itself.
type Evidence struct {
	Certificates []*x509.Certificate
	Responses    [][]byte // each a DER BasicOCSPResponse
	Lists        [][]byte // each a DER CertificateList
}

// A finding is a certificate of the evidence, with its status if that was asked.
// Responders' own is not: nobody in Ukraine embeds it.
type finding struct {
	certificate *x509.Certificate
	answer      *status.Answer
	embedded    bool // the message has the answer already
}

// Evidence gathers what the validation of one signature needs, by its place in
// the message: its path, the paths of its time-stamps, and the status of each
// certificate on them. Nothing is changed. What the message has already is
// among it. The errors are those of [Augmenter.Augment].
func (a *Augmenter) Evidence(ctx context.Context, sd *cms.SignedData, signer int) (Evidence, error) {
	s, err := a.open(sd, signer, nil)
	if err != nil {
		return Evidence{}, err
	}
	findings, err := s.gather(ctx)
	if err != nil {
		return Evidence{}, err
	}
	return collect(findings), nil
}

// collect takes findings apart.
func collect(findings []finding) (e Evidence) {
	for _, f := range findings {
		e.Certificates = append(e.Certificates, f.certificate)
		if f.answer != nil {
			responses, lists := proofs(f.answer)
			e.Responses, e.Lists = appendNew(e.Responses, responses), appendNew(e.Lists, lists)
		}
	}
	return e
}

// proofs are what an answer rests on.
func proofs(a *status.Answer) (responses, lists [][]byte) {
	if a.Response != nil {
		return [][]byte{a.Response.Raw}, nil
	}
	for _, list := range []*crl.List{a.Lists.Complete, a.Lists.Delta} {
		if list != nil {
			lists = append(lists, list.Raw)
		}
	}
	return nil, lists
}

// appendNew appends what is not there yet.
func appendNew(set, members [][]byte) [][]byte {
	for _, member := range members {
		if !slices.ContainsFunc(set, func(m []byte) bool { return bytes.Equal(m, member) }) {
			set = append(set, member)
		}
	}
	return set
}

// A route is a path that served at a time. Its certificates must not have been
// revoked by a time, the same or later.
type route struct {
	path   []*x509.Certificate
	at, by time.Time
}

// gather finds the evidence: the signer's path first, then the responders, then
// the paths of time-stamping authorities, each certificate once. Behind an
// archive time-stamp only the last of these lacks evidence.
func (s *signature) gather(ctx context.Context) ([]finding, error) {
	archived, err := s.tokens(s.info.UnsignedAttrs.Values(cms.OIDArchiveTimeStampV3))
	if err != nil {
		return nil, err
	}
	var routes []route
	tokens := archived[max(0, len(archived)-1):]
	if len(archived) == 0 {
		at, err := s.provenTime()
		if err != nil {
			return nil, err
		}
		path, err := s.path(at)
		if err != nil {
			return nil, err
		}
		routes = []route{{path, at, at}}
		stamps := slices.Concat(s.info.SignedAttrs.Values(cms.OIDContentTimeStamp), s.info.UnsignedAttrs.Values(cms.OIDSignatureTimeStamp))
		if tokens, err = s.tokens(stamps); err != nil {
			return nil, err
		}
	}
	for _, token := range tokens {
		path, err := s.stampPath(token)
		if err != nil {
			return nil, err
		}
		// A token whose authority was revoked later proves nothing today.
		routes = append(routes, route{path, token.Info.Time, s.Now()})
	}
	return s.findings(ctx, routes)
}

func (s *signature) stampPath(token *tsp.Token) ([]*x509.Certificate, error) {
	path, err := token.Verify(s.extra, s.Trust)
	if err != nil {
		return nil, fmt.Errorf("cades: time-stamp: %w", err)
	}
	return s.completed(path.Certificates), nil
}

// findings puts the certificates of the routes in order and has their status
// looked up, each once.
func (s *signature) findings(ctx context.Context, routes []route) ([]finding, error) {
	var found []finding
	add := func(certs ...*x509.Certificate) {
		for _, cert := range certs {
			if !slices.ContainsFunc(found, func(f finding) bool { return f.certificate.Equal(cert) }) {
				found = append(found, finding{certificate: cert})
			}
		}
	}
	inquiry, err := s.inquire(ctx, routes)
	if err != nil {
		return nil, err
	}
	for i, r := range routes {
		add(r.path...)
		if i == 0 {
			for _, f := range inquiry {
				if f.answer.Responder != nil {
					add(f.answer.Responder)
				}
			}
		}
	}
	for _, f := range inquiry {
		i := slices.IndexFunc(found, func(o finding) bool { return o.certificate.Equal(f.certificate) })
		found[i] = f
	}
	return found, nil
}

// errNoIssuer is what a StatusError holds when the issuer's certificate is not
// at hand.
var errNoIssuer = errors.New("certificate of the issuer not found")

// inquire learns the status of all certificates of the routes but the roots'.
func (s *signature) inquire(ctx context.Context, routes []route) ([]finding, error) {
	var found []finding
	var deadlines []time.Time
	var open []status.Question
	var places []int
	evidence := s.embedded()
	for _, r := range routes {
		for i, cert := range r.path {
			if s.isRoot(r.path, i) {
				continue
			}
			if i+1 == len(r.path) {
				return nil, &StatusError{cert, errNoIssuer}
			}
			if j := slices.IndexFunc(found, func(f finding) bool { return f.certificate.Equal(cert) }); j >= 0 {
				continue
			}
			question := status.Question{Certificate: cert, Issuer: r.path[i+1]}
			answer, ok := evidence.answer(question, s.extra, r.at)
			if !ok {
				open, places = append(open, question), append(places, len(found))
			}
			found, deadlines = append(found, finding{cert, &answer, ok}), append(deadlines, r.by)
		}
	}
	if len(open) > 0 {
		if s.Status == nil {
			return nil, &StatusError{open[0].Certificate, status.ErrOffline}
		}
		answers, errs := s.Status.CheckAll(ctx, open)
		for i, place := range places {
			if ctx.Err() != nil {
				return nil, fmt.Errorf("cades: %w", context.Cause(ctx))
			}
			if errs[i] != nil {
				return nil, &StatusError{open[i].Certificate, errs[i]}
			}
			found[place].answer = &answers[i]
		}
	}
	for i, f := range found {
		if f.answer.Revoked && !f.answer.Revocation.Time.After(deadlines[i]) {
			return nil, &RevokedError{f.certificate, f.answer.Revocation}
		}
	}
	return found, nil
}
