// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import "github.com/pidpys/pidpys/host/validation"

// A Report is what [Verify] says about a file.
type Report struct {
	// Signatures are in the order they came into the file.
	Signatures []Signature
	// TimeStamps are those over the document: ETSI EN 319 142-1 section 5.4.3.
	TimeStamps []TimeStamp
}

// Passed says that there is a signature, that all are TOTAL-PASSED, of whatever
// level, and so that viewers show nothing that differs from what was signed.
func (r *Report) Passed() bool {
	for _, s := range r.Signatures {
		if s.Indication != validation.TotalPassed {
			return false
		}
	}
	return len(r.Signatures) > 0
}

// A Signature is what is said about one signature in a file. Words come from
// the file, and may be meant to mislead.
type Signature struct {
	validation.Verdict
	Place
	// Kind is the SubFilter: ETSI.CAdES.detached for PAdES.
	Kind string
	// SignedBy, Reason and Location are what the signer's program wrote.
	SignedBy, Reason, Location string
}

// A TimeStamp is what is said about one time-stamp over a document.
type TimeStamp struct {
	validation.TimeStamp
	Place
}

// A Place is where a signature stands.
type Place struct {
	Field string // its name
	// Covered is how many octets of the file, from its beginning, were signed,
	// but for the signature itself: these are the document as the signer had
	// it. Zero when there is no telling.
	Covered int64
	Later   Later // what came after them; empty when there is no telling
}
