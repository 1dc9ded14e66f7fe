// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"net/http"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
)

// A cabinet makes its branch and two offers once, with [diia.Acquirer], and has
// Diia register the address of its callback. Then this is all. With
// extension/page/diia.js the page says
//
//	const api = (path) => fetch(`/api/diia/${path}`, { method: 'POST' });
//	const diia = new Diia({
//	  start: async () => (await api('start/auth')).json(),
//	  events: (id) => `/api/diia/events/${id}`,
//	  finish: async (id) => (await api(`finish/${id}`)).json(),
//	});
//	const visitor = await diia.request({ shown: showCode });
//
// session names the visitor's browser and drafts are the documents that a request
// means; signIn and keep are what the cabinet does with who signed in, and with
// documents that were signed.
func Example() {
	var (
		verifier     *relying.Verifier // as for sign-ins with Pidpys
		token        []byte            // the acquirer token
		session      func(http.ResponseWriter, *http.Request) string
		drafts       func(*http.Request) ([]diia.Document, error)
		signIn, keep func(http.ResponseWriter, *http.Request, *diia.Result)
	)
	desk := &diia.Desk{
		Acquirer: &diia.Acquirer{Host: diia.Production, Token: token},
		Branch:   "64f0…", AuthOffer: "64f1…", SigningOffer: "64f2…",
		Verifier: verifier,
		Requests: diia.NewMemory(nil),
	}
	page := &diia.Page{Desk: desk, Session: session, Documents: drafts,
		Done: func(w http.ResponseWriter, r *http.Request, done *diia.Result) {
			if done.Action == diia.Auth {
				signIn(w, r, done)
			} else {
				keep(w, r, done)
			}
		},
	}
	http.HandleFunc("/diia/callback", desk.Callback)
	http.Handle("/api/diia/", http.StripPrefix("/api/diia", http.NewCrossOriginProtection().Handler(page.Handler())))
}
