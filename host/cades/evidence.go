// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/status"
)

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
	issuer      *x509.Certificate // when the status was asked
	answer      *status.Answer
	embedded    bool // the message has the answer already
}

// Evidence gathers what the validation of one signature needs, by its place in
// the message: its path, the paths of its time-stamps, and the status of each
// certificate on them. Nothing is changed. What the message has already is
// among it. The errors are those of [Augmenter.Augment].
func (a *Augmenter) Evidence(ctx context.Context, sd *cms.SignedData, signer int) (Evidence, error) {
	s, err := a.draft(sd, nil).open(signer)
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

// gather finds the evidence: the signer's path first, then the responders, then
// the paths of time-stamping authorities, each certificate once.
func (s *signature) gather(ctx context.Context) ([]finding, error) {
	stamps, err := s.signatureStamps()
	if err != nil {
		return nil, err
	}
	at := s.provenTime(stamps)
	path, err := s.path(at)
	if err != nil {
		return nil, err
	}
	before, err := s.contentStamps()
	if err != nil {
		return nil, err
	}
	archives := s.archiveStamps()
	routes := []route{{path, at, at, len(archives) > 0}}
	for _, stamp := range slices.Concat(before, stamps, archives) {
		by, archived := s.relied(stamp, archives)
		routes = append(routes, route{stamp.path, stamp.time(), by, archived})
	}
	return s.findings(ctx, routes)
}

// relied is until when a time-stamp must be good: until an archive time-stamp
// took over, or today. One whose authority was revoked before proves nothing.
func (s *signature) relied(stamp timeStamp, archives []timeStamp) (by time.Time, archived bool) {
	for _, next := range archives {
		if next.time().After(stamp.time()) {
			return next.time(), true
		}
	}
	return s.Now(), false
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
