// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package csctest is a provider of keys for tests and the demo, after the Cloud
// Signature Consortium's standard "Architectures and protocols for remote
// signature applications": version 1.0.4.0 (CSC 1) or 2.0.0.2 (CSC 2), which
// sections are named by here. Beside the API it has the authorization server with
// its page, and the phones of the people whose keys it has.
//
// It lets people in by OAuth 2.0 alone (authType "oauth2code"), and of what the
// standard leaves to choice has no auth/login, refresh tokens, rich authorization
// requests, account_token, signDoc and response_uri. It is stricter
// than it must be: an authorization that names digests is good for no others even
// where SCAL is 1, and of PKCE (RFC 7636), which CSC 2 requires, it takes S256
// alone.
//
// Signatures by DSTU 4145, which the standard does not speak of, are named by
// their identifiers in CMS and are r‖s little-endian.
package csctest

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// Options is what a server is.
type Options struct {
	Version int // 1 or 2
	// Path is where the server is mounted, "/csc2"; empty at the root. Below it
	// stand the API, at [Server.Base], the authorization server, at /oauth2/, and
	// the phones: /phone/{id} by the names of requests, and by those of people, which
	// shows what came last.
	Path string
	App  string // what the provider and its app are called
	// People are those whose keys the server has.
	People []Person
	// Client is the program that is let in.
	Client Client

	Mode Mode // how signatures are authorized; empty is OAuth2Code
	SCAL int  // 1 or 2: whether an authorization must name the digests; 0 is 2
	Max  int  // signatures by one authorization; 0 is 1
	// PIN and OTP are, of the mode Explicit, what people must type: at least one. An
	// OTP is good once after it was sent.
	PIN, OTP string
	// Async, of CSC 2, has signatures fetched later by clients that want it.
	Async bool
	// Issuer, of CSC 2, names the authorization server by its issuer, whose metadata
	// (RFC 8414) promise that answers name it too (RFC 9207).
	Issuer bool
	// TSA, if not nil, is who makes time-stamps, as [testpki.PKI.TSA].
	TSA http.Handler

	// Stranger signs where a [Fault] wants somebody else.
	Stranger *testpki.Subscriber
	// Life is how long a request waits for its person; zero is five minutes.
	Life  time.Duration
	Fault Fault
	// Asked, if not nil, is told of every request before its link is given away. It
	// may confirm it there and then.
	Asked func(*phone.Prompt)
	Now   func() time.Time
}

// A Person is one whose keys the server has.
type Person struct {
	ID   string
	Keys []*testpki.Subscriber // each a credential
}

// A Client is a program that the provider knows.
type Client struct {
	ID     string
	Secret string // empty of a public client
	Name   string // what people are told it is
	// Redirects are the addresses that people may be sent back to. One that ends in
	// "/" stands for all below it, and 127.0.0.1 without a port for every port
	// (RFC 8252, section 7.3).
	Redirects []string
}

// Mode is how signatures are authorized: section 8.2.
type Mode string

// The modes.
const (
	OAuth2Code Mode = "oauth2code" // at the provider's page
	Explicit   Mode = "explicit"   // by what people type in the client
	Implicit   Mode = "implicit"   // by the provider itself, on the phone
)

// A Fault is what a server does wrong.
type Fault string

// The faults.
const (
	NoFault            Fault = ""
	Refuse             Fault = "refuse"              // people decline at once
	Expire             Fault = "expire"              // every request is over at once
	ExpiredSAD         Fault = "expired-sad"         // authorizations are over before they are used
	Slow               Fault = "slow"                // signatures come three seconds late
	WrongHash          Fault = "wrong-hash"          // signs other digests
	WrongSignature     Fault = "wrong-signature"     // makes signatures that do not verify
	TooFew             Fault = "too-few"             // leaves out one signature
	ForeignCertificate Fault = "foreign-certificate" // has the Stranger's key and certificate for everybody's
	CertificateChanged Fault = "certificate-changed" // the same, but until it told the certificate once
	BrokenJSON         Fault = "broken-json"         // the API's answers end in the middle
	ServerError        Fault = "server-error"        // the API has status 500
	WrongState         Fault = "wrong-state"         // people come back with another state
	WrongIssuer        Fault = "wrong-issuer"        // and from another issuer (RFC 9207)
	DuplicateCode      Fault = "duplicate-code"      // and with two codes
	SpentCode          Fault = "spent-code"          // and with one that is good for nothing any more
)

