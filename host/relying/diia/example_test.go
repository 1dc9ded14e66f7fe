// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package diia_test

import (
	"context"
	"fmt"
	"log"
	"net/http"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/store"
)

// An organisation does this once, by the token that it got on its application, and
// keeps the three IDs in the settings of its cabinet.
func ExampleAcquirer() {
	var token []byte
	acquirer := &diia.Acquirer{Host: diia.Test, Token: token}
	ctx := context.Background()
	branch, err := acquirer.CreateBranch(ctx, diia.Branch{
		Name: "Кабінет", CustomFullName: "Кабінет постачальника «Світло»",
		Location: "м. Вишневе", Street: "вул. Київська", House: "2г",
		Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth, diia.HashedFilesSigning}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("branch", branch)
	for _, offer := range []diia.Offer{
		{Name: "Вхід до кабінету", Scopes: diia.Scopes{DiiaID: []diia.Action{diia.Auth}}},
		{Name: "Підписання документів", Scopes: diia.Scopes{DiiaID: []diia.Action{diia.HashedFilesSigning}}},
	} {
		id, err := acquirer.CreateOffer(ctx, branch, offer)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(offer.Name, id)
	}
}

// The server of a cabinet, where session names the visitor's browser and drafts are
// the documents that a request means; signIn and keep are what it does with who
// signed in, and with documents that were signed. It knows who has signed in when a
// document comes back, and whether that is who should have signed it.
//
// With extension/page/diia.js, and client.js beside it, the page says
//
//	const post = async (path) => {
//	  const answer = await fetch(`/api/diia/${path}`, { method: 'POST' });
//	  const said = await answer.json();
//	  if (!answer.ok) throw new PidpysError(said.code);
//	  return said;
//	};
//	const diia = new Diia({
//	  start: () => post('start/auth'),
//	  events: (id) => `/api/diia/events/${id}`,
//	  finish: (id) => post(`finish/${id}`),
//	});
//	const visitor = await diia.request({
//	  shown: ({ qr, deeplink }) => {
//	    place.replaceChildren(drawQR(document, qr));
//	    link.href = deeplink; // for whoever reads the page on the phone itself
//	  },
//	});
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
		Requests: store.NewMemory(nil),
		Refused:  func(err error) { log.Print(err) },
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
	http.HandleFunc("/diia/callback", desk.Callback) // the address that Diia has; it comes with no session
	http.Handle("/api/diia/", http.StripPrefix("/api/diia", http.NewCrossOriginProtection().Handler(page.Handler())))
}
