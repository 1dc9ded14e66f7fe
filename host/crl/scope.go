// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crl

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// A scope is what a list speaks of. The zero value is everything of its issuer.
//
//	IssuingDistributionPoint ::= SEQUENCE {          -- RFC 5280 section 5.2.5
//	  distributionPoint [0] DistributionPointName OPTIONAL,
//	  onlyContainsUserCerts [1] BOOLEAN DEFAULT FALSE,
//	  onlyContainsCACerts [2] BOOLEAN DEFAULT FALSE,
//	  onlySomeReasons [3] ReasonFlags OPTIONAL,
//	  indirectCRL [4] BOOLEAN DEFAULT FALSE,
//	  onlyContainsAttributeCerts [5] BOOLEAN DEFAULT FALSE }
type scope struct {
	raw         []byte
	point       *point
	users       bool
	authorities bool
	attributes  bool
	someReasons bool
	indirect    bool
}

func (s *scope) read(in cryptobyte.String) error {
	s.raw = in
	var seq, name, reasons cryptobyte.String
	var hasName bool
	context := func(n uint8) casn1.Tag { return casn1.Tag(n).ContextSpecific() }
	flag := func(set *bool, n uint8) bool {
		var value cryptobyte.String
		var present bool
		if !seq.ReadOptionalASN1(&value, &present, context(n)) || present && len(value) != 1 {
			return false
		}
		*set = present && value[0] != 0
		return true
	}
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() ||
		!seq.ReadOptionalASN1(&name, &hasName, context(0).Constructed()) ||
		!flag(&s.users, 1) || !flag(&s.authorities, 2) ||
		!seq.ReadOptionalASN1(&reasons, &s.someReasons, context(3)) ||
		!flag(&s.indirect, 4) || !flag(&s.attributes, 5) || !seq.Empty() {
		return malformed("issuingDistributionPoint")
	}
	if hasName {
		p, ok := readPointName(name)
		if !ok {
			return malformed("issuingDistributionPoint")
		}
		s.point = &p
	}
	if s.indirect {
		return ErrIndirect
	}
	return nil
}

// Covers reports, as nil or [ErrScope], whether the list speaks of such
// certificates: RFC 5280 section 6.3.3 (b) (2). It does not look at the issuer.
func (l *List) Covers(cert *x509.Certificate) error {
	s := &l.scope
	switch {
	case s.attributes, s.users && cert.IsCA, s.authorities && !cert.IsCA:
		return fmt.Errorf("%w: other kinds of certificates", ErrScope)
	case s.point == nil:
		return nil
	}
	points, ok := pointsOf(cert, pki.OIDCRLDistributionPoints)
	deltas, deltasOK := pointsOf(cert, pki.OIDFreshestCRL)
	if !ok || !deltasOK {
		return fmt.Errorf("%w: unreadable distribution points", ErrScope)
	}
	if len(points) == 0 {
		// Section 6.3.3: a certificate without points has its issuer's name for one.
		points = []point{{names: []generalName{{tagDirectoryName, cert.RawIssuer}}}}
	}
	if l.Delta() {
		points = append(points, deltas...)
	}
	if !slices.ContainsFunc(points, s.point.meets) {
		return fmt.Errorf("%w: another distribution point", ErrScope)
	}
	return nil
}

// A point is the names of a distribution point.
type point struct{ names []generalName }

type generalName struct {
	tag   casn1.Tag
	value []byte // a DER Name for directoryName
}

var (
	tagDirectoryName = casn1.Tag(4).ContextSpecific().Constructed()
	tagURI           = casn1.Tag(6).ContextSpecific()
)

// maxNames bounds the names of all points of an extension.
const maxNames = 64

// readPoints reads CRLDistributionPoints, RFC 5280 section 4.2.1.13. Names
// relative to the issuer's and the names of other issuers are passed over.
//
//	DistributionPoint ::= SEQUENCE {
//	  distributionPoint [0] DistributionPointName OPTIONAL,
//	  reasons [1] ReasonFlags OPTIONAL,
//	  cRLIssuer [2] GeneralNames OPTIONAL }
func readPoints(in cryptobyte.String) (points []point, ok bool) {
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() {
		return nil, false
	}
	for !seq.Empty() {
		var one, name cryptobyte.String
		var hasName bool
		if !seq.ReadASN1(&one, casn1.SEQUENCE) ||
			!one.ReadOptionalASN1(&name, &hasName, casn1.Tag(0).ContextSpecific().Constructed()) ||
			len(points) == maxNames {
			return nil, false
		}
		if !hasName {
			continue
		}
		p, ok := readPointName(name)
		if !ok {
			return nil, false
		}
		points = append(points, p)
	}
	return points, true
}

// readPointName reads a DistributionPointName: GeneralNames, or a name relative
// to the issuer's, which is no name at all here.
func readPointName(in cryptobyte.String) (p point, ok bool) {
	var names cryptobyte.String
	if in.PeekASN1Tag(casn1.Tag(1).ContextSpecific().Constructed()) {
		return p, true
	}
	if !in.ReadASN1(&names, casn1.Tag(0).ContextSpecific().Constructed()) || !in.Empty() {
		return p, false
	}
	for !names.Empty() {
		var value cryptobyte.String
		var tag casn1.Tag
		if !names.ReadAnyASN1(&value, &tag) || len(p.names) == maxNames {
			return p, false
		}
		p.names = append(p.names, generalName{tag, value})
	}
	return p, true
}

// meets reports whether two points have a name in common.
func (p *point) meets(o point) bool {
	return slices.ContainsFunc(p.names, func(a generalName) bool {
		return slices.ContainsFunc(o.names, func(b generalName) bool {
			if a.tag == tagDirectoryName && b.tag == a.tag {
				return pki.EqualNames(a.value, b.value)
			}
			return a.tag == b.tag && bytes.Equal(a.value, b.value)
		})
	})
}
