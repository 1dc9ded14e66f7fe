// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package policy_test

import (
	"crypto/x509"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/pki/internal/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const anyPolicy = "2.5.29.32.0"

func oid(t *testing.T, s string) x509.OID {
	t.Helper()
	if s != anyPolicy {
		s = "1.2." + s
	}
	o, err := x509.ParseOID(s)
	require.NoError(t, err)
	return o
}

func oids(t *testing.T, list string) (all []x509.OID) {
	t.Helper()
	for _, s := range strings.Fields(list) {
		all = append(all, oid(t, s))
	}
	return all
}

// A link is what one certificate says of policies; mappings are "from>to".
type link struct {
	policies, mappings string
	requires, inhibits string // "explicit" or "mapping", "any" take effect at once
	selfIssued         bool
}

func (l link) certificate(t *testing.T) *x509.Certificate {
	cert := &x509.Certificate{
		Policies:                  oids(t, l.policies),
		RequireExplicitPolicyZero: l.requires == "explicit",
		InhibitPolicyMappingZero:  l.inhibits == "mapping",
		InhibitAnyPolicyZero:      l.inhibits == "any",
	}
	for _, m := range strings.Fields(l.mappings) {
		from, to, _ := strings.Cut(m, ">")
		cert.PolicyMappings = append(cert.PolicyMappings, x509.PolicyMapping{IssuerDomainPolicy: oid(t, from), SubjectDomainPolicy: oid(t, to)})
	}
	return cert
}

// run takes a path from the first certificate under the anchor to the last.
func run(t *testing.T, in policy.Inputs, path ...link) ([]x509.OID, error) {
	in.PathLength = len(path)
	s := policy.New(in)
	for i, l := range path {
		cert, last := l.certificate(t), i == len(path)-1
		if err := s.Process(cert, l.selfIssued, last); err != nil {
			return nil, err
		}
		if last {
			return s.WrapUp(cert)
		}
		if err := s.Prepare(cert, l.selfIssued); err != nil {
			return nil, err
		}
	}
	return s.WrapUp(&x509.Certificate{})
}

func TestPolicies(t *testing.T) {
	for _, c := range []struct {
		name    string
		in      policy.Inputs
		initial string
		path    []link
		want    string
		err     error
	}{
		{name: "no certificate", want: anyPolicy},
		{name: "none said, none required", path: []link{{}, {}}},
		{name: "none said, one required", in: policy.Inputs{Explicit: true}, path: []link{{}, {}}, err: policy.ErrNone},
		{name: "one all the way", path: []link{{policies: "3.1 3.2"}, {policies: "3.2"}}, want: "3.2"},
		{name: "one falls out", path: []link{{policies: "3.1"}, {policies: "3.2"}}},
		{name: "any, then one", path: []link{{policies: anyPolicy}, {policies: "3.2"}}, want: "3.2"},
		{name: "one, then any", path: []link{{policies: "3.2"}, {policies: anyPolicy}}, want: "3.2"},
		{name: "any all the way", initial: "3.7", path: []link{{policies: anyPolicy}, {policies: anyPolicy}}, want: "3.7"},
		{name: "any is none", in: policy.Inputs{NoAny: true, Explicit: true}, path: []link{{policies: anyPolicy}, {policies: "3.1"}}, err: policy.ErrNone},
		{name: "any of a self-issued authority is some", in: policy.Inputs{NoAny: true}, path: []link{{policies: anyPolicy, selfIssued: true}, {policies: "3.1"}}, want: "3.1"},
		{name: "any of a self-issued subscriber is none", in: policy.Inputs{NoAny: true}, path: []link{{policies: "3.1"}, {policies: anyPolicy, selfIssued: true}}},
		{name: "an authority forbids any", path: []link{{policies: "3.1", inhibits: "any"}, {policies: anyPolicy}}},
		{name: "not the one demanded", in: policy.Inputs{Explicit: true}, initial: "3.9", path: []link{{policies: "3.1"}, {policies: "3.1"}}, err: policy.ErrNotDemanded},
		{name: "demanded, not required", initial: "3.9", path: []link{{policies: "3.1"}, {policies: "3.1"}}},
		{name: "the last certificate requires one of itself", path: []link{{}, {requires: "explicit"}}, err: policy.ErrNone},
		{name: "mapped", path: []link{{policies: "3.1", mappings: "3.1>4.1"}, {policies: "4.1"}}, want: "3.1"},
		{name: "mapped twice over", path: []link{{policies: "3.1", mappings: "3.1>4.1 3.1>4.2 3.1>4.2"}, {policies: "4.2 4.1"}}, want: "3.1"},
		{name: "mapped from what any stands for", path: []link{{policies: anyPolicy, mappings: "3.1>4.1"}, {policies: "4.1"}}, want: "3.1"},
		{name: "two mapped to one", path: []link{{policies: "3.1 3.2", mappings: "3.1>4.1 3.2>4.1"}, {policies: "4.1"}}, want: "3.1 3.2"},
		{name: "mapped from what is not there", path: []link{{policies: "3.1", mappings: "3.2>4.1"}, {policies: "4.1"}}},
		{name: "mapping inhibited", in: policy.Inputs{NoMapping: true}, path: []link{{policies: "3.1", mappings: "3.1>4.1"}, {policies: "4.1"}}},
		{name: "mapping inhibited above", path: []link{{policies: "3.1", inhibits: "mapping"}, {policies: "3.1", mappings: "3.1>4.1"}, {policies: "4.1"}}},
		{name: "mapped from any", path: []link{{policies: anyPolicy, mappings: anyPolicy + ">4.1"}, {}}, err: policy.ErrMapping},
		{name: "mapped to any", path: []link{{policies: "3.1", mappings: "3.1>" + anyPolicy}, {}}, err: policy.ErrMapping},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.in.Initial = oids(t, c.initial)
			got, err := run(t, c.in, c.path...)
			require.ErrorIs(t, err, c.err)
			assert.Equal(t, oids(t, c.want), got)
		})
	}
}

func TestNegativeNumbers(t *testing.T) {
	for _, cert := range []*x509.Certificate{{RequireExplicitPolicy: -1}, {InhibitPolicyMapping: -1}, {InhibitAnyPolicy: -1}} {
		assert.ErrorIs(t, policy.New(policy.Inputs{PathLength: 2}).Constrain(cert), policy.ErrNegative)
	}
}

// TestNoExplosion maps every policy to every other at each step: the tree of
// RFC 5280 would have 40^8 leaves.
func TestNoExplosion(t *testing.T) {
	var policies, mappings []string
	for i := range 40 {
		policies = append(policies, fmt.Sprintf("3.%d", i))
		for j := range 40 {
			mappings = append(mappings, fmt.Sprintf("3.%d>3.%d", i, j))
		}
	}
	all := link{policies: strings.Join(policies, " "), mappings: strings.Join(mappings, " ")}
	start := time.Now()
	got, err := run(t, policy.Inputs{Explicit: true}, all, all, all, all, all, all, all, all)
	require.NoError(t, err)
	assert.Len(t, got, 40)
	assert.Less(t, time.Since(start), 5*time.Second)
}
