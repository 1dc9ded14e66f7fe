// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"
)

// A Constraint is a rule of certificate chains, RFC 5280 section 6.1.
// Certificate policies are not constrained: any is accepted.
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
	// NameConstraints: an issuer constrains names; no Ukrainian provider does,
	// so instead of being processed this is refused.
	NameConstraints Constraint = "name constraints are not supported"
	// WeakAlgorithm: a signature or key is below policy, see [Weak].
	WeakAlgorithm Constraint = "weak algorithm"
)

// A ConstraintError says that a certificate of the chain breaks a rule.
type ConstraintError struct {
	Certificate *x509.Certificate
	Constraint  Constraint
	Detail      string // which extension or algorithm, in words for a log; may be empty
}

func (e *ConstraintError) Error() string {
	if e.Detail == "" {
		return "pki: certificate chain: " + string(e.Constraint)
	}
	return "pki: certificate chain: " + string(e.Constraint) + ": " + e.Detail
}

// A ValidityError says that a certificate of the chain is not valid at the
// time asked about.
type ValidityError struct {
	Certificate *x509.Certificate
	NotYet      bool // else it has expired
}

func (e *ValidityError) Error() string {
	if e.NotYet {
		return "pki: certificate is not valid before " + e.Certificate.NotBefore.UTC().Format("2006-01-02 15:04:05Z")
	}
	return "pki: certificate expired at " + e.Certificate.NotAfter.UTC().Format("2006-01-02 15:04:05Z")
}

// processed are the extensions that may be critical: those that rules here or
// in the callers' profile checks decide upon, and those that only inform.
// qcStatements and extended key usage are critical in certificates until 2019.
var processed = []asn1.ObjectIdentifier{
	OIDBasicConstraints, OIDKeyUsage, OIDExtKeyUsage, OIDCertificatePolicies, OIDQCStatements,
	OIDSubjectAltName, OIDSubjectDirectoryAttributes, OIDSubjectKeyIdentifier, OIDAuthorityKeyIdentifier,
	OIDPrivateKeyUsagePeriod, OIDCRLDistributionPoints, OIDFreshestCRL,
}

// checkPath applies the rules to a path whose signatures verify and whose last
// member is an anchor. Broken constraints come before expiry: those are wrong
// at any time.
func checkPath(p path, at time.Time) error {
	below := 0 // authorities between an issuer and the first certificate, not counting self-issued ones
	for i, member := range p {
		anchor := i == len(p)-1
		if member.certificate == nil {
			continue
		}
		if i > 0 {
			if err := checkIssuer(member.certificate, below, anchor); err != nil {
				return err
			}
			if !bytes.Equal(member.certificate.RawIssuer, member.certificate.RawSubject) {
				below++
			}
		}
		if anchor {
			continue
		}
		if err := checkCritical(member.certificate); err != nil {
			return err
		}
		if err := checkStrength(member, p[i+1]); err != nil {
			return err
		}
	}
	return checkValidity(p.certificates(), at)
}

// checkIssuer applies RFC 5280 section 6.1.4 (k) to (n) to a certificate that
// issued another. An anchor may be of version 1, which has no extensions.
func checkIssuer(cert *x509.Certificate, below int, anchor bool) error {
	if anchor && cert.Version < 3 {
		return nil
	}
	switch {
	case !cert.BasicConstraintsValid || !cert.IsCA:
		return &ConstraintError{Certificate: cert, Constraint: NotCA}
	case !allows(cert, x509.KeyUsageCertSign):
		return &ConstraintError{Certificate: cert, Constraint: NoCertSign}
	case (cert.MaxPathLen > 0 || cert.MaxPathLenZero) && below > cert.MaxPathLen:
		return &ConstraintError{Certificate: cert, Constraint: PathLength}
	case hasExtension(cert, OIDNameConstraints):
		return &ConstraintError{Certificate: cert, Constraint: NameConstraints}
	}
	return nil
}

func checkCritical(cert *x509.Certificate) error {
	for _, e := range cert.Extensions {
		if e.Critical && !slices.ContainsFunc(processed, e.Id.Equal) {
			return &ConstraintError{Certificate: cert, Constraint: CriticalExtension, Detail: e.Id.String()}
		}
	}
	return nil
}

// checkStrength judges the signature of a certificate by the issuer's key.
func checkStrength(cert, by *issuer) error {
	pub, err := by.publicKey()
	if err != nil {
		return err
	}
	alg, err := SignatureAlgorithmOf(cert.certificate)
	if err != nil {
		return err
	}
	scheme, err := SchemeOf(alg, nil, pub)
	if err != nil {
		return err
	}
	if weak := Weak(pub, scheme.Hash); weak != "" {
		return &ConstraintError{Certificate: cert.certificate, Constraint: WeakAlgorithm, Detail: weak}
	}
	return nil
}

func checkValidity(chain []*x509.Certificate, at time.Time) error {
	for _, cert := range chain {
		switch {
		case at.Before(cert.NotBefore):
			return &ValidityError{Certificate: cert, NotYet: true}
		case at.After(cert.NotAfter):
			return &ValidityError{Certificate: cert}
		}
	}
	return nil
}
