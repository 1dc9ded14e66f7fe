// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"context"
	"net/url"
	"strings"
)

// A Remote is a [Source] of keys that providers keep. Its references name a
// provider, and who the user is there: [ProviderRef].
type Remote interface {
	Source

	// Providers lists those that there are, in the order to show them. Nobody is
	// asked for anything.
	Providers() []Provider
}

// A Provider keeps people's keys and signs with them when they confirm it.
type Provider struct {
	ID    string // among the providers of a Remote: letters, digits and "-"
	Title string // what people call it; fit to show
	App   string // in which its users confirm, as its vendor calls it; may be empty
	User  UserID // whether it wants to be told who the user is
	Hint  string // what people know their user id there as; fit to show, may be empty
	// Agreement says that the provider serves programs of its partners only, and
	// this one is none: opening it gives [ErrAgreement].
	Agreement bool
}

// UserID is whether a provider wants to be told beforehand who the user is.
type UserID string

// The kinds of need.
const (
	UserNone     UserID = ""         // it finds out by itself
	UserOptional UserID = "optional" // it can, and helps by it
	UserRequired UserID = "required"
)

// ProviderRef is the reference "cloud:ID" to a provider's keys, or, of a user who
// is named, "cloud:ID;user=NAME", percent-encoded as in RFC 3986.
func ProviderRef(scheme, id, user string) Ref {
	if user != "" {
		id += ";user=" + url.PathEscape(user)
	}
	return NewRef(scheme, id)
}

// ProviderOf is what [ProviderRef] joined; the error is [ErrReference].
func ProviderOf(ref Ref) (id, user string, err error) {
	id, named, has := strings.Cut(ref.Name(), ";")
	if has {
		escaped, found := strings.CutPrefix(named, "user=")
		if user, err = url.PathUnescape(escaped); err != nil || !found || user == "" {
			return "", "", ErrReference
		}
	}
	if id == "" {
		return "", "", ErrReference
	}
	return id, user, nil
}

// An Authorizer is an [Asker] that can take the user to a page of a provider, and
// tell where that page sent them in the end: the authorization code grant of
// RFC 6749, section 4.1.
type Authorizer interface {
	// Authorize makes ready for one visit. The caller closes what it gets.
	Authorize(ctx context.Context) (Authorization, error)
}

// An Authorization is one visit of the user to a provider's page.
type Authorization interface {
	// RedirectURI is where the page must send the user at the end.
	RedirectURI() string

	// Exposed reports whether other programs of this computer could see, or make
	// up, what comes to the RedirectURI. Then only a grant with a proof of
	// possession (PKCE, RFC 7636) is safe.
	Exposed() bool

	// Visit takes the user to a page and returns the whole URL that they were
	// sent to: the RedirectURI and a query, of which nothing was checked. It is
	// [ErrCancelled] if they leave the page before.
	Visit(ctx context.Context, url string) (string, error)

	// Close ends the visit; what comes to the RedirectURI later goes nowhere.
	Close() error
}
