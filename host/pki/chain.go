// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"bytes"
	"crypto/x509"
	"errors"
	"slices"
	"time"
)

// Bounds of the search for a chain. Hostile bundles of cross-certificates
// offer endless ways, and a message may ask for many chains; real chains have
// three certificates and one way, or one for each renewal of a provider's
// certificate.
const (
	maxChain  = 8   // certificates of a chain, without the anchor
	maxSteps  = 512 // candidates looked at
	maxChecks = 16  // signatures verified
)

// ErrNoChain says that no chain of signatures leads to an anchor, or that none
// was found within the bounds of the search.
var ErrNoChain = errors.New("pki: no chain to a trusted root")

// Chain builds the chain of a certificate: itself first, then certificates
// of t and of extra, then the anchor's certificate when it is known. Names lead
// (by text), key identifiers only set the order of trying, signatures decide.
// Every certificate must be valid at the time, every issuer a provider, by the
// rules of [Constraint].
//
// The error is [ErrNoChain], or a *[ValidityError] or *[ConstraintError] that
// comes with the chain it speaks of, when signatures lead to an anchor but
// rules are broken: such a chain is to be shown, never to be trusted.
//
// Neither revocation nor what the certificate itself may be used for is
// looked at: see [CanSign].
func (t *Trust) Chain(cert *x509.Certificate, extra []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	s := search{trust: t.With(extra), at: at, signed: map[signedBy]bool{}}
	if s.from(path{issuerOf(cert)}) {
		return s.chain, nil
	}
	if s.chain != nil {
		return s.chain, s.broken
	}
	return nil, ErrNoChain
}

// A path is a chain in the making: each one's signature verified by the next.
type path []*issuer

// signedBy is a question answered once in a search.
type signedBy struct{ cert, by *issuer }

type search struct {
	trust  *Trust
	at     time.Time
	signed map[signedBy]bool
	steps  int

	// The chain found, or the first one that breaks a rule, and how.
	chain  []*x509.Certificate
	broken error
}

// from extends a path until a chain is good, depth first.
func (s *search) from(p path) bool {
	last := p[len(p)-1]
	if len(p) == 1 && s.isAnchor(last) {
		return s.accept(p)
	}
	wanted := nameKey(last.certificate.RawIssuer)
	for _, anchor := range candidates(last, s.trust.anchors[wanted]) {
		if s.verified(last, anchor) && s.accept(append(p[:len(p):len(p)], anchor)) {
			return true
		}
	}
	if len(p) == maxChain {
		return false
	}
	for _, next := range candidates(last, s.trust.certificates[wanted]) {
		if !p.holds(next) && s.verified(last, next) && s.from(append(p[:len(p):len(p)], next)) {
			return true
		}
	}
	return false
}

// isAnchor reports whether the certificate asked about is an anchor's own, to
// the last octet: a name and a key alone anybody can put into a certificate.
func (s *search) isAnchor(i *issuer) bool {
	return slices.ContainsFunc(s.trust.anchors[i.name], func(a *issuer) bool {
		return a.certificate != nil && a.certificate.Equal(i.certificate)
	})
}

// candidates is the issuers of the name, those first whose key identifier the
// certificate gives.
func candidates(child *issuer, named []*issuer) []*issuer {
	all := slices.Clone(named)
	slices.SortStableFunc(all, func(a, b *issuer) int { return hint(child, b) - hint(child, a) })
	return all
}

func hint(child, by *issuer) int {
	if id := child.certificate.AuthorityKeyId; len(id) > 0 && bytes.Equal(id, by.keyID) {
		return 1
	}
	return 0
}

// holds reports whether a candidate's name and key are in the path already, in
// this or another certificate: going round adds nothing.
func (p path) holds(candidate *issuer) bool {
	return slices.ContainsFunc(p, func(i *issuer) bool {
		return i.name == candidate.name &&
			bytes.Equal(i.certificate.RawSubjectPublicKeyInfo, candidate.certificate.RawSubjectPublicKeyInfo)
	})
}

// verified reports whether by signed the certificate. Beyond the bounds it is
// always false.
func (s *search) verified(cert, by *issuer) bool {
	if s.steps++; s.steps > maxSteps {
		return false
	}
	question := signedBy{cert, by}
	answer, known := s.signed[question]
	if !known && len(s.signed) < maxChecks {
		pub, err := by.publicKey()
		answer = err == nil && CheckCertificate(cert.certificate, pub) == nil
		s.signed[question] = answer
	}
	return answer
}

// accept ends the search when a path that reached an anchor keeps the rules;
// otherwise it remembers the first break.
func (s *search) accept(p path) bool {
	err := checkPath(p, s.at)
	if err != nil && s.chain != nil {
		return false
	}
	s.chain, s.broken = p.certificates(), err
	return err == nil
}

func (p path) certificates() []*x509.Certificate {
	var certs []*x509.Certificate
	for _, i := range p {
		if i.certificate != nil {
			certs = append(certs, i.certificate)
		}
	}
	return certs
}
