// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"errors"
	"time"
)

// Demands are what a relying party asks of a path beyond its time, RFC 5280
// section 6.1.1 (c) and (e) to (g), and what the certificate is to be for. The
// zero value demands nothing.
type Demands struct {
	Purpose Purpose
	// Policies are those of which one must hold where a policy is required;
	// none is any.
	Policies        []x509.OID
	ExplicitPolicy  bool // a policy is required even if no authority requires one
	NoPolicyMapping bool // authorities may not call a policy by another's name
	NoAnyPolicy     bool // anyPolicy stands for no policy
}

// A Path is a chain of certificates and what its validation found.
type Path struct {
	// Certificates are the one asked about first, then its authorities', then
	// the anchor's if it has one.
	Certificates []*x509.Certificate
	// Policies are those that hold on the whole path, as the anchor names
	// them: the user-constrained-policy-set of RFC 5280 section 6.1.5 (g). It
	// is empty when the path breaks a rule.
	Policies []x509.OID
}

// Chain is [Trust.Validate] without demands: the chain alone.
func (t *Trust) Chain(cert *x509.Certificate, extra []*x509.Certificate, at time.Time) ([]*x509.Certificate, error) {
	path, err := t.Validate(cert, extra, at, Demands{})
	return path.Certificates, err
}

// ChainInTime is [Trust.Chain] at the moment of the certificate's validity that
// is nearest to now or else when it was issued, for an authority's own
// certificate may have ended before. It tells who issued a certificate, also one
// that has expired; not whether it may be used now.
func (t *Trust) ChainInTime(cert *x509.Certificate, extra []*x509.Certificate, now time.Time) ([]*x509.Certificate, error) {
	nearest := now
	switch {
	case now.Before(cert.NotBefore):
		nearest = cert.NotBefore
	case now.After(cert.NotAfter):
		nearest = cert.NotAfter
	}
	chain, err := t.Chain(cert, extra, nearest)
	if _, invalid := errors.AsType[*ValidityError](err); invalid {
		return t.Chain(cert, extra, cert.NotBefore)
	}
	return chain, err
}

// Validate builds the path of a certificate from the certificates of t, of
// extra and the anchors, and holds it to RFC 5280 section 6.1. Names lead (by
// text), key identifiers and dates only set the order of trying, signatures
// decide. Every certificate must be valid at the time, to the second; the
// anchor's own certificate, when known, is held to the rules for issuers too
// (RFC 5937). The rules and their sections are the [Constraint]s.
//
// The error is [ErrNoChain], or a *[ValidityError] or *[ConstraintError] that
// comes with the path it speaks of, when signatures lead to an anchor but
// rules are broken: such a path is to be shown, never to be trusted. If there
// are several such, one that only lacks validity is preferred. See also
// [SubIndicationOf].
//
// Revocation is not looked at, nor, without a purpose, what the certificate
// itself may be used for.
func (t *Trust) Validate(cert *x509.Certificate, extra []*x509.Certificate, at time.Time, d Demands) (Path, error) {
	s := search{
		trust: t.With(extra), at: at.Truncate(time.Second), demands: d,
		signed: map[signature]bool{}, ordered: map[*issuer][]*issuer{},
	}
	switch s.from(route{issuerOf(cert)}); {
	case s.found:
		return s.path, s.broken
	case s.exhausted:
		return Path{}, ErrSearchLimit
	}
	return Path{}, ErrNoChain
}
