// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registration_test

import (
	"errors"
	"log"
	"net/http"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/registration"
)

// A portal's server lets somebody apply, and confirms an address.
func Example() {
	var (
		verifier *relying.Verifier   // of the portal
		links    *registration.Links // likewise
		session  func(*http.Request) string
		token    func(*http.Request) []byte                                   // that the page sent
		begin    func(http.ResponseWriter, string, *registration.Application) // a new session, and what is kept as long as a link
		named    func(*http.Request) string                                   // whose application the session has
		address  func(application string) string                              // that the application gave; empty: there is none
		confirm  func(application string)
		send     func(email, url string) error
	)

	http.HandleFunc("POST /apply", func(w http.ResponseWriter, r *http.Request) {
		visitor, err := verifier.Login(r.Context(), session(r), token(r))
		if err != nil {
			http.Error(w, "not signed", http.StatusUnauthorized)
			return
		}
		application, err := registration.Apply(registration.Category(r.FormValue("category")), visitor)
		if refused, ok := errors.AsType[*registration.RefusedError](err); ok {
			http.Error(w, string(refused.Reason), http.StatusForbidden) // the page has words for each
			return
		}
		begin(w, registration.NewApplicationID(), application)
	})

	http.HandleFunc("POST /letter", func(w http.ResponseWriter, r *http.Request) {
		email, err := registration.ParseEmail(r.FormValue("email"))
		if err != nil {
			http.Error(w, "not an address", http.StatusBadRequest)
			return
		}
		link, err := links.New(r.Context(), named(r), email)
		if err == nil {
			err = send(email, links.Origin+"/confirm/#"+link)
		}
		if err != nil {
			log.Print(err)
			http.Error(w, "no letter was sent", http.StatusServiceUnavailable)
		}
	})

	// The page of the link, opened in any browser, sends what is behind the # when its button is pressed.
	http.HandleFunc("POST /confirm", func(w http.ResponseWriter, r *http.Request) {
		opened, err := links.Open(r.FormValue("link"))
		if err == nil {
			err = links.Use(r.Context(), opened, address(opened.Application))
		}
		switch {
		case errors.Is(err, registration.ErrLinkExpired), errors.Is(err, registration.ErrLinkUsed):
			http.Error(w, "ask for another letter", http.StatusGone)
		case err != nil:
			http.Error(w, "no such link", http.StatusForbidden)
		default:
			confirm(opened.Application) // and signs in nobody
		}
	})
}
