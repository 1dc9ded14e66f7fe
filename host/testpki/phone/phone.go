// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package phone plays the phones of simulated providers: what a person would be
// shown there, and the buttons by which they confirm or decline it. A simulator
// makes a [Prompt] of each [Request] and serves it wherever its links lead.
//
// The pages are one column for narrow windows, in Ukrainian, and need no script.
// Tests find their way by the ids confirm, decline, check and qr, and by the
// attribute data-state of the body, which is a [State].
package phone

import (
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// A Request is what somebody asks a person to confirm.
type Request struct {
	App       string     // whose app the page plays
	Title     string     // what is asked: [SignIn], [Signing] of so many, or another
	Facts     []Fact     // who asks, and what about
	Documents []Document // what would be signed
	// Holders are those whose phone it may be, where the request does not say; the
	// person chooses, beginning with the first.
	Holders []Holder
	// Check is what the phone wants to be done before a confirmation, such as a
	// look at the face; empty for nothing.
	Check string
	// Confirm and Decline are the words on the buttons; empty for «Підтвердити»
	// and «Відхилити».
	Confirm, Decline string
	Expires          time.Time // when it is too late; zero: never
}

// A Fact is one line about a request: «Хто просить», "cabinet.example".
type Fact struct{ Name, Text string }

// A Document is one thing that would be signed.
type Document struct {
	Name string
	Hash *pki.Hash // by which Value was made; nil where nobody said
	// Value is the digest.
	Value []byte
}

// A Holder is one whose phone it may be.
type Holder struct {
	ID   string // not shown
	Name string
}

// SignIn is the title of a request that signs no document.
const SignIn = "Запит на вхід"

// Signing is the title of a request to sign so many documents.
func Signing(documents int) string {
	if documents == 1 {
		return "Запит на підпис документа"
	}
	return "Запит на підпис документів"
}
