// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"slices"

	"github.com/pidpys/pidpys/host/validation"
)

// A Code names a finding: one of package validation or of this one.
type Code = validation.Code

// What the container adds to the errors of a signature.
const (
	ManifestMissing   Code = "manifest-missing"   // a signature over nothing that is known
	ManifestMalformed Code = "manifest-malformed" // and so perhaps the one over it
	ManifestTwice     Code = "manifest-twice"     // two manifests claim one signature
	ManifestChanged   Code = "manifest-changed"   // of the documents it lists nothing is known
	DocumentChanged   Code = "document-changed"
	DocumentDamaged   Code = "document-damaged"
	DocumentMissing   Code = "document-missing"
	DocumentsSeveral  Code = "documents-several" // in ASiC-S
	DigestUnsupported Code = "digest-unsupported"
	DigestWeak        Code = "digest-weak"
)

// Oddities of a container, which change no verdict.
const (
	MimetypeMissing   Code = "mimetype-missing"
	MimetypeMisplaced Code = "mimetype-misplaced"
	MimetypeForm      Code = "mimetype-form"
)

// rules says what each error makes of a signature, in the words of ETSI EN 319
// 102-1. A document is to a signature over a manifest what the content is to
// another.
var rules = map[Code]struct {
	indication validation.Indication
	sub        validation.SubIndication
	text       string
}{
	ManifestMissing:   {validation.TotalFailed, validation.FormatFailure, "no manifest names this signature"},
	ManifestMalformed: {validation.TotalFailed, validation.FormatFailure, "a manifest cannot be read"},
	ManifestTwice:     {validation.TotalFailed, validation.FormatFailure, "more than one manifest names this signature"},
	ManifestChanged:   {validation.TotalFailed, validation.HashFailure, "the manifest is not what was signed"},
	DocumentChanged:   {validation.TotalFailed, validation.HashFailure, "a document is not what was signed"},
	DocumentDamaged:   {validation.TotalFailed, validation.HashFailure, "a document cannot be read from the container"},
	DocumentMissing:   {validation.Indeterminate, validation.SignedDataNotFound, "a signed document is not in the container"},
	DocumentsSeveral:  {validation.TotalFailed, validation.FormatFailure, "a container for one document has several"},
	DigestUnsupported: {validation.Indeterminate, validation.CryptoConstraintsFailureNoPOE, "a document's hash is of no known kind"},
	DigestWeak:        {validation.Indeterminate, validation.CryptoConstraintsFailureNoPOE, "a document's hash is too weak"},
}

func finding(code Code, detail string) validation.Finding {
	text := rules[code].text
	if detail != "" {
		text += ": " + detail
	}
	return validation.Finding{Code: code, Text: text}
}

// blame puts what the container has wrong before what the signature has: the
// content comes before the chain.
func (v *Verdict) blame(found []validation.Finding) {
	v.Intact = v.Intact && len(found) == 0
	v.Indication, v.SubIndication = blamed(found, v.Indication, v.SubIndication)
	v.Errors = slices.Concat(found, v.Errors)
}

// blamed is the answer after what was found before all else. TOTAL-FAILED
// outranks INDETERMINATE; else the first error gives the reason.
func blamed(found []validation.Finding, indication validation.Indication, sub validation.SubIndication) (validation.Indication, validation.SubIndication) {
	for _, f := range slices.Backward(found) {
		if rule := rules[f.Code]; rule.indication == validation.TotalFailed || indication != validation.TotalFailed {
			indication, sub = rule.indication, rule.sub
		}
	}
	return indication, sub
}
