// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Provider is one that keeps people's keys and signs with them when they confirm
// it, or, with Page, the page itself. Texts are fit to show.
type Provider struct {
	Provider  string `json:"provider"` // a reference that means something to this operation
	Title     string `json:"title"`
	App       string `json:"app,omitempty"`  // in which people confirm
	User      string `json:"user,omitempty"` // UserOptional or UserRequired: it wants to be told who the person is
	Hint      string `json:"hint,omitempty"` // what people know their user id there as
	Agreement bool   `json:"agreement,omitempty"`
	Page      bool   `json:"page,omitempty"` // for defer
}

// Whether a [Provider] wants to be told who the person is.
const (
	UserOptional = "optional"
	UserRequired = "required"
)

// Defer is the params of defer.
type Defer struct {
	Provider string `json:"provider"`
}

// ProviderQuestion is the params of ask for a secret of a key that a provider
// keeps.
type ProviderQuestion struct {
	Kind     string `json:"kind"`     // AskRemotePIN or AskOTP
	Provider string `json:"provider"` // its title
}

// AuthorizeQuestion is the params of ask for a visit of a provider's page.
type AuthorizeQuestion struct {
	Kind     string `json:"kind"`     // AskAuthorize
	Provider string `json:"provider"` // its title
	URL      string `json:"url"`
	Redirect string `json:"redirect"` // where the visit ends: that of hello
}

// AuthorizeAnswer is its result.
type AuthorizeAnswer struct {
	URL string `json:"url"` // the whole of it, to which the page sent the person
}

// Confirmation is the params of show while the person is to confirm at a provider.
// Link and QR are absent where the provider itself calls the person.
type Confirmation struct {
	Kind     string `json:"kind"` // ShowLink
	Link     string `json:"link,omitempty"`
	QR       *QR    `json:"qr,omitempty"`
	App      string `json:"app,omitempty"`
	Expires  string `json:"expires"`  // RFC 3339
	Identify bool   `json:"identify"` // it tells whose key it is, and signs nothing yet
}

// QR is the modules of a QR code, without the quiet zone around it.
type QR struct {
	Size int      `json:"size"` // modules a side
	Rows []string `json:"rows"` // "1" for a dark one
}
