// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"slices"
)

// processed are the extensions that may be critical: those that rules here or
// in the callers' profile checks decide upon, and those that only inform.
//
// The national profile adds qcStatements, critical in certificates until 2019
// and in the root of 2020. What a statement of theirs means for a signature is
// the caller's to say: see [Qualified].
var processed = []asn1.ObjectIdentifier{
	OIDBasicConstraints, OIDKeyUsage, OIDExtKeyUsage, OIDSubjectAltName, OIDNameConstraints,
	OIDCertificatePolicies, OIDPolicyMappings, OIDPolicyConstraints, OIDInhibitAnyPolicy,
	OIDQCStatements, OIDSubjectDirectoryAttributes, OIDSubjectKeyIdentifier, OIDAuthorityKeyIdentifier,
	OIDPrivateKeyUsagePeriod, OIDCRLDistributionPoints, OIDFreshestCRL,
}

// checkExtensions refuses critical extensions that are not processed, RFC 5280
// sections 6.1.4 (o) and 6.1.5 (f), and extensions that turn what they stand
// for into nothing.
func checkExtensions(cert *x509.Certificate) error {
	for _, e := range cert.Extensions {
		if e.Critical && !slices.ContainsFunc(processed, e.Id.Equal) {
			return &ConstraintError{Certificate: cert, Constraint: CriticalExtension, Detail: e.Id.String()}
		}
	}
	if detail := contradiction(cert); detail != "" {
		return &ConstraintError{Certificate: cert, Constraint: Extension, Detail: detail}
	}
	if isEmptyName(cert.RawIssuer) {
		return &ConstraintError{Certificate: cert, Constraint: EmptyName}
	}
	return nil
}

// contradiction says in words which demand of RFC 5280 section 4.2 on its
// extensions a certificate breaks such that their meaning is in doubt, or is
// empty. Limits hold whether or not they are marked critical.
func contradiction(cert *x509.Certificate) string {
	isCA := cert.BasicConstraintsValid && cert.IsCA
	switch {
	case hasExtension(cert, OIDNameConstraints) && !isCA:
		return "name constraints of no authority, section 4.2.1.10"
	case cert.KeyUsage&x509.KeyUsageCertSign != 0 && !isCA:
		return "keyCertSign of no authority, section 4.2.1.9"
	case hasExtension(cert, OIDExtKeyUsage) && len(cert.ExtKeyUsage)+len(cert.UnknownExtKeyUsage) == 0:
		return "no extended key usage, section 4.2.1.12"
	}
	if value, ok := extension(cert, OIDQCStatements); ok && isCritical(cert, OIDQCStatements) {
		if _, err := parseQCStatements(value); err != nil {
			return "qcStatements, RFC 3739 section 3.2.6"
		}
	}
	return ""
}

// isEmptyName reports whether a DER name has no RDN.
func isEmptyName(der []byte) bool { return len(der) == 2 }

func isCritical(cert *x509.Certificate, oid asn1.ObjectIdentifier) bool {
	return slices.ContainsFunc(cert.Extensions, func(e pkix.Extension) bool { return e.Critical && e.Id.Equal(oid) })
}
