// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki/phone"
)

// linked is the page that a link leads to.
func (s *Server) linked(w http.ResponseWriter, r *http.Request) {
	var c ksp.Confirmation
	text, found := strings.CutPrefix(r.URL.Query().Get("hash"), "rd/kep/")
	if !found || json.Unmarshal([]byte(text), &c) != nil {
		phone.Unknown(w)
		return
	}
	s.show(w, r, c.Action, func(o *operation) bool { return o.id == c.OperationID && o.client == c.ClientID })
}

// called is the phone of a person, where the newest operation is.
func (s *Server) called(w http.ResponseWriter, r *http.Request) {
	client := s.Prefix + r.PathValue("id")
	s.show(w, r, ksp.ActionSign, func(o *operation) bool { return o.client == client })
}

// show is the page of the newest of some operations, and means that its person has
// seen it.
func (s *Server) show(w http.ResponseWriter, r *http.Request, action ksp.Action, among func(*operation) bool) {
	s.mu.Lock()
	var newest *operation
	for _, o := range s.operations {
		if o.hashes != nil && among(o) && (newest == nil || o.number > newest.number) {
			newest = o
		}
	}
	if newest != nil && newest.status == ksp.Registered {
		newest.status = ksp.Started
	}
	s.mu.Unlock()
	if newest == nil {
		phone.Unknown(w)
		return
	}
	s.prompt(newest, action).ServeHTTP(w, r)
}

// prompt is what the phone shows of an operation. The server knows not what it is
// for; the first link that is followed says it.
func (s *Server) prompt(o *operation, action ksp.Action) *phone.Prompt {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.prompt != nil {
		return o.prompt
	}
	r := phone.Request{
		App: s.App, Title: phone.Signing(len(o.hashes)), Expires: s.end(o),
		Facts: []phone.Fact{{Name: "Хто просить", Text: o.originator}},
	}
	if action == ksp.ActionAuth {
		r.Title = phone.SignIn
	}
	if !o.named() {
		r.Facts = append(r.Facts, phone.Fact{Name: "Навіщо", Text: o.names[0]})
	}
	for i, hash := range o.hashes {
		d := phone.Document{Name: fmt.Sprintf("№ %d", i+1), Hash: pki.GOST34311, Value: hash}
		if o.named() {
			d.Name = o.names[i]
		}
		r.Documents = append(r.Documents, d)
	}
	if len(o.people) > 1 {
		for _, p := range o.people {
			r.Holders = append(r.Holders, phone.Holder{ID: p.ID, Name: pki.Subject(p.Keys.SignCert).DisplayName()})
		}
	}
	o.prompt = phone.NewPrompt(r, s.Now, func(a phone.Answer) { s.decided(o, a) })
	return o.prompt
}

// named reports whether every digest has a name of its own.
func (o *operation) named() bool { return len(o.names) == len(o.hashes) }
