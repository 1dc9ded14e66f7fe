// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/pidpys/pidpys/host/relying"
)

// A Page answers the scripts of a cabinet's page, at paths below the one where its
// [Page.Handler] is mounted (see [http.StripPrefix]):
//
//	POST start/auth        begins a sign-in: a [Request] as JSON
//	POST start/documents   begins the signing of what Documents says, alike
//	GET  events/{id}       tells by an event stream how it ends
//	POST finish/{id}       collects the result, once: Done answers
//
// A stream has one event, "confirmed", "failed" or "expired", and ends; its data
// is a JSON object, with the [Failure] as "code" if it failed. It only says that
// there is something to collect and may be read again. The collecting is a request
// of its own because a sign-in begins a new session, whose cookie no stream can
// set. What cannot be done is answered with an error's status and {"code"}.
//
// Like all handlers that act for a session it belongs behind
// [http.CrossOriginProtection]. How often a visitor may start is the cabinet's to
// limit: each start is a call at Diia, and a place in the store.
type Page struct {
	Desk *Desk
	// Session names the visitor's session; starting one, for a visitor who has
	// none, is its business.
	Session func(http.ResponseWriter, *http.Request) string
	// Documents says what a visitor wants to sign, by a request to start. Its error
	// is answered as [WrongRequest]. Nil where the page only signs people in.
	Documents func(*http.Request) ([]Document, error)
	// Done answers the collecting of a result: it signs a visitor in, or keeps
	// signed documents, and tells the page's scripts what they need to know.
	Done func(http.ResponseWriter, *http.Request, *Result)
}

// Handler is to be made once.
func (p *Page) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /start/auth", p.startAuth)
	if p.Documents != nil {
		mux.HandleFunc("POST /start/documents", p.startDocuments)
	}
	mux.HandleFunc("GET /events/{id}", p.events)
	mux.HandleFunc("POST /finish/{id}", p.finish)
	return mux
}

func (p *Page) startAuth(w http.ResponseWriter, r *http.Request) {
	request, err := p.Desk.SignIn(r.Context(), p.Session(w, r))
	p.started(w, request, err)
}

func (p *Page) startDocuments(w http.ResponseWriter, r *http.Request) {
	documents, err := p.Documents(r)
	if err != nil {
		fail(w, http.StatusBadRequest, WrongRequest)
		return
	}
	request, err := p.Desk.Sign(r.Context(), p.Session(w, r), documents)
	p.started(w, request, err)
}

func (p *Page) started(w http.ResponseWriter, request *Request, err error) {
	if err != nil {
		fail(w, statusAtStart(err), failureAtStart(err))
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(request)
}

func statusAtStart(err error) int {
	switch {
	case errors.Is(err, ErrDocuments), errors.Is(err, ErrTooMany):
		return http.StatusBadRequest
	case errors.Is(err, relying.ErrSession):
		return http.StatusForbidden
	}
	return http.StatusBadGateway
}

func (p *Page) finish(w http.ResponseWriter, r *http.Request) {
	done, err := p.Desk.Collect(r.Context(), p.Session(w, r), r.PathValue("id"))
	failure, failed := errors.AsType[*FailureError](err)
	switch {
	case err == nil:
		p.Done(w, r, done)
	case failed:
		fail(w, http.StatusConflict, failure.Failure)
	case errors.Is(err, ErrUnknown):
		fail(w, http.StatusNotFound, Unconfirmed)
	default:
		fail(w, http.StatusServiceUnavailable, Failed)
	}
}
