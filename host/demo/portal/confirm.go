// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package portal

import (
	"errors"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/demo/pages"
	"github.com/pidpys/pidpys/host/relying/registration"
)

// confirm takes what the page of a link found in it. It opens the account and
// signs in nobody: the browser that began goes on by itself, wherever the letter was read.
func (p *portal) confirm(w http.ResponseWriter, r *http.Request) {
	var link string
	if !read(w, r, &link) {
		return
	}
	opened, err := p.links.Open(link)
	if err != nil {
		denyLink(w, err)
		return
	}
	a, email, ok := p.book.addressOf(opened.Application)
	if !ok { // it was given up
		denyLink(w, registration.ErrLink)
		return
	}
	if err := p.links.Use(r.Context(), opened, email); err != nil {
		denyLink(w, err)
		return
	}
	if !p.book.open(a, email) {
		denyTaken(w)
		return
	}
	mine, ok := p.applicant(r)
	pages.Answer(w, map[string]bool{"here": ok && mine == a})
}

// denyLink tells apart why a link is of no use.
func denyLink(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, registration.ErrLinkExpired):
		pages.Deny(w, http.StatusGone, "link-expired", err.Error())
	case errors.Is(err, registration.ErrLinkUsed):
		pages.Deny(w, http.StatusGone, "link-used", err.Error())
	case errors.Is(err, registration.ErrLink):
		pages.Deny(w, http.StatusForbidden, "link", err.Error())
	default:
		pages.Deny(w, http.StatusServiceUnavailable, "", "nothing can be confirmed now")
	}
}

// enter is the end of step 3: the browser that began is let into the cabinet.
func (p *portal) enter(w http.ResponseWriter, r *http.Request) {
	a, ok := p.applicant(r)
	if !ok {
		denyUnknown(w)
		return
	}
	opened := p.book.accountOf(a)
	if opened == nil {
		pages.Deny(w, http.StatusForbidden, "unconfirmed", "the address is not confirmed")
		return
	}
	p.sessions.End(w, r)
	p.inside.Begin(w, r, opened)
	pages.Answer(w, shownAccount(opened))
}

// shown is an account as its holder sees it.
type shown struct {
	Category registration.Category `json:"category"`
	Data     []registration.Datum  `json:"data"`
	Email    string                `json:"email"`
	Since    time.Time             `json:"since"`
}

func shownAccount(a *account) shown { return shown{a.Category, a.Data, a.Email, a.Since} }

func (p *portal) cabinet(w http.ResponseWriter, r *http.Request) {
	if a, ok := p.inside.Of(r); ok {
		pages.Answer(w, shownAccount(a))
		return
	}
	pages.Answer(w, nil)
}
