// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Empty is the params and results that say nothing.
type Empty struct{}

// Hello is the params of hello: who the extension is, and what the browser
// says of the page.
type Hello struct {
	Version   string  `json:"version"`
	Protocol  int     `json:"protocol"`
	Origin    *string `json:"origin,omitempty"` // absent: there is no page
	TopOrigin string  `json:"top_origin,omitempty"`
	Language  string  `json:"language"` // "uk" or "en"
	Browser   string  `json:"browser"`
	// Redirect is where the browser's own sign-in window ends; empty: it has none.
	Redirect string `json:"redirect,omitempty"`
}

// Welcome is the result of hello.
type Welcome struct {
	Version  string `json:"version"`
	Protocol int    `json:"protocol"`
	Name     string `json:"name"` // the native host's, as browsers know it
}

// Fault is the params of fault, after which the host exits.
type Fault struct {
	Code Code `json:"code"`
}
