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
