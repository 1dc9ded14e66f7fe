// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto/sha256"
	"crypto/x509"
	"time"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// Bounds of the evidence that a hostile message may hold.
const (
	maxEmbeddedLists = 64 // in one place
	maxAnswers       = 16 // looked at for one certificate
)

// embedded is what one place of a message says of revocation.
type embedded struct {
	responses map[string][]*ocsp.Response // by the serial numbers they are about
	sets      []crl.Set
	known     map[subject][]status.Answer // what was verified already
}

// A subject is whom a question is about: digests of the certificate and of its
// issuer's.
type subject [2][sha256.Size]byte

func subjectOf(q status.Question) subject {
	return subject{sha256.Sum256(q.Certificate.Raw), sha256.Sum256(q.Issuer.Raw)}
}

// newEmbedded reads evidence. What cannot be read is none.
func newEmbedded(responses, lists [][]byte) *embedded {
	e := &embedded{responses: map[string][]*ocsp.Response{}, known: map[subject][]status.Answer{}}
	for _, der := range responses {
		r, err := ocsp.ParseBasic(der)
		if err != nil {
			continue
		}
		for _, single := range r.Singles {
			serial := single.ID.Serial.String()
			e.responses[serial] = append(e.responses[serial], r)
		}
	}
	e.sets = setsOf(lists[:min(len(lists), maxEmbeddedLists)])
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

// answers are all that is said about a certificate, of whatever time.
func (e *embedded) answers(q status.Question, responders []*x509.Certificate, at time.Time) []status.Answer {
	about := subjectOf(q)
	if answers, known := e.known[about]; known {
		return answers
	}
	answers, tried := []status.Answer{}, 0
	take := func(a status.Answer, err error) {
		if tried++; err == nil {
			answers = append(answers, a)
		}
	}
	for _, r := range e.responses[q.Certificate.SerialNumber.String()] {
		// Signatures cost more than looking what the response is about.
		if _, err := r.For(q.Certificate, q.Issuer); err == nil && tried < maxAnswers {
			take(status.FromResponse(r, q.Certificate, q.Issuer, responders, anyAge, at))
		}
	}
	for _, set := range e.sets {
		if pki.EqualNames(set.Complete.Issuer, q.Issuer.RawSubject) && tried < maxAnswers {
			take(status.FromLists(set, q.Certificate, q.Issuer, anyAge, at))
		}
	}
	e.known[about] = answers
	return answers
}

// keep adds what was put into the message.
func (e *embedded) keep(q status.Question, a status.Answer) {
	about := subjectOf(q)
	e.known[about] = append(e.known[about], a)
}

// current reports whether an answer is of a time or later, or was current then.
func current(a status.Answer, at time.Time) bool {
	f := status.UsualLists
	if a.Response != nil {
		f = status.UsualResponses
	}
	return a.ThisUpdate.After(at) || f.Check(a.ThisUpdate, a.NextUpdate, at) == nil
}
