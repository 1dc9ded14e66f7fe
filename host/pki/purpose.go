// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"
)

// A Purpose is what a certificate at the end of a path is to be for, by its
// key usage and extended key usage, RFC 5280 sections 4.2.1.3 and 4.2.1.12.
type Purpose int

// Purposes.
const (
	AnyPurpose    Purpose = iota
	ForSigning            // signatures of people and stamps, see [CanSign]
	ForTimeStamps         // tokens of a time-stamping authority, RFC 3161 section 2.3
	ForStatus             // answers of an OCSP responder that is not the authority itself, RFC 6960 section 4.2.2.2
	ForManagement         // answers about the issuing of certificates that are not the authority's own, RFC 9810 section 4.5
)

// String names the purpose in words for a log.
func (p Purpose) String() string {
	names := []string{"any purpose", "signing", "time-stamps", "certificate status", "certificate management"}
	if p < 0 || int(p) >= len(names) {
		return fmt.Sprintf("Purpose(%d)", int(p))
	}
	return names[p]
}

// fits judges a certificate.
//
// The certificate of a time-stamping authority should have a critical extended
// key usage, and no second one. Of the 194 Ukrainian ones of June 2026 a third
// has it uncritical, or a usage of the software's maker beside it; that much is
// allowed, another usage that is known is not.
func (p Purpose) fits(cert *x509.Certificate) bool {
	switch p {
	case AnyPurpose:
		return true
	case ForSigning:
		return CanSign(cert)
	case ForTimeStamps:
		return isFor(cert, x509.ExtKeyUsageTimeStamping) && len(cert.ExtKeyUsage) == 1 && signsData(cert)
	case ForStatus:
		return isFor(cert, x509.ExtKeyUsageOCSPSigning) && signsData(cert)
	case ForManagement:
		return slices.ContainsFunc(managers, func(oid asn1.ObjectIdentifier) bool { return hasUsage(cert, oid) }) && signsData(cert)
	}
	return false
}

// managers are the usages of those who issue certificates in the name of an
// authority, and of what the national infrastructure calls a CMP server.
var managers = []asn1.ObjectIdentifier{OIDCMCCA, OIDCMCRA, OIDCMPServer}
