// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"fmt"
	"time"
)

// A Constraint is a rule that certificates of a path are held to.
type Constraint string

// The rules that [ConstraintError] names.
const (
	// NotCA: an issuer's certificate has no basicConstraints that make it a CA's.
	NotCA Constraint = "issuer is no certification authority"
	// NoCertSign: an issuer's keyUsage lacks keyCertSign.
	NoCertSign Constraint = "issuer may not sign certificates"
	// PathLength: more authorities stand below an issuer than it allows.
	PathLength Constraint = "path length exceeded"
	// CriticalExtension: a certificate has a critical extension that is not
	// processed here.
	CriticalExtension Constraint = "unknown critical extension"
	// Extension: an extension contradicts itself, the certificate or its own
	// syntax, so that it cannot be processed.
	Extension Constraint = "extension makes no sense"
	// EmptyName: an authority has no name, so that chaining names means nothing.
	EmptyName Constraint = "authority without a name"
	// NameConstraints: a name is not among those an issuer may certify.
	NameConstraints Constraint = "name outside an issuer's constraints"
	// NoPolicy: an authority or the caller requires a certificate policy, and
	// none holds on the whole path.
	NoPolicy Constraint = "no certificate policy holds"
	// PolicyMapping: an authority maps anyPolicy.
	PolicyMapping Constraint = "anyPolicy is mapped"
	// PolicyDemand: the policies that hold are none of those demanded.
	PolicyDemand Constraint = "certificate policy is not one demanded"
	// WrongPurpose: the certificate is not for the purpose demanded.
	WrongPurpose Constraint = "certificate is for another purpose"
	// WeakAlgorithm: a signature or key is below policy, see [Weak].
	WeakAlgorithm Constraint = "weak algorithm"
)

var sections = map[Constraint]string{
	NotCA:             "RFC 5280 section 6.1.4 (k)",
	NoCertSign:        "RFC 5280 section 6.1.4 (n)",
	PathLength:        "RFC 5280 section 6.1.4 (l)",
	CriticalExtension: "RFC 5280 section 6.1.4 (o), 6.1.5 (f)",
	Extension:         "RFC 5280 section 4.2",
	EmptyName:         "RFC 5280 section 4.1.2.4",
	NameConstraints:   "RFC 5280 section 6.1.3 (b), (c)",
	NoPolicy:          "RFC 5280 section 6.1.3 (f)",
	PolicyMapping:     "RFC 5280 section 6.1.4 (a)",
	PolicyDemand:      "RFC 5280 section 6.1.5 (g)",
	WrongPurpose:      "RFC 5280 section 4.2.1.12",
	WeakAlgorithm:     "ETSI EN 319 102-1 section 5.2.8",
}

// Section is where the rule is written.
func (c Constraint) Section() string { return sections[c] }

// A ConstraintError says that a certificate of the path breaks a rule.
type ConstraintError struct {
	Certificate *x509.Certificate
	Constraint  Constraint
	Detail      string // which extension, name or algorithm, in words for a log; may be empty
}

func (e *ConstraintError) Error() string {
	detail := ""
	if e.Detail != "" {
		detail = ": " + e.Detail
	}
	return fmt.Sprintf("pki: certificate %s: %s%s (%s)", number(e.Certificate), e.Constraint, detail, e.Constraint.Section())
}

// A ValidityError says that a certificate of the path is not valid at the time
// asked about, RFC 5280 section 6.1.3 (a) (2).
type ValidityError struct {
	Certificate *x509.Certificate
	NotYet      bool // else it has expired
}

func (e *ValidityError) Error() string {
	if e.NotYet {
		return fmt.Sprintf("pki: certificate %s is not valid before %s", number(e.Certificate), second(e.Certificate.NotBefore))
	}
	return fmt.Sprintf("pki: certificate %s expired at %s", number(e.Certificate), second(e.Certificate.NotAfter))
}

// number is a certificate's serial number in hexadecimal. Unlike names it tells
// a log nothing about a person; it is cut where standards end it.
func number(cert *x509.Certificate) string {
	return fmt.Sprintf("%.40s", fmt.Sprintf("%X", cert.SerialNumber))
}

func second(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05Z") }

// checkValidity compares to the second, as certificates have it.
func checkValidity(cert *x509.Certificate, at time.Time) error {
	switch {
	case at.Before(cert.NotBefore):
		return &ValidityError{Certificate: cert, NotYet: true}
	case at.After(cert.NotAfter):
		return &ValidityError{Certificate: cert}
	}
	return nil
}
