// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package redisstore_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/relying/store/redisstore"
	"github.com/pidpys/pidpys/host/status"
	"github.com/pidpys/pidpys/host/testpki"
)

// origin is the cabinet's, whichever server answers for it.
const origin = "https://cabinet.example"

// noon is the time of all servers, visitors and authorities.
func noon() time.Time { return time.Date(2026, 9, 1, 12, 0, 0, 0, time.UTC) }

// settings are what one server of a cabinet is started with.
type settings struct {
	Redis         string // address
	Key           []byte
	Diia          string // its host
	Branch, Offer string
	// Stuck never learns whether certificates are revoked, and says when it asks.
	Stuck bool
}

// settingsVariable has them for the test's own program, which is a server then.
const settingsVariable = "PIDPYS_TEST_CABINET"

func TestMain(m *testing.M) {
	text, ok := os.LookupEnv(settingsVariable)
	if !ok {
		os.Exit(m.Run())
	}
	var s settings
	err := json.Unmarshal([]byte(text), &s)
	if err == nil {
		err = s.serve()
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// serve is the server. It tells its address first and ends with its input.
func (s settings) serve() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	handler, err := s.cabinet()
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	return http.Serve(listener, handler)
}

// stuck is a status that is asked for and never comes.
type stuck struct{}

func (stuck) CheckAll(context.Context, []status.Question) ([]status.Answer, []error) {
	fmt.Println("verifying")
	select {}
}

func (s settings) cabinet() (http.Handler, error) {
	shared, err := redisstore.Open(s.Redis, "cabinet:")
	if err != nil {
		return nil, err
	}
	shared.Now = noon
	verifier := &relying.Verifier{
		Trust: testpki.New(noon).Trust(), Origin: origin, Keys: []relying.Key{s.Key}, Spent: shared, Now: noon,
	}
	if s.Stuck {
		verifier.Status = stuck{}
	}
	desk := &diia.Desk{
		Acquirer: &diia.Acquirer{Host: s.Diia, Token: []byte("acquirer-token"), Now: noon}, Branch: s.Branch, AuthOffer: s.Offer,
		Verifier: verifier, Requests: shared, Now: noon,
	}
	session := func(_ http.ResponseWriter, r *http.Request) string { return r.Header.Get("Session") }
	page := &diia.Page{Desk: desk, Session: session, Done: func(w http.ResponseWriter, _ *http.Request, done *diia.Result) {
		fmt.Fprint(w, done.Visitor.DisplayName())
	}}
	mux := http.NewServeMux()
	mux.Handle("/diia/", http.StripPrefix("/diia", page.Handler()))
	mux.HandleFunc("/callback", desk.Callback)
	mux.HandleFunc("POST /challenge", func(w http.ResponseWriter, r *http.Request) {
		challenge, err := verifier.NewChallenge(session(w, r))
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write(challenge)
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		token, err := io.ReadAll(http.MaxBytesReader(w, r.Body, relying.MaxToken))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		visitor, err := verifier.Login(r.Context(), session(w, r), token)
		switch {
		case errors.Is(err, relying.ErrStore):
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		case err != nil:
			http.Error(w, err.Error(), http.StatusUnauthorized)
		default:
			fmt.Fprint(w, visitor.DisplayName())
		}
	})
	return mux, nil
}
