// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import "github.com/pidpys/pidpys/host/validation"

// Errors that only signatures in PDF have, beside those of package validation.
const (
	// ByteRangeWrong: the signature is not over all but its own value.
	ByteRangeWrong validation.Code = "pdf-byte-range"
	// ContentsWrong: where the message should be there is none.
	ContentsWrong validation.Code = "pdf-contents"
	// RevisionUnknown: what was signed is no PDF that this file grew from.
	RevisionUnknown validation.Code = "pdf-revision-unknown"
	// SeveralSigners: the message has not exactly one signer: ETSI EN 319 142-1
	// section 6.3.
	SeveralSigners validation.Code = "pdf-several-signers"
	// ChangedLater: what viewers show may differ from what was signed.
	ChangedLater validation.Code = "pdf-changed-later"
	// KindUnknown: the signature is of a kind that is not judged.
	KindUnknown validation.Code = "pdf-kind-unknown"
)

// Warnings.
const (
	// DrawnLater: a later signature draws something on a page.
	DrawnLater validation.Code = "pdf-drawn-later"
	// PaddingUsed: something stands after the message, where nothing is signed.
	PaddingUsed validation.Code = "pdf-padding-used"
	// SigningTimeTwice: the message states a time of its own, which ETSI EN 319
	// 142-1 section 6.3 forbids.
	SigningTimeTwice validation.Code = "pdf-signing-time-twice"
	// EvidenceUnreadable: some evidence in the file cannot be read.
	EvidenceUnreadable validation.Code = "pdf-evidence-unreadable"
)

// rules says what each error makes of a signature: ETSI EN 319 102-1 section
// 5.2.
var rules = map[validation.Code]struct {
	indication validation.Indication
	sub        validation.SubIndication
}{
	ByteRangeWrong:  {validation.TotalFailed, validation.FormatFailure},
	ContentsWrong:   {validation.TotalFailed, validation.FormatFailure},
	RevisionUnknown: {validation.TotalFailed, validation.FormatFailure},
	SeveralSigners:  {validation.TotalFailed, validation.FormatFailure},
	ChangedLater:    {validation.Indeterminate, validation.SigConstraintsFailure},
	KindUnknown:     {validation.Indeterminate, validation.SigConstraintsFailure},
}

var texts = map[validation.Code]string{
	ByteRangeWrong:  "the signature is not over the whole document but its own value",
	ContentsWrong:   "there is no signature where one should be",
	RevisionUnknown: "what was signed is no document that this file grew from",
	SeveralSigners:  "the message has not exactly one signer",
	ChangedLater:    "the document was changed after this signature",
	KindUnknown:     "the signature is of a kind that is not judged",

	DrawnLater:         "a later signature draws on a page",
	PaddingUsed:        "something unsigned stands after the signature",
	SigningTimeTwice:   "the time of signing is stated twice",
	EvidenceUnreadable: "some evidence in the document cannot be read",

	validation.ClaimedTimeInFuture: "the claimed time is yet to come: the signer's clock or this computer's is wrong",
	validation.ClaimedTimeDiffers:  "the signer's clock was wrong: the claimed time contradicts the time-stamps",
}

func newFinding(code validation.Code, detail string) validation.Finding {
	text := texts[code]
	if detail != "" {
		text += ": " + detail
	}
	return validation.Finding{Code: code, Text: text}
}

// fail records an error. TOTAL-FAILED outranks INDETERMINATE; otherwise the
// first error gives the reason.
func (s *Signature) fail(code validation.Code, detail string) {
	rule := rules[code]
	if s.Indication == validation.TotalPassed || s.Indication == validation.Indeterminate && rule.indication == validation.TotalFailed {
		s.Indication, s.SubIndication = rule.indication, rule.sub
	}
	s.Errors = append(s.Errors, newFinding(code, detail))
}

func (s *Signature) warn(code validation.Code, detail string) {
	s.Warnings = append(s.Warnings, newFinding(code, detail))
}
