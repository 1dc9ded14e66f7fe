// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package ksptest is a provider of keys for tests and the demo: a server for the
// clients of package ksp, of either kind, and the phones of the people whose keys
// it has.
//
// Endpoints, fields, states, codes and limits are those that package ksp knows of
// real servers, and what a request has wrong is refused more strictly than they
// are known to. The sessions' [Cipher] is NOT theirs: how they encrypt was never
// published. What is done here instead, so that the rest can be tried:
//
//   - authData is a DER SubjectPublicKeyInfo: a DSTU 4145 key made for the session,
//     on the curve of the server's certificate for key agreement;
//   - Z is the cofactor Diffie–Hellman value of both keys;
//   - two keys are HKDF-SHA-256 (RFC 5869) of Z, 32 octets each, with authData for
//     the salt, one with the info "pidpys ksptest request", for what the client
//     encrypts, one with "pidpys ksptest answer";
//   - a message is a nonce of 12 random octets and AES-256-GCM with it.
//
// The signature over an answer is CAdES, as the signatures for people are; those
// lack the time-stamp that cmsFormat 0 promises.
package ksptest

import (
	"cmp"
	"net/http"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// Options is what a server is.
type Options struct {
	Kind ksp.Kind
	// Path is where the server is mounted, "/ksp6"; empty at the root. The endpoints
	// stand below it. So does /rd/kep, the page that links and QR codes lead to, and
	// /phone/{id}, the phone of one person, which shows what came last.
	Path   string
	App    string // in which people confirm
	Prefix string // of the ids of clients that are let in
	// People are those whose keys the server has, DSTU 4145 ones.
	People []Person
	// Server's two certificates are the server's own.
	Server *testpki.Subscriber
	// Stranger signs where a [Fault] wants somebody else.
	Stranger *testpki.Subscriber
	// Life is how long an operation waits for its person; zero is five minutes.
	Life  time.Duration
	Fault Fault
	// Asked, if not nil, is told of every operation that begins, and may confirm it
	// there and then. Without a link the server takes all for signatures.
	Asked func(*phone.Prompt)
	Now   func() time.Time
}

// A Person is one whose keys the server has.
type Person struct {
	ID   string // as a client names them, without the prefix
	Keys *testpki.Subscriber
}

// A Fault is what a server does wrong.
type Fault string

// The faults.
const (
	NoFault            Fault = ""
	Refuse             Fault = "refuse"              // the person declines at once
	Expire             Fault = "expire"              // every operation is over at once
	Slow               Fault = "slow"                // signatures come three polls after the confirmation
	Duplicate          Fault = "duplicate"           // tells every signature twice
	WrongHash          Fault = "wrong-hash"          // signs other digests
	ForeignCertificate Fault = "foreign-certificate" // signs with the Stranger's key and certificate
	CertificateChanged Fault = "certificate-changed" // the same, every second time that a client has something signed
	BrokenJSON         Fault = "broken-json"         // answers end in the middle
	ServerError        Fault = "server-error"        // status 500
	ForgedAnswer       Fault = "forged-answer"       // the Stranger signs the answers
)

// A Server is a provider: its API and its people's phones.
type Server struct {
	Options
	http.Handler

	mu         sync.Mutex // over the Fault too
	operations map[string]*operation
	begun      int             // operations
	again      map[string]bool // clients: whether it is the second time
}

// New is a server of these options.
func New(o Options) *Server {
	o.Life = cmp.Or(o.Life, 5*time.Minute)
	s := &Server{Options: o, operations: map[string]*operation{}, again: map[string]bool{}}
	mux := (&wire{server: o.Server, stranger: o.Stranger, now: o.Now, fault: s.currentFault, answer: s.answer}).handler(o.Path)
	mux.HandleFunc(o.Path+"/rd/kep", s.linked)
	mux.HandleFunc(o.Path+"/phone/{id}", s.called)
	s.Handler = mux
	return s
}

// SetFault changes what the server does wrong from now on.
func (s *Server) SetFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Fault = f
	clear(s.again)
}

func (s *Server) currentFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Fault
}

// Waiting is how many operations wait for their person.
func (s *Server) Waiting() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.operations {
		if o.status < ksp.Done && !s.late(o) {
			n++
		}
	}
	return n
}
