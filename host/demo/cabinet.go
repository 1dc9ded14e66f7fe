// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package demo is a cabinet to try Pidpys with: its page signs a visitor in and
// has documents signed, its server verifies both. The server needs host/relying
// and nothing else of Pidpys, so it also shows how little a real cabinet needs.
//
// It is for one computer: sessions live in memory, and cookies are not marked
// Secure because the page is http://localhost.
package demo

import (
	"embed"
	"net/http"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/demo/pages"
	"github.com/pidpys/pidpys/host/demo/session"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/diia"
	"github.com/pidpys/pidpys/host/validation"
)

//go:embed www
var www embed.FS

// Config is what a cabinet is made of.
type Config struct {
	Verifier *relying.Verifier
	Samples  []Sample          // keys offered on the page
	Token    *SampleToken      // another one; may be nil
	Kept     []SampleUser      // others, which the practice providers keep
	Diia     *diia.Desk        // where visitors sign with Дія.Підпис; may be nil
	Portal   string            // another site to try, by its origin; may be empty
	Files    map[string][]byte // what they and their certificates are, by name

	// What pages for another program of signing tell it.
	Authorities []Authority
	Bundle      func() []byte      // certificates of authorities
	Recipient   envelope.Recipient // what they encrypt is for

	Signatories Signatories         // who signs organisations' tax reports
	Gateways    map[string]*Gateway // where tax reports go, by name

	// Observe is told of each sign-in and each verified document; may be nil.
	Observe func(Event)
}

// Event is something the server verified, or refused to believe.
type Event struct {
	Visitor *relying.Visitor   // who signed in, or who had a document verified, if known
	Report  *validation.Report // of a document; nil for a sign-in, and of what is no CMS
	Passed  bool               // whether the document's signatures hold
	Err     error              // why a sign-in was refused
}

// entry is who signed in to a session, and how.
type entry struct {
	visitor relying.Visitor
	way     string
}

// cabinet is one running demo cabinet.
type cabinet struct {
	Config
	sessions *session.Sessions[entry]
	drafts   drafts
	filings  *book
}

// New returns the cabinet's handler. It answers for the origin that
// c.Verifier has.
func New(c Config) http.Handler {
	if c.Observe == nil {
		c.Observe = func(Event) {}
	}
	d := &cabinet{Config: c, sessions: session.New[entry]("session"), filings: newBook()}
	mux := http.NewServeMux()
	mux.Handle("GET /", pages.Embedded(www, "www"))
	mux.Handle("GET /pidpys/", http.StripPrefix("/pidpys", http.FileServerFS(extension.Page())))
	mux.HandleFunc("GET /pidpys/words/{file}", words)
	mux.HandleFunc("GET /embed/signin.go", embedding)
	mux.HandleFunc("GET /samples/{name}", d.sample)
	mux.HandleFunc("GET /api/samples", d.samples)
	mux.HandleFunc("GET /api/token", d.token)
	mux.HandleFunc("GET /api/kept", d.kept)
	mux.HandleFunc("GET /portal", d.portal)
	mux.HandleFunc("POST /api/challenge", d.challenge)
	mux.HandleFunc("POST /api/login", d.login)
	mux.HandleFunc("POST /api/tax-login", d.taxLogin)
	mux.HandleFunc("POST /api/sign-out", d.signOut)
	mux.HandleFunc("GET /api/visitor", d.visitor)
	mux.HandleFunc("GET /api/documents", d.visited(documents))
	mux.HandleFunc("GET /documents/{name}", d.visited(document))
	mux.HandleFunc("GET /api/digest/{name}", d.visited(digest))
	mux.HandleFunc("POST /api/verify", d.visited(d.verify))
	mux.HandleFunc("POST /api/folder", d.verifyFolder)
	mux.HandleFunc("POST /api/verify/container", d.visited(d.verifyContainer))
	mux.HandleFunc("POST /api/verify/pdf", d.visited(d.verifyPDF))
	mux.HandleFunc("GET /api/recipient", d.recipient)
	mux.HandleFunc("POST /api/recipient", d.visited(d.openEnvelope))
	d.serveReports(mux)
	d.serveProgram(mux)
	d.serveWebEID(mux)
	if d.Diia != nil {
		d.serveDiia(mux)
	}
	return pages.Strict(http.NewCrossOriginProtection().Handler(mux))
}

// portal leads to the other site, whose port is known here only.
func (d *cabinet) portal(w http.ResponseWriter, r *http.Request) {
	if d.Portal == "" {
		http.NotFound(w, r)
		return
	}
	http.Redirect(w, r, d.Portal, http.StatusFound)
}

func answer(w http.ResponseWriter, value any) { pages.Answer(w, value) }

// deny answers with a reason that the page has no words for.
func deny(w http.ResponseWriter, status int, reason string) { pages.Deny(w, status, "", reason) }

// denyBecause is deny for a reason that it has words for, by a code, into which the
// values belong.
func denyBecause(w http.ResponseWriter, status int, code, reason string, values ...string) {
	pages.Deny(w, status, code, reason, values...)
}
