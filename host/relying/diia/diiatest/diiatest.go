// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package diiatest plays Diia, and the phones of its people, for tests and the
// demo: the interface for acquirers that package diia speaks, a page that stands
// for the app, and callbacks with signatures of test authorities.
//
// Paths, fields and headers are those that package diia knows of the real ones.
// What those do with a wrong request is not published; here it is answered with
// 400, without a token that is known 401, and about what is not there 404. How
// often the real ones repeat a callback is unknown too; here it is three times.
package diiatest

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/testpki"
)

// Options is what Diia is.
type Options struct {
	// Base is where the server is mounted, "http://localhost:8080/diia", with no
	// slash at its end: what an acquirer has as Host. Links lead to pages below it.
	Base string
	// Token is the acquirer's, AuthToken its second one; empty where it has none.
	Token, AuthToken string
	// Callback is the address of the acquirer's server.
	Callback string
	HTTP     *http.Client // for callbacks; nil is [http.DefaultClient]
	Form     Form
	// DSTU and ECDSA are the one person who has a phone, by either algorithm.
	DSTU, ECDSA *testpki.Subscriber
	// Stranger signs where a [Fault] wants somebody else.
	Stranger *testpki.Subscriber
	// Life is how long a request waits for its person; zero is [diia.Life].
	Life  time.Duration
	Fault Fault
	Now   func() time.Time // nil is time.Now
}

// Form is what callbacks are sent as.
type Form string

// The forms.
const (
	Mixed    Form = "multipart/mixed" // also when empty
	FormData Form = "multipart/form-data"
)

// A Fault is what goes wrong.
type Fault string

// The faults.
const (
	NoFault            Fault = ""
	Refuse             Fault = "refuse"              // the person declines at once
	Expire             Fault = "expire"              // every request is over at once
	Duplicate          Fault = "duplicate"           // callbacks come twice
	Late               Fault = "late"                // callbacks come when the request is over
	WrongHash          Fault = "wrong-hash"          // the phone signs other digests
	ForeignCertificate Fault = "foreign-certificate" // the Stranger signs
	BrokenBody         Fault = "broken-body"         // callbacks end in the middle
	BrokenJSON         Fault = "broken-json"         // answers of the interface do
	ServerError        Fault = "server-error"        // status 500
)

// A Server is Diia.
type Server struct {
	Options
	http.Handler

	leave context.Context // ends with Close
	close context.CancelFunc
	wait  sync.WaitGroup // for callbacks that come late

	mu       sync.Mutex // over the Fault too
	tokens   map[string]time.Time
	branches shelf[diia.Branch]
	offers   shelf[offer]
	requests shelf[*request]
}

// offer is an offer of a branch.
type offer struct {
	diia.Offer
	branch string
}

// New is a server of these options.
func New(o Options) *Server {
	o.Life = cmp.Or(o.Life, diia.Life)
	o.Form = cmp.Or(o.Form, Mixed)
	if o.HTTP == nil {
		o.HTTP = http.DefaultClient
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{Options: o, tokens: map[string]time.Time{}}
	s.leave, s.close = context.WithCancel(context.Background())
	s.Handler = s.routes()
	return s
}

// routes are the interface, and the phone.
func (s *Server) routes() http.Handler {
	var at string
	if base, err := url.Parse(s.Base); err == nil {
		at = base.Path
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+at+"/api/v1/auth/acquirer/{token}", s.giveToken)
	for pattern, handle := range map[string]handler{
		"POST /api/v2/acquirers/branch":                                s.createBranch,
		"GET /api/v2/acquirers/branch/{branch}":                        s.showBranch,
		"PUT /api/v2/acquirers/branch/{branch}":                        s.updateBranch,
		"DELETE /api/v2/acquirers/branch/{branch}":                     s.deleteBranch,
		"GET /api/v2/acquirers/branches":                               s.listBranches,
		"POST /api/v1/acquirers/branch/{branch}/offer":                 s.createOffer,
		"GET /api/v1/acquirers/branch/{branch}/offers":                 s.listOffers,
		"DELETE /api/v1/acquirers/branch/{branch}/offer/{offer}":       s.deleteOffer,
		"POST /api/v2/acquirers/branch/{branch}/offer-request/dynamic": s.createRequest,
		"GET /api/v1/acquirers/offer-request/status":                   s.showStatus,
	} {
		mux.Handle(prefixed(pattern, at), s.known(handle))
	}
	mux.HandleFunc(at+"/phone/{otp}", s.phone)
	return mux
}

// SetFault changes what goes wrong from now on.
func (s *Server) SetFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Fault = f
}

func (s *Server) fault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Fault
}

// Close gives up callbacks that were not sent yet.
func (s *Server) Close() {
	s.close()
	s.wait.Wait()
}
