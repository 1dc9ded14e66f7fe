// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/pidpys/pidpys/host/cloud/loopback"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// visitor is an asker that can take the person to a page of a provider, in the
// browser's own sign-in window.
type visitor struct{ *asker }

// Authorize makes ready for one visit.
func (v visitor) Authorize(context.Context) (key.Authorization, error) { return visit(v), nil }

// visit is one question: there is nothing to end.
type visit struct{ *asker }

func (v visit) RedirectURI() string { return v.hello.Redirect }

// Exposed: the browser hands the address to the extension alone.
func (visit) Exposed() bool { return false }

func (visit) Close() error { return nil }

// Visit has the extension open a page, and checks that it ended where it must. The
// rest of the address is for whoever asked.
func (v visit) Visit(ctx context.Context, page string) (string, error) {
	refused := &key.ProviderError{Err: key.ErrAuthorization, Provider: v.provider}
	if len(page) > protocol.MaxURL {
		return "", refused
	}
	if family, _, _ := strings.Cut(v.hello.Browser, " "); family == "Firefox" {
		// Its identity.launchWebAuthFlow fetches the address before it shows it
		// (ext-identity.js of 140), which a pushed request may not outlive.
		lead, err := loopback.LeadTo(page)
		if err != nil {
			return "", refused
		}
		defer lead.Close()
		page = lead.URL()
	}
	defer v.patience()()
	defer v.heard()
	question := protocol.AuthorizeQuestion{Kind: protocol.AskAuthorize, Provider: v.provider, URL: page, Redirect: v.hello.Redirect}
	var answer protocol.AuthorizeAnswer
	err := v.askWindow(ctx, question, &answer)
	switch {
	case errors.Is(err, protocol.Fail(protocol.AuthorizationFailed)): // the browser could not show the page
		return "", refused
	case err != nil:
		return "", err
	case len(answer.URL) > protocol.MaxURL || !endsAt(answer.URL, v.hello.Redirect):
		return "", refused
	}
	return answer.URL, nil
}

// endsAt reports whether an address is the redirect with, at most, a query.
func endsAt(address, redirect string) bool {
	at, _, _ := strings.Cut(address, "?")
	u, err := url.Parse(address)
	return err == nil && u.Fragment == "" && at == redirect
}
