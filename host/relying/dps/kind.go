// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dps

import "strings"

// UA1 is the type of authorities that reports are signed under: the word that
// begins labels, and CERTYPE in the transport header.
const UA1 = "UA1"

// A Kind says what a part holds, by the numbers that libraries of the field call
// it by.
type Kind int

// What parts hold.
const (
	Signed    Kind = 1 // SignedData
	Encrypted Kind = 2 // EnvelopedData
	// Stamped is in a library's list of kinds. No container with one was met,
	// so nobody here knows its label: it is neither read nor written.
	Stamped     Kind = 3
	Certificate Kind = 4 // the sender's certificate for key agreement
)

// labelCertificate is the one label that names no type of authorities.
const labelCertificate = "CERTCRYPT"

// suffixes are what labels of a kind end in, after the type of authorities.
var suffixes = map[Kind]string{Signed: "_SIGN", Encrypted: "_CRYPT"}

// Label is what a part of a kind is labelled: "UA1_SIGN". It is empty where no
// such label is known.
func Label(authorities string, k Kind) string {
	suffix, typed := suffixes[k]
	switch {
	case k == Certificate:
		return labelCertificate
	case !typed || !isLabel(authorities) || !isLabel(authorities+suffix) || strings.Contains(authorities, "_"):
		return ""
	}
	return authorities + suffix
}

// Kind is what the part holds by its label, and under what type of authorities;
// of a certificate that is [UA1], for its label does not say. Zero for what is
// none of the kinds.
func (p Part) Kind() (authorities string, k Kind) {
	if p.Label == labelCertificate {
		return UA1, Certificate
	}
	for k, suffix := range suffixes {
		authorities, found := strings.CutSuffix(p.Label, suffix)
		if found && !isMarker(p.Label) && Label(authorities, k) == p.Label {
			return authorities, k
		}
	}
	return "", 0
}
