// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import "slices"

// Empty is the params and results that say nothing.
type Empty struct{}

// Hello is the params of hello: who the extension is, and what the browser
// says of the page.
type Hello struct {
	Version   string  `json:"version"`
	Protocol  int     `json:"protocol"`
	Origin    *string `json:"origin,omitempty"` // absent: there is no page of a site
	TopOrigin string  `json:"top_origin,omitempty"`
	Language  string  `json:"language"` // "uk" or "en"
	Browser   string  `json:"browser"`  // family and, where it tells, version: "Firefox 140"
	// Redirect is where the browser's own sign-in window ends; empty: it has none.
	Redirect string `json:"redirect,omitempty"`
	// Dialect says that the page speaks the protocol of another program; nil: ours.
	Dialect *Speech `json:"dialect,omitempty"`
	// Own says that the page is the extension's own, for the person's files.
	Own bool `json:"own,omitempty"`
	// Again says that the page had a host before, which was lost.
	Again bool `json:"again,omitempty"`
	// Level is the least that the person wants of signatures, whatever a page asks for; empty: B-B.
	Level string `json:"level,omitempty"`
}

// Welcome is the result of hello.
type Welcome struct {
	Version  string `json:"version"`
	Protocol int    `json:"protocol"`
	Name     string `json:"name"` // the native host's, as browsers know it
	// Settings are those in force.
	Settings Settings `json:"settings"`
}

// Settings are what the administrator or the user set, as far as the extension
// has to know.
type Settings struct {
	PINEntry string    `json:"pin_entry"`          // "window" or "native"
	Locked   []string  `json:"locked"`             // names of settings that the administrator made
	KeyKinds []string  `json:"key_kinds,omitzero"` // that are allowed; nil: all
	Cabinets []Cabinet `json:"cabinets,omitempty"`
	Dialects []Dialect `json:"dialects,omitempty"`
}

// Kinds of keys: where they are kept.
const (
	FileKeys  = "file"
	TokenKeys = "token"
	TPMKeys   = "tpm"
	CloudKeys = "cloud"
)

// Allows reports whether keys of a kind may be used.
func (s Settings) Allows(kind string) bool {
	return s.KeyKinds == nil || slices.Contains(s.KeyKinds, kind)
}

// Cabinet is a site that the administrator added.
type Cabinet struct {
	Origin string   `json:"origin"`
	Tops   []string `json:"tops,omitempty"` // of pages in whose frames it may speak
}

// Dialect is a site whose pages speak the protocol of another program.
type Dialect struct {
	Origin  string   `json:"origin"`
	Dialect string   `json:"dialect"`          // "iit" or "webeid"
	Tops    []string `json:"tops,omitempty"`   // of pages in whose frames it may speak
	Hashes  bool     `json:"hashes,omitempty"` // it may ask for signatures of what cannot be shown
}

// Authorities is the result of authorities: those that are known, as a window lists them.
type Authorities struct {
	Authorities []Authority `json:"authorities"`
}

// Examine is the params of examine.
type Examine struct {
	Offline bool `json:"offline,omitempty"` // nobody is asked over the network
}

// Examination is the result of examine: what was found, the worst first.
type Examination struct {
	Findings []Observation `json:"findings"`
	Worst    string        `json:"worst"`
}

// Observation is one thing that was found: "ok", "note", "warning" or "error". Its
// texts are fit to show.
type Observation struct {
	Check    string `json:"check"` // the stable name of what it is
	Severity string `json:"severity"`
	Subject  string `json:"subject"` // what it is about
	Message  string `json:"message"`
	Remedy   string `json:"remedy"` // what to do next; empty: nothing
}

// Fault is the params of fault, after which the host exits.
type Fault struct {
	Code Code `json:"code"`
}
