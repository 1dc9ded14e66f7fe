// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package status

import (
	"context"
	"crypto/x509"
	"fmt"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/crl"
)

// A Network carries requests: an outbound.Courier is one.
type Network interface {
	Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error)
	Get(ctx context.Context, url string, limit int64) ([]byte, error)
}

// Bounds of one call.
const (
	maxQuestions = 256
	maxParallel  = 8
	maxURLs      = 3 // services of one kind that a certificate may name and have asked
	timeLimit    = 30 * time.Second
)

// Usual is how current evidence about a signature of today must be: responses
// that are half an hour old at most, lists within their nextUpdate, clocks five
// minutes apart.
var (
	UsualResponses = crl.Freshness{MaxAge: 30 * time.Minute, Skew: 5 * time.Minute}
	UsualLists     = crl.Freshness{Skew: 5 * time.Minute}
)

// A Source answers whether certificates are revoked. It may be used from many
// goroutines, and beside others of the same folder in other processes.
type Source struct {
	// Network may reach the hosts that certificates name; nil is offline: only
	// what is kept is looked at.
	Network Network
	// Vouch, if not nil, hears of each certificate whose services are about to
	// be asked: whether Network may speak to these hosts is its to decide.
	Vouch func(Question)
	// Folder is where responses and lists are kept, for this user alone. They
	// are verified again when read. Empty: nothing is kept.
	Folder string
	Now    func() time.Time
	// Responses and Lists are how current evidence must be, also kept one.
	Responses, Lists crl.Freshness
}

// A Question is about one certificate. Its issuer is one that the caller
// trusts: a chain led through it.
type Question struct{ Certificate, Issuer *x509.Certificate }

// Check answers about one certificate: by a kept response, a responder, or
// lists, in this order. The error is a *[TryLaterError], or the caller's own
// context's.
func (s *Source) Check(ctx context.Context, cert, issuer *x509.Certificate) (Answer, error) {
	answers, errs := s.CheckAll(ctx, []Question{{cert, issuer}})
	return answers[0], errs[0]
}

// CheckAll answers about many certificates at once, several at a time, each
// list being fetched once. Answers and errors stand as the questions do.
func (s *Source) CheckAll(ctx context.Context, questions []Question) ([]Answer, []error) {
	answers, errs := make([]Answer, len(questions)), make([]error, len(questions))
	limited, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	r := &round{Source: s, ctx: limited, now: s.Now(), lists: map[listKey]func() (*crl.List, bool, error){}}
	slots := make(chan struct{}, maxParallel)
	var all sync.WaitGroup
	for i, q := range questions {
		if i >= maxQuestions {
			errs[i] = &TryLaterError{[]error{ErrTooMany}}
			continue
		}
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			answers[i], errs[i] = r.answer(q)
			if errs[i] != nil && ctx.Err() != nil {
				errs[i] = fmt.Errorf("status: %w", context.Cause(ctx))
			}
		})
	}
	all.Wait()
	return answers, errs
}

// A round is one call.
type round struct {
	*Source
	ctx context.Context
	now time.Time

	mu    sync.Mutex
	lists map[listKey]func() (*crl.List, bool, error) // fetched and verified once
}

// answer tries one way after the other.
func (r *round) answer(q Question) (Answer, error) {
	var causes []error
	for _, way := range []func(Question) (Answer, []error){r.byKeptResponse, r.byResponder, r.byLists} {
		answer, errs := way(q)
		if errs == nil {
			return answer, nil
		}
		causes = append(causes, errs...)
	}
	if len(q.Certificate.OCSPServer) == 0 && len(q.Certificate.CRLDistributionPoints) == 0 {
		causes = append(causes, ErrNoService)
	}
	return Answer{}, &TryLaterError{causes}
}

// few are the URLs that are asked of those a certificate names.
func few(urls []string) []string { return urls[:min(len(urls), maxURLs)] }
