// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto/x509"
	"math/big"

	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// bareCertificate finds issuer, number and key in a certificate that breaks
// the rules of X.509, so that a signature by it can be told from a forgery. It
// can be trusted for nothing, and no chain may be built of it. Nil when not even
// these can be found, or in more octets than a certificate may have.
//
//	TBSCertificate ::= SEQUENCE {                    -- RFC 5280 section 4.1
//	  version [0] EXPLICIT Version DEFAULT v1,
//	  serialNumber INTEGER, signature AlgorithmIdentifier, issuer Name,
//	  validity Validity, subject Name, subjectPublicKeyInfo SubjectPublicKeyInfo, … }
func bareCertificate(der []byte) *x509.Certificate {
	in := cryptobyte.String(der)
	var cert, tbs, issuer, subject, spki cryptobyte.String
	serial := new(big.Int)
	version := casn1.Tag(0).ContextSpecific().Constructed()
	if len(der) > pki.MaxCertificate || !in.ReadASN1(&cert, casn1.SEQUENCE) || !cert.ReadASN1(&tbs, casn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(version) || !tbs.ReadASN1Integer(serial) || !tbs.SkipASN1(casn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&issuer, casn1.SEQUENCE) || !tbs.SkipASN1(casn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&subject, casn1.SEQUENCE) || !tbs.ReadASN1Element(&spki, casn1.SEQUENCE) {
		return nil
	}
	return &x509.Certificate{
		Raw: der, RawIssuer: issuer, RawSubject: subject, RawSubjectPublicKeyInfo: spki, SerialNumber: serial,
	}
}
