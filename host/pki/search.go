// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Bounds of the search for a path. Hostile bundles of cross-certificates
// offer endless ways, and a message may ask for many paths; real ones have
// three certificates and one way, or one for each renewal of a provider's
// certificate.
const (
	maxChain  = 8   // certificates of a path, without the anchor
	maxSteps  = 512 // candidates looked at
	maxChecks = 16  // signatures verified
	maxRoutes = 16  // ways to an anchor held to the rules
)

var (
	// ErrNoChain says that no chain of signatures leads to an anchor.
	ErrNoChain = errors.New("pki: no chain to a trusted root")
	// ErrSearchLimit is an [ErrNoChain] that means: none was found before the
	// search had cost too much.
	ErrSearchLimit = fmt.Errorf("%w within the bounds of the search", ErrNoChain)
)

// A route is a path in the making: each one's signature verified by the next.
type route []*issuer

// A signature is of which certificate by which key; it is checked once in a
// search.
type signature struct{ cert, by *issuer }

type search struct {
	trust   *Trust
	at      time.Time
	demands Demands

	signed    map[signature]bool
	ordered   map[*issuer][]*issuer // candidates to have issued, see after
	steps     int
	routes    int
	exhausted bool

	// The path that keeps the rules, or the best one that breaks them, and how.
	found  bool
	path   Path
	broken error
}

// from extends a route until a path is good, depth first, and reports whether
// the search is over.
func (s *search) from(r route) bool {
	last := r[len(r)-1]
	if len(r) == 1 && s.trust.IsAnchor(last.certificate) {
		return s.accept(r)
	}
	for _, anchor := range s.byRank(last, s.trust.anchors[last.by]) {
		if s.verified(last, anchor) && s.accept(append(r[:len(r):len(r)], anchor)) {
			return true
		}
	}
	if len(r) == maxChain {
		return s.exhausted
	}
	for _, next := range s.candidates(last) {
		if !r.holds(next) && s.verified(last, next) && s.from(append(r[:len(r):len(r)], next)) {
			return true
		}
	}
	return s.exhausted
}

// candidates are the certificates at hand that may have issued one, the most
// promising first.
func (s *search) candidates(child *issuer) []*issuer {
	all, known := s.ordered[child]
	if !known {
		all = s.byRank(child, s.trust.certificates.byName[child.by])
		s.ordered[child] = all
	}
	return all
}

func (s *search) byRank(child *issuer, named []*issuer) []*issuer {
	all := slices.Clone(named)
	slices.SortStableFunc(all, func(a, b *issuer) int { return s.rank(child, b) - s.rank(child, a) })
	return all
}

// rank prefers the key identifier that the child gives over none, none over
// another, and among equals those valid at the time.
func (s *search) rank(child, by *issuer) int {
	rank := 0
	switch wanted := child.certificate.AuthorityKeyId; {
	case len(wanted) == 0 || len(by.keyID) == 0:
		rank = 2
	case bytes.Equal(wanted, by.keyID):
		rank = 4
	}
	if by.certificate == nil || checkValidity(by.certificate, s.at) == nil {
		rank++
	}
	return rank
}

// holds reports whether a candidate's name and key are in the route already, in
// this or another certificate: going round adds nothing.
func (r route) holds(candidate *issuer) bool {
	return slices.ContainsFunc(r, func(i *issuer) bool {
		return i.subject == candidate.subject &&
			bytes.Equal(i.certificate.RawSubjectPublicKeyInfo, candidate.certificate.RawSubjectPublicKeyInfo)
	})
}

// verified reports whether by signed the certificate. Beyond the bounds it is
// always false.
func (s *search) verified(cert, by *issuer) bool {
	question := signature{cert, by}
	answer, known := s.signed[question]
	if s.steps++; s.steps > maxSteps || !known && len(s.signed) == maxChecks {
		s.exhausted = true
		return false
	}
	if !known {
		answer = cert.signedBy(by)
		s.signed[question] = answer
	}
	return answer
}

// accept holds a route that reached an anchor to the rules. If it breaks one it
// is remembered, unless a better one was before.
func (s *search) accept(r route) bool {
	policies, err := validate(r, s.at, s.demands)
	var constraint *ConstraintError
	if err == nil || !s.found || errors.As(s.broken, &constraint) && !errors.As(err, &constraint) {
		s.found, s.path, s.broken = true, Path{r.certificates(), policies}, err
	}
	s.routes++
	s.exhausted = s.exhausted || s.routes == maxRoutes
	return err == nil || s.exhausted
}

func (r route) certificates() []*x509.Certificate {
	var certs []*x509.Certificate
	for _, i := range r {
		if i.certificate != nil {
			certs = append(certs, i.certificate)
		}
	}
	return certs
}
