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

	"github.com/pidpys/pidpys/host/status"
)

// A route is a path that served at a time. Its certificates must not have been
// revoked by a time, the same or later.
type route struct {
	path   []*x509.Certificate
	at, by time.Time
}

// A need is one certificate of all routes that it is on.
type need struct {
	status.Question
	at, by time.Time // the latest of the routes
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
				all = append(all, need{status.Question{Certificate: cert, Issuer: r.path[i+1]}, r.at, r.by})
				continue
			}
			all[place].at, all[place].by = later(all[place].at, r.at), later(all[place].by, r.by)
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
// from the message where that says it, else from whoever knows.
func (s *signature) inquire(ctx context.Context, routes []route) ([]finding, error) {
	needs, err := s.needs(routes)
	if err != nil {
		return nil, err
	}
	found := make([]finding, len(needs))
	var questions []status.Question
	var places []int
	evidence := s.embedded()
	for i, n := range needs {
		answer, ok := evidence.answer(n.Question, s.extra, n.at)
		found[i] = finding{n.Certificate, &answer, ok}
		if !ok {
			questions, places = append(questions, n.Question), append(places, i)
		}
	}
	answers, err := s.ask(ctx, questions)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		found[place].answer = &answers[i]
	}
	for i, f := range found {
		if f.answer.Revoked && !f.answer.Revocation.Time.After(needs[i].by) {
			return nil, &RevokedError{f.certificate, f.answer.Revocation}
		}
	}
	return found, nil
}

// ask wants an answer to every question.
func (s *signature) ask(ctx context.Context, questions []status.Question) ([]status.Answer, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	if s.Status == nil {
		return nil, &StatusError{questions[0].Certificate, status.ErrOffline}
	}
	answers, errs := s.Status.CheckAll(ctx, questions)
	for i, err := range errs {
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil, fmt.Errorf("cades: %w", context.Cause(ctx))
		default:
			return nil, &StatusError{questions[i].Certificate, err}
		}
	}
	return answers, nil
}
