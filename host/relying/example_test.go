// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying_test

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/pidpys/pidpys/host/relying"
)

// A cabinet gives its page a challenge and takes back a token. The page calls
//
//	pidpys.login({ challenge: () => fetch("/challenge")… })
//
// of extension/page/client.js in between. session names the visitor's browser,
// whatever the cabinet already uses for that; signIn is what it does with
// somebody it knows.
func Example() {
	var (
		verifier *relying.Verifier // Trust, Origin, Challenges: set once
		session  func(*http.Request) string
		signIn   func(http.ResponseWriter, relying.Visitor)
	)
	http.HandleFunc("POST /challenge", func(w http.ResponseWriter, r *http.Request) {
		challenge, err := verifier.NewChallenge(r.Context(), session(r))
		if err != nil {
			http.Error(w, "try again", http.StatusServiceUnavailable)
			return
		}
		json.NewEncoder(w).Encode(challenge)
	})
	http.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		token, _ := io.ReadAll(http.MaxBytesReader(w, r.Body, relying.MaxToken))
		visitor, err := verifier.Login(r.Context(), session(r), token)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnauthorized)
			return
		}
		signIn(w, visitor)
	})
}
