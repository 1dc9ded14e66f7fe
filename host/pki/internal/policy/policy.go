// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package policy decides for which certificate policies a path is valid:
// RFC 5280 section 6.1 with the graph of RFC 9618, which grows with what the
// certificates say and not, as the tree it replaced, with the paths through it.
package policy

import (
	"crypto/x509"
	"errors"
	"slices"
)

// Errors of a path.
var (
	// ErrNone is RFC 5280 section 6.1.3 (f): a policy is required and none is
	// left.
	ErrNone = errors.New("no policy is valid")
	// ErrNotDemanded is section 6.1.5 (g): none of the policies left is one
	// that was asked for.
	ErrNotDemanded = errors.New("no policy is one of those demanded")
	// ErrMapping is section 6.1.4 (a): anyPolicy is mapped.
	ErrMapping = errors.New("anyPolicy is mapped")
	// ErrNegative is a number of certificates below zero, sections 4.2.1.11
	// and 4.2.1.14.
	ErrNegative = errors.New("a negative number of certificates")
)

// Inputs are those of RFC 5280 section 6.1.1 (c) and (e) to (g).
type Inputs struct {
	Initial    []x509.OID // user-initial-policy-set; empty is anyPolicy
	Explicit   bool       // initial-explicit-policy
	NoMapping  bool       // initial-policy-mapping-inhibit
	NoAny      bool       // initial-any-policy-inhibit
	PathLength int        // certificates of the path, without the anchor's
}

// A State is the state variables of RFC 5280 section 6.1.2 (a) and (d) to (f)
// on the way from the anchor to the certificate.
type State struct {
	initial  []x509.OID
	explicit int
	mapping  int
	any      int
	graph    level // its deepest nodes, which lead to the others; empty is NULL
}

// New is the state before the first certificate under the anchor.
func New(in Inputs) *State {
	counter := func(zero bool) int {
		if zero {
			return 0
		}
		return in.PathLength + 1
	}
	return &State{
		initial:  in.Initial,
		explicit: counter(in.Explicit),
		mapping:  counter(in.NoMapping),
		any:      counter(in.NoAny),
		graph:    level{anyPolicy: {policy: anyPolicy, expected: []id{anyPolicy}}},
	}
}

// Process applies section 6.1.3 (d) to (f) to a certificate. The last one of a
// path is not excused for being self-issued.
func (s *State) Process(cert *x509.Certificate, selfIssued, last bool) error {
	s.graph = s.graph.next(idsOf(cert.Policies), s.any > 0 || selfIssued && !last)
	if s.explicit == 0 && len(s.graph) == 0 {
		return ErrNone
	}
	return nil
}

// Prepare applies section 6.1.4 (a), (b) and (h) to (j) to a certificate that
// issued another.
func (s *State) Prepare(cert *x509.Certificate, selfIssued bool) error {
	mappings := cert.PolicyMappings
	for _, m := range mappings {
		if idOf(m.IssuerDomainPolicy) == anyPolicy || idOf(m.SubjectDomainPolicy) == anyPolicy {
			return ErrMapping
		}
	}
	if s.mapping > 0 {
		s.graph.translate(mappings)
	} else {
		s.graph.drop(mappings)
	}
	if !selfIssued {
		s.explicit, s.mapping, s.any = max(s.explicit-1, 0), max(s.mapping-1, 0), max(s.any-1, 0)
	}
	return s.Constrain(cert)
}

// Constrain applies section 6.1.4 (i) and (j) alone. An anchor's certificate
// constrains so, RFC 5937 section 3.2.
func (s *State) Constrain(cert *x509.Certificate) error {
	for _, skip := range []struct {
		counter *int
		value   int
		zero    bool
	}{
		{&s.explicit, cert.RequireExplicitPolicy, cert.RequireExplicitPolicyZero},
		{&s.mapping, cert.InhibitPolicyMapping, cert.InhibitPolicyMappingZero},
		{&s.any, cert.InhibitAnyPolicy, cert.InhibitAnyPolicyZero},
	} {
		if skip.value < 0 {
			return ErrNegative
		}
		if skip.value > 0 || skip.zero {
			*skip.counter = min(*skip.counter, skip.value)
		}
	}
	return nil
}

// WrapUp applies section 6.1.5 (a), (b) and (g) to the last certificate. The
// result is the user-constrained-policy-set, ordered by DER; it may be empty
// where no policy is required.
func (s *State) WrapUp(cert *x509.Certificate) ([]x509.OID, error) {
	if cert.RequireExplicitPolicyZero {
		s.explicit = 0
	}
	s.explicit = max(s.explicit-1, 0)
	set := s.demanded(s.graph.authorityConstrained())
	if s.explicit == 0 && len(set) == 0 {
		if len(s.graph) == 0 {
			return nil, ErrNone
		}
		return nil, ErrNotDemanded
	}
	slices.Sort(set)
	return oidsOf(set), nil
}

// demanded intersects the policies that authorities allow with those asked for.
func (s *State) demanded(allowed []id) []id {
	initial := idsOf(s.initial)
	switch {
	case len(initial) == 0 || slices.Contains(initial, anyPolicy):
		return allowed
	case slices.Contains(allowed, anyPolicy):
		return initial
	}
	return slices.DeleteFunc(allowed, func(p id) bool { return !slices.Contains(initial, p) })
}
