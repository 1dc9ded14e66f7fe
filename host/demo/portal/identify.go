// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal

import (
	"errors"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/demo/pages"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/relying"
	"github.com/pidpys/pidpys/host/relying/registration"
)

func (p *portal) challenge(w http.ResponseWriter, r *http.Request) {
	challenge, err := p.Verifier.NewChallenge(p.sessions.Named(w, r))
	if err != nil {
		pages.Deny(w, http.StatusServiceUnavailable, "", "no challenge can be given now")
		return
	}
	pages.Answer(w, map[string][]byte{"challenge": challenge})
}

// email tells before the key is read whether letters can be sent to an address.
func (p *portal) email(w http.ResponseWriter, r *http.Request) {
	var typed string
	if !read(w, r, &typed) {
		return
	}
	email, err := registration.ParseEmail(typed)
	if err != nil {
		denyEmail(w)
		return
	}
	pages.Answer(w, email)
}

func denyEmail(w http.ResponseWriter) {
	pages.Deny(w, http.StatusBadRequest, "email", registration.ErrEmail.Error())
}

// identify is step 1: whose key it is, and whether he may register as what he wants.
func (p *portal) identify(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Category registration.Category `json:"category"`
		Email    string                `json:"email"`
		Token    []byte                `json:"token"`
	}
	if !read(w, r, &body) {
		return
	}
	email, err := registration.ParseEmail(body.Email)
	if err != nil {
		denyEmail(w)
		return
	}
	visitor, ok := p.visitor(w, r, body.Token)
	if !ok {
		return
	}
	application, err := registration.Apply(body.Category, visitor)
	if refused, ok := errors.AsType[*registration.RefusedError](err); ok {
		pages.Deny(w, http.StatusForbidden, string(refused.Reason), refused.Error())
		return
	}
	a, free := p.book.begin(visitor, application, email)
	if !free {
		denyTaken(w)
		return
	}
	p.sessions.Begin(w, r, a) // under a new name: whoever planted the old one knows nothing
	p.show(w, a)
}

func denyTaken(w http.ResponseWriter) {
	pages.Deny(w, http.StatusConflict, "already-registered", "there is such a cabinet already")
}

// visitor is who signed a login, or is denied.
func (p *portal) visitor(w http.ResponseWriter, r *http.Request, token []byte) (relying.Visitor, bool) {
	visitor, err := p.Verifier.Login(r.Context(), p.sessions.Name(r), token)
	switch {
	case errors.Is(err, relying.ErrStore): // why is the server's business
		pages.Deny(w, http.StatusServiceUnavailable, "", relying.ErrStore.Error())
	case err != nil:
		pages.Deny(w, http.StatusUnauthorized, "not-believed", err.Error())
	}
	return visitor, err == nil
}

// signIn lets in who holds an account.
func (p *portal) signIn(w http.ResponseWriter, r *http.Request) {
	var token []byte
	if !read(w, r, &token) {
		return
	}
	visitor, ok := p.visitor(w, r, token)
	if !ok {
		return
	}
	mine, others := p.book.held(visitor)
	switch {
	case mine != nil:
		p.inside.Begin(w, r, mine)
		pages.Answer(w, shownAccount(mine))
	case others:
		pages.Deny(w, http.StatusForbidden, "another-holder", "somebody else holds that cabinet")
	default:
		pages.Deny(w, http.StatusForbidden, "no-account", "there is no such cabinet")
	}
}

func (p *portal) signOut(w http.ResponseWriter, r *http.Request) {
	p.inside.End(w, r)
	pages.Answer(w, struct{}{})
}

// signer is what the notice after reading the key says.
type signer struct {
	Name     string            `json:"name"`
	Kind     pki.Kind          `json:"kind"`
	Issuer   string            `json:"issuer"`
	NotAfter time.Time         `json:"not_after"`
	Signs    pki.Qualification `json:"signs"`
}

// applying is what the page knows of an application.
type applying struct {
	Signer    signer                `json:"signer"`
	Category  registration.Category `json:"category"`
	Data      []registration.Datum  `json:"data"`
	Email     string                `json:"email"`
	Sent      bool                  `json:"sent"`
	Confirmed bool                  `json:"confirmed"`
}

func (p *portal) application(w http.ResponseWriter, r *http.Request) {
	if a, ok := p.applicant(r); ok {
		p.show(w, a)
		return
	}
	pages.Answer(w, nil)
}

// applicant is who registers in a browser, as long as his application is kept.
func (p *portal) applicant(r *http.Request) (*applicant, bool) {
	a, ok := p.sessions.Of(r)
	return a, ok && p.book.keeps(a)
}

// restart gives an application up, for the next may be of another person at the same
// computer, who must not find it.
func (p *portal) restart(w http.ResponseWriter, r *http.Request) {
	if a, ok := p.sessions.Of(r); ok {
		p.book.forget(a)
	}
	p.sessions.End(w, r)
	pages.Answer(w, struct{}{})
}

// show answers with an application as it is now.
func (p *portal) show(w http.ResponseWriter, a *applicant) {
	certificate := a.visitor.Certificate
	now := p.book.current(a)
	pages.Answer(w, applying{
		Signer: signer{
			Name: a.visitor.DisplayName(), Kind: a.visitor.Kind(), Issuer: pki.Issuer(certificate).DisplayName(),
			NotAfter: certificate.NotAfter, Signs: a.visitor.Qualified,
		},
		Category: now.application.Category, Data: now.application.Data, Email: now.email, Sent: now.sent, Confirmed: now.account != nil,
	})
}
