// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"crypto/rand"
	"encoding/base64"
	"maps"
	"time"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

const (
	slowness   = 3 // polls that a [Slow] server needs after the confirmation
	remembered = 2 // lives after which an operation is forgotten
)

// An operation is one that was begun. What the request says of it does not change
// once it is asked; the rest does under the server's mu.
type operation struct {
	id, client string
	people     []Person // whose it may be
	originator string
	names      []string // of the digests, or one for all
	hashes     [][]byte
	one        bool // asked for with "hash"
	begun      time.Time
	number     int // in the order they were begun

	status     ksp.Status
	slow       int // polls
	signatures []signature
	prompt     *phone.Prompt // nil before it is shown
}

// begin takes up an operation, under an id of so many random octets.
func (s *Server) begin(o *operation, octets int) {
	id := make([]byte, octets)
	rand.Read(id)
	o.id, o.begun = base64.StdEncoding.EncodeToString(id), s.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Fault == Slow {
		o.slow = slowness
	}
	maps.DeleteFunc(s.operations, func(_ string, old *operation) bool { return o.begun.Sub(old.begun) > remembered*s.Life })
	s.begun++
	o.number = s.begun
	s.operations[o.id] = o
}

// describe says what an operation is about; false if that was said before.
func (s *Server) describe(o *operation, originator, name string, hashes [][]byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.hashes != nil {
		return false
	}
	o.originator, o.names, o.hashes, o.status = originator, []string{name}, hashes, ksp.Started
	return true
}

// ask brings an operation before its person.
func (s *Server) ask(o *operation) {
	switch {
	case s.currentFault() == Refuse:
		s.prompt(o, ksp.ActionSign).Decline()
	case s.Asked != nil:
		s.Asked(s.prompt(o, ksp.ActionSign))
	}
}

// find is a client's operation that is not over yet.
func (s *Server) find(client, id string) (*operation, *Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.operations[id]
	if o == nil || o.client != client || s.late(o) {
		return nil, refused(ksp.WrongOperation)
	}
	return o, nil
}

// end is, with mu held, until when the person may answer.
func (s *Server) end(o *operation) time.Time {
	if s.Fault == Expire && o.hashes != nil {
		return o.begun
	}
	return o.begun.Add(s.Life)
}

// late reports, with mu held, whether nobody answered in time.
func (s *Server) late(o *operation) bool {
	return o.status < ksp.Done && !s.Now().Before(s.end(o))
}

// decided is told of what the person answered.
func (s *Server) decided(o *operation, a phone.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !a.Confirmed {
		o.status = ksp.Rejected
		return
	}
	by, digests := s.signer(o, a.Holder), o.hashes
	if s.Fault == WrongHash {
		digests = nil
		for range o.hashes {
			digests = append(digests, pki.GOST34311.Sum([]byte("another document")))
		}
	}
	s.again[o.client] = !s.again[o.client]
	for i, digest := range digests {
		message, err := over(digest, by, s.Now())
		if err != nil {
			o.status = ksp.Failed
			return
		}
		one := signature{Hash: o.hashes[i], Signature: message}
		if s.Kind == ksp.SignServer {
			one.Failure = &Failure{} // none, which it tells
		}
		o.signatures = append(o.signatures, one)
	}
	o.status = ksp.Done
}

// signer is whose keys sign an operation, with mu held.
func (s *Server) signer(o *operation, holder string) *testpki.Subscriber {
	if s.Fault == ForeignCertificate || s.Fault == CertificateChanged && s.again[o.client] {
		return s.Stranger
	}
	for _, p := range o.people {
		if p.ID == holder {
			return p.Keys
		}
	}
	return o.people[0].Keys
}
