// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/status"
)

// A route is a path that served at a time. Its certificates must not have been
// revoked by a time, the same or later.
type route struct {
	path     []*x509.Certificate
	at, by   time.Time
	archived bool // an archive time-stamp is over what it served for
}

// A need is one certificate of all routes that it is on.
type need struct {
	status.Question
	at, by   time.Time // the latest of the routes
	archived bool      // all of them are
}

// errNoIssuer is what a StatusError holds when the issuer's certificate is not
// at hand.
var errNoIssuer = errors.New("certificate of the issuer not found")

// needs are all certificates of the routes but the roots'.
func (s *signature) needs(routes []route) ([]need, error) {
	var all []need
	for _, r := range routes {
		for i, cert := range r.path {
			if s.isRoot(r.path, i) {
				continue
			}
			if i+1 == len(r.path) {
				return nil, &StatusError{cert, errNoIssuer}
			}
			place := slices.IndexFunc(all, func(n need) bool { return n.Certificate.Equal(cert) })
			if place < 0 {
				all = append(all, need{status.Question{Certificate: cert, Issuer: r.path[i+1]}, r.at, r.by, r.archived})
				continue
			}
			n := &all[place]
			n.at, n.by, n.archived = later(n.at, r.at), later(n.by, r.by), n.archived && r.archived
		}
	}
	return all, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// inquire learns the status of all certificates of the routes but the roots':
// from the message where that says it, else from whoever knows. Behind an
// archive time-stamp, where nobody may know any more, what the message says of
// earlier is the last resort.
func (s *signature) inquire(ctx context.Context, routes []route) ([]finding, error) {
	needs, err := s.needs(routes)
	if err != nil {
		return nil, err
	}
	found := make([]finding, len(needs))
	said := make([][]status.Answer, len(needs))
	var questions []status.Question
	var places []int
	own := s.ownValues()
	for i, n := range needs {
		found[i] = finding{certificate: n.Certificate, issuer: n.Issuer}
		said[i] = slices.Concat(s.said.answers(n.Question, s.responders, n.at), own.answers(n.Question, s.responders, n.at))
		recent := slices.IndexFunc(said[i], func(a status.Answer) bool { return current(a, n.at) })
		if recent >= 0 {
			found[i].answer, found[i].embedded = &said[i][recent], true
			continue
		}
		questions, places = append(questions, n.Question), append(places, i)
	}
	answers, errs, err := s.ask(ctx, questions)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		switch {
		case errs[i] == nil:
			found[place].answer = &answers[i]
		case needs[place].archived && len(said[place]) > 0:
			found[place].answer, found[place].embedded = &said[place][0], true
		default:
			return nil, &StatusError{needs[place].Certificate, errs[i]}
		}
	}
	for i, f := range found {
		if f.answer.Revoked && !f.answer.Revocation.Time.After(needs[i].by) {
			return nil, &RevokedError{f.certificate, f.answer.Revocation}
		}
	}
	return found, nil
}

// ownValues is what the unsigned attributes of the signature say of revocation.
func (s *signature) ownValues() *embedded {
	var responses, lists [][]byte
	for _, value := range s.info.UnsignedAttrs.Values(cms.OIDRevocationValues) {
		// What cannot be read adds nothing.
		moreResponses, moreLists, _ := ParseRevocationValues(value)
		responses, lists = append(responses, moreResponses...), append(lists, moreLists...)
	}
	return newEmbedded(responses, lists)
}

// ask has answers and errors stand as the questions do. The last error is the
// caller's own context's.
func (s *signature) ask(ctx context.Context, questions []status.Question) ([]status.Answer, []error, error) {
	if len(questions) == 0 {
		return nil, nil, nil
	}
	if s.Status == nil {
		return nil, slices.Repeat([]error{status.ErrOffline}, len(questions)), nil
	}
	answers, errs := s.Status.CheckAll(ctx, questions)
	if ctx.Err() != nil {
		return nil, nil, fmt.Errorf("cades: %w", context.Cause(ctx))
	}
	return answers, errs, nil
}
