// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package portal is a state portal to try registration on: a site of its own, with
// pages in a style of its own. Its server needs host/relying, with its rooms
// registration and store, and nothing else of Pidpys. Letters it sends by SMTP, as any would.
//
// Like the cabinet it is for one computer: applications and accounts live in memory.
package portal

import (
	"embed"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/demo/pages"
	"github.com/pidpys/pidpys/host/demo/session"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/registration"
)

//go:embed www
var www embed.FS

// Config is what a portal is made of.
type Config struct {
	Verifier *relying.Verifier // whose origin is the portal's
	Clock    func() time.Time  // by which links expire; nil is time.Now
	Post     Post
	Mail     string // the page on which letters are read
}

// portal is one that runs.
type portal struct {
	Config
	links    registration.Links
	book     *book
	sessions *session.Sessions[*applicant]
	inside   *session.Sessions[*account]
}

// New returns the portal's handler. It answers for the origin that c.Verifier has.
func New(c Config) http.Handler {
	p := &portal{
		Config:   c,
		links:    registration.Links{Keys: c.Verifier.Keys, Origin: c.Verifier.Origin, Spent: c.Verifier.Spent, Now: c.Clock},
		book:     newBook(c.Clock),
		sessions: session.New[*applicant]("portal-application"),
		inside:   session.New[*account]("portal-cabinet"),
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", pages.Embedded(www, "www"))
	mux.Handle("GET /pidpys/", http.StripPrefix("/pidpys", http.FileServerFS(extension.Page())))
	mux.HandleFunc("GET /api/mail", func(w http.ResponseWriter, _ *http.Request) { pages.Answer(w, c.Mail) })
	mux.HandleFunc("POST /api/challenge", p.challenge)
	mux.HandleFunc("POST /api/email", p.email)
	mux.HandleFunc("POST /api/identify", p.identify)
	mux.HandleFunc("GET /api/application", p.application)
	mux.HandleFunc("POST /api/restart", p.restart)
	mux.HandleFunc("POST /api/letter", p.letter)
	mux.HandleFunc("POST /api/confirm", p.confirm)
	mux.HandleFunc("POST /api/enter", p.enter)
	mux.HandleFunc("POST /api/sign-in", p.signIn)
	mux.HandleFunc("POST /api/sign-out", p.signOut)
	mux.HandleFunc("GET /api/cabinet", p.cabinet)
	return pages.Strict(http.NewCrossOriginProtection().Handler(mux))
}

// maxBody is ample for a login and what is told with it, in octets.
var maxBody = int64(base64.StdEncoding.EncodedLen(relying.MaxToken) + 16<<10)

// read reads what a script sent, or denies it.
func read(w http.ResponseWriter, r *http.Request, body any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(body); err != nil {
		pages.Deny(w, http.StatusBadRequest, "", "not what is asked for here")
		return false
	}
	return true
}
