// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package phone

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// State is what became of a request.
type State string

// The states. Only Waiting ends.
const (
	Waiting   State = "waiting"
	Confirmed State = "confirmed"
	Declined  State = "declined"
	Expired   State = "expired"
	Withdrawn State = "withdrawn" // by whoever asked
	unknown   State = "unknown"
)

// An Answer is what the person decided.
type Answer struct {
	Confirmed bool
	Holder    string // whose phone it is: the ID of one of the request's Holders, if it has any
}

// A Prompt is a request that waits for its person, and its page: an
// [http.Handler] for whatever path the simulator has. It may be used from
// several goroutines.
type Prompt struct {
	request Request
	now     func() time.Time
	decided func(Answer)

	mu    sync.Mutex
	state State
}

// NewPrompt shows a request until its time by a clock. The answer goes to
// decided, which may be nil, at most once; the page waits until it returns.
func NewPrompt(r Request, now func() time.Time, decided func(Answer)) *Prompt {
	return &Prompt{request: r, now: now, decided: decided, state: Waiting}
}

// Request is what is asked.
func (p *Prompt) Request() Request { return p.request }

// State is what became of it until now.
func (p *Prompt) State() State {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.current()
}

// current is the state with mu held.
func (p *Prompt) current() State {
	if p.state == Waiting && !p.request.Expires.IsZero() && !p.now().Before(p.request.Expires) {
		p.state = Expired
	}
	return p.state
}

// Confirm presses the button in the name of one of the Holders; empty for the
// first, and where there are none.
func (p *Prompt) Confirm(holder string) { p.decide(Answer{Confirmed: true, Holder: holder}) }

// Decline presses the other one.
func (p *Prompt) Decline() { p.decide(Answer{}) }

// Withdraw takes the request back, if nobody has decided it.
func (p *Prompt) Withdraw() { p.leave(Withdrawn) }

// decide settles the request if it waits, and tells of it.
func (p *Prompt) decide(a Answer) {
	outcome := Declined
	if a.Confirmed {
		outcome = Confirmed
		if holders := p.request.Holders; a.Holder == "" && len(holders) > 0 {
			a.Holder = holders[0].ID
		}
	}
	if p.leave(outcome) && p.decided != nil {
		p.decided(a)
	}
}

// leave reports whether the request waited until now.
func (p *Prompt) leave(outcome State) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current() != Waiting {
		return false
	}
	p.state = outcome
	return true
}

// maxForm is the longest answer of a page, in octets.
const maxForm = 4096

// sameSite refuses answers that another site has a browser send: what people have
// not seen they have not confirmed.
var sameSite = http.NewCrossOriginProtection()

// ServeHTTP shows the request to a GET and takes the answer by a POST of this page
// with answer=confirm or answer=decline. Once it is settled both show how.
func (p *Prompt) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		if sameSite.Check(r) != nil {
			http.Error(w, "another site's page", http.StatusForbidden)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if !p.press(r) {
			http.Error(w, "no answer of this page", http.StatusBadRequest)
			return
		}
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "no such method", http.StatusMethodNotAllowed)
		return
	}
	showPrompt(w, p.request, p.State())
}

// press is what a form says; false if no button of this page says so.
func (p *Prompt) press(r *http.Request) bool {
	holder := r.PostFormValue("holder")
	switch r.PostFormValue("answer") {
	case "confirm":
		known := slices.ContainsFunc(p.request.Holders, func(h Holder) bool { return h.ID == holder })
		if holder != "" && !known || p.request.Check != "" && r.PostFormValue("check") == "" {
			return false
		}
		p.Confirm(holder)
	case "decline":
		p.Decline()
	default:
		return false
	}
	return true
}

// Unknown is the page for a link that leads to no request.
func Unknown(w http.ResponseWriter) { showPrompt(w, Request{}, unknown) }
