// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto/x509"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/status"
)

// embedded is what a message itself says of revocation.
type embedded struct {
	responses []*ocsp.Response
	sets      []crl.Set
}

// embedded reads the evidence of the message. What cannot be read is none.
func (s *signature) embedded() (e embedded) {
	responses, lists := RevocationInfo(s.message)
	for _, value := range s.info.UnsignedAttrs.Values(cms.OIDRevocationValues) {
		moreResponses, moreLists, err := ParseRevocationValues(value)
		if err == nil {
			responses, lists = append(responses, moreResponses...), append(lists, moreLists...)
		}
	}
	for _, der := range responses {
		if r, err := ocsp.ParseBasic(der); err == nil {
			e.responses = append(e.responses, r)
		}
	}
	e.sets = setsOf(lists)
	return e
}

// setsOf puts deltas upon complete lists.
func setsOf(ders [][]byte) (sets []crl.Set) {
	var complete, deltas []*crl.List
	for _, der := range ders {
		l, err := crl.Parse(der)
		switch {
		case err != nil:
		case l.Delta():
			deltas = append(deltas, l)
		default:
			complete = append(complete, l)
		}
	}
	for _, l := range complete {
		for _, delta := range deltas {
			if set, err := crl.Combine(l, delta); err == nil {
				sets = append(sets, set)
			}
		}
		sets = append(sets, crl.Set{Complete: l})
	}
	return sets
}

// anyAge believes evidence of any time; how old it may be is looked at after.
var anyAge = crl.Freshness{MaxAge: 100 * 365 * 24 * time.Hour, Skew: 100 * 365 * 24 * time.Hour}

// answer finds what the message has about a certificate that served at a time:
// evidence that was current then, or of later.
func (e *embedded) answer(q status.Question, supplied []*x509.Certificate, at time.Time) (status.Answer, bool) {
	current := func(a status.Answer, f crl.Freshness) bool {
		return a.ThisUpdate.After(at) || f.Check(a.ThisUpdate, a.NextUpdate, at) == nil
	}
	for _, r := range e.responses {
		// Signatures cost more than looking what the response is about.
		if _, err := r.For(q.Certificate, q.Issuer); err != nil {
			continue
		}
		a, err := status.FromResponse(r, q.Certificate, q.Issuer, supplied, anyAge, at)
		if err == nil && current(a, status.UsualResponses) {
			return a, true
		}
	}
	for _, set := range e.sets {
		a, err := status.FromLists(set, q.Certificate, q.Issuer, anyAge, at)
		if err == nil && current(a, status.UsualLists) {
			return a, true
		}
	}
	return status.Answer{}, false
}