// A Server is a provider: its API, its authorization server and its people's
// phones.
type Server struct {
	options     Options
	mux         *http.ServeMux
	credentials []*credential

	pushed    *store[url.Values]       // requests that wait for their visit
	visits    *store[*visit]           // by their pages' names
	codes     *store[*code]            // that wait for the token endpoint
	tokens    *store[*grant]           // access tokens and signature activation data
	pending   *store[*pending]         // authorizations without a page, by their handles
	responses *store[*response]        // signatures that wait to be fetched
	phones    *store[*phone.Prompt]    // by the names in links
	mu        sync.Mutex               // over all below, and what credentials and grants count
	last      map[string]*phone.Prompt // by people
	fault     Fault
}

// New is a server of these options.
func New(o Options) *Server {
	o.Mode, o.SCAL, o.Max = cmp.Or(o.Mode, OAuth2Code), cmp.Or(o.SCAL, 2), cmp.Or(o.Max, 1)
	o.Life = cmp.Or(o.Life, 5*time.Minute)
	s := &Server{
		options: o, mux: http.NewServeMux(), fault: o.Fault, last: map[string]*phone.Prompt{},
		pushed: newStore[url.Values](o.Now), visits: newStore[*visit](o.Now), codes: newStore[*code](o.Now), tokens: newStore[*grant](o.Now),
		pending: newStore[*pending](o.Now), responses: newStore[*response](o.Now), phones: newStore[*phone.Prompt](o.Now),
	}
	for i := range o.People {
		for n, keys := range o.People[i].Keys {
			s.credentials = append(s.credentials, &credential{
				id: o.People[i].ID + "-" + strconv.Itoa(n+1), owner: &o.People[i], keys: keys,
			})
		}
	}
	s.mux.HandleFunc(s.Base()+"/", s.serveAPI)
	s.mux.HandleFunc("GET "+o.Path+"/oauth2/authorize", s.authorize)
	s.mux.HandleFunc("GET "+o.Path+"/oauth2/wait/{visit}", s.wait)
	s.mux.HandleFunc("GET "+o.Path+"/oauth2/finish/{visit}", s.finish)
	s.mux.HandleFunc("GET "+o.Path+"/oauth2/leave/{visit}", s.leave)
	s.mux.HandleFunc("POST "+o.Path+"/oauth2/token", s.token)
	s.mux.HandleFunc("POST "+o.Path+"/oauth2/revoke", s.revoke)
	if o.Version == 2 {
		s.mux.HandleFunc("POST "+o.Path+"/oauth2/pushed_authorize", s.push)
	}
	if o.Issuer {
		s.mux.HandleFunc("GET "+o.Path+"/.well-known/openid-configuration", s.metadata)
		s.mux.HandleFunc("GET /.well-known/oauth-authorization-server"+o.Path, s.metadata)
	}
	s.mux.HandleFunc(o.Path+"/phone/{id}", s.phone)
	s.mux.HandleFunc("GET "+o.Path+"/logo.png", logo)
	return s
}

// Base is the path of the API, that names of methods are added to.
func (s *Server) Base() string {
	return s.options.Path + "/csc/v" + strconv.Itoa(s.options.Version)
}

// ServeHTTP answers at all paths of the server.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// SetFault changes what the server does wrong from now on.
func (s *Server) SetFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
	for _, c := range s.credentials {
		c.told = false
	}
}

// has reports whether this is what the server does wrong.
func (s *Server) has(f Fault) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fault == f
}

// Waiting is how many requests wait for their person.
func (s *Server) Waiting() (n int) {
	for _, p := range s.phones.all() {
		if p.State() == phone.Waiting {
			n++
		}
	}
	return n
}

// origin is the server's own, as the client sees it.
func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
