// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"crypto/x509"
	"encoding/asn1"

	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// DataType is id-data, RFC 5652 section 4: content of no stated kind.
var DataType = toOID(pki.OIDData)

// SignedDataType is id-signedData, RFC 5652 section 5: an envelope may hold one.
var SignedDataType = toOID(pki.OIDSignedData)

// oidEnvelopedData is id-envelopedData, RFC 5652 section 6.1.
var oidEnvelopedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 3}

var envelopedDataType = toOID(oidEnvelopedData)

// Attribute types that signatures carry.
var (
	// OIDContentType is RFC 5652 section 11.1.
	OIDContentType = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	// OIDMessageDigest is RFC 5652 section 11.2.
	OIDMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	// OIDSigningTime is RFC 5652 section 11.3.
	OIDSigningTime = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	// OIDCountersignature is RFC 5652 section 11.4.
	OIDCountersignature = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 6}

	// OIDSigningCertificate is RFC 5035 section 5, by SHA-1 only.
	OIDSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	// OIDSignatureTimeStamp is ETSI EN 319 122-1 section 5.3.
	OIDSignatureTimeStamp = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	// OIDContentTimeStamp is ETSI EN 319 122-1 section 5.2.8.
	OIDContentTimeStamp = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 20}
	// OIDCertificateRefs is ETSI EN 319 122-1 annex A.1.
	OIDCertificateRefs = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 21}
	// OIDRevocationRefs is ETSI EN 319 122-1 annex A.1.
	OIDRevocationRefs = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 22}
	// OIDCertificateValues is ETSI EN 319 122-1 annex A.1.
	OIDCertificateValues = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 23}
	// OIDRevocationValues is ETSI EN 319 122-1 annex A.1.
	OIDRevocationValues = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 24}
	// OIDSigningCertificateV2 is RFC 5035 section 3.
	OIDSigningCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	// OIDArchiveTimeStampV3 is ETSI EN 319 122-1 section 5.5.3.
	OIDArchiveTimeStampV3 = asn1.ObjectIdentifier{0, 4, 0, 1733, 2, 4}
	// OIDATSHashIndexV3 is ETSI EN 319 122-1 section 5.5.2, an attribute of
	// archive time-stamps themselves.
	OIDATSHashIndexV3 = asn1.ObjectIdentifier{0, 4, 0, 19122, 1, 5}
)

func toOID(oid asn1.ObjectIdentifier) x509.OID {
	converted, err := x509.OIDFromASN1OID(oid)
	if err != nil {
		panic("cms: internal error: " + err.Error())
	}
	return converted
}

// MarshalOID is the DER of an identifier.
func MarshalOID(oid x509.OID) []byte {
	// MarshalBinary never fails.
	der, _ := oid.MarshalBinary()
	return element(tagOID, der)
}

func parseOID(der []byte) (oid x509.OID, err error) {
	s := cryptobyte.String(der)
	var body cryptobyte.String
	if !s.ReadASN1(&body, casn1.OBJECT_IDENTIFIER) || !s.Empty() || oid.UnmarshalBinary(body) != nil {
		err = malformed("object identifier")
	}
	return oid, err
}
