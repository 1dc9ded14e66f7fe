// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"log"
	"net/http"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/store"
)

// A cabinet gives its page a challenge and takes back a token, both in base64,
// which is how JSON has octets. With extension/page/client.js the page says
//
//	const post = (path, body) => fetch(path, { method: 'POST', body });
//	const challenge = async () => (await post('/challenge')).json();
//	const { token } = await pidpys.login({ challenge });
//	await post('/login', JSON.stringify(token));
//
// session names the visitor's browser, whatever the cabinet already uses for
// that, and never empty; signIn is what it does with somebody it knows.
func Example() {
	var (
		trust   *pki.Trust
		session func(*http.Request) string
		signIn  func(http.ResponseWriter, relying.Visitor)
	)
	// One server. Several read one key from where they read their other secrets, and
	// share a store: package redisstore.
	verifier := &relying.Verifier{
		Trust: trust, Origin: "https://cabinet.example",
		Keys: []relying.Key{relying.NewKey()}, Spent: store.NewMemory(nil),
	}
	http.HandleFunc("POST /challenge", func(w http.ResponseWriter, r *http.Request) {
		challenge, err := verifier.NewChallenge(session(r))
		if err != nil {
			log.Print(err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		json.NewEncoder(w).Encode(challenge)
	})
	http.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		limit := int64(base64.StdEncoding.EncodedLen(relying.MaxToken) + len(`""`))
		var token []byte
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit)).Decode(&token); err != nil {
			http.Error(w, "no token", http.StatusBadRequest)
			return
		}
		visitor, err := verifier.Login(r.Context(), session(r), token)
		switch {
		case errors.Is(err, relying.ErrStore): // the cabinet's fault, and its business why
			log.Print(err)
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		case err != nil:
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		signIn(w, visitor)
	})
}
