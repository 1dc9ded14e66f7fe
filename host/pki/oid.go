// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import "encoding/asn1"

// National algorithms, arc 1.2.804.2.1.1.1.1.
var (
	// OIDGOST28147CFB is GOST 28147-89 with cipher feedback.
	OIDGOST28147CFB = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 1, 1, 3}
	// OIDHMACGOST34311 is HMAC over GOST 34.311-95.
	OIDHMACGOST34311 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 1, 2}
	// OIDGOST34311 is the hash GOST 34.311-95.
	OIDGOST34311 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 2, 1}
	// OIDKupyna256 is DSTU 7564:2014 with 256 bits.
	OIDKupyna256 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 2, 2, 1}
	// OIDKupyna384 is DSTU 7564:2014 with 384 bits.
	OIDKupyna384 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 2, 2, 2}
	// OIDKupyna512 is DSTU 7564:2014 with 512 bits.
	OIDKupyna512 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 2, 2, 3}

	// OIDDSTU4145 is a DSTU 4145 key in polynomial basis with little-endian
	// octets, and also the signature of such a key with GOST 34.311.
	OIDDSTU4145 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 1, 1}
	// OIDDSTU4145BigEndian is the same with big-endian key octets. As the
	// algorithm of a signature it is read, and never written, with the octets of
	// r‖s in reverse order: s‖r, both big-endian. So Bouncy Castle has it; no such
	// signature has been met.
	OIDDSTU4145BigEndian = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 1, 1, 1, 1}
	// OIDDSTU4145NormalBasis is a DSTU 4145 key in an optimal normal basis, whose
	// elements are other octets. No such key has been met: [ErrNormalBasis].
	OIDDSTU4145NormalBasis = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 1, 2}
	// OIDDSTU4145Curve is the arc of the ten named curves: one more number,
	// 0 for m = 163 to 9 for m = 431, names a curve.
	OIDDSTU4145Curve = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 1, 1, 2}
	// OIDDSTU4145Kupyna256 is a DSTU 4145 signature with Kupyna-256. The key
	// itself stays OIDDSTU4145.
	OIDDSTU4145Kupyna256 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 6, 1, 1}
	// OIDDSTU4145Kupyna384 is a DSTU 4145 signature with Kupyna-384.
	OIDDSTU4145Kupyna384 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 6, 2, 1}
	// OIDDSTU4145Kupyna512 is a DSTU 4145 signature with Kupyna-512.
	OIDDSTU4145Kupyna512 = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 6, 3, 1}
)

// International algorithms: RFC 5754, RFC 5758, RFC 8017 appendix C.
var (
	OIDSHA1   = asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}
	OIDSHA256 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	OIDSHA384 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	OIDSHA512 = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}

	OIDECPublicKey     = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	OIDECDSAWithSHA1   = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 1}
	OIDECDSAWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	OIDECDSAWithSHA384 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}
	OIDECDSAWithSHA512 = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}

	OIDRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	OIDRSAWithSHA1   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 5}
	OIDMGF1          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 8}
	OIDRSAPSS        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10}
	OIDRSAWithSHA256 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}
	OIDRSAWithSHA384 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 12}
	OIDRSAWithSHA512 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 13}
)

// Content types of RFC 5652 that certificate bundles need.
var (
	OIDData       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	OIDSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
)

// Name attributes: X.520, ETSI EN 319 412-1 for organizationIdentifier, PKCS #9
// for emailAddress.
var (
	OIDCommonName             = asn1.ObjectIdentifier{2, 5, 4, 3}
	OIDSurname                = asn1.ObjectIdentifier{2, 5, 4, 4}
	OIDSerialNumber           = asn1.ObjectIdentifier{2, 5, 4, 5}
	OIDCountry                = asn1.ObjectIdentifier{2, 5, 4, 6}
	OIDLocality               = asn1.ObjectIdentifier{2, 5, 4, 7}
	OIDState                  = asn1.ObjectIdentifier{2, 5, 4, 8}
	OIDOrganization           = asn1.ObjectIdentifier{2, 5, 4, 10}
	OIDOrganizationalUnit     = asn1.ObjectIdentifier{2, 5, 4, 11}
	OIDTitle                  = asn1.ObjectIdentifier{2, 5, 4, 12}
	OIDGivenName              = asn1.ObjectIdentifier{2, 5, 4, 42}
	OIDOrganizationIdentifier = asn1.ObjectIdentifier{2, 5, 4, 97}
	OIDEmailAddress           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}
)

// Personal codes in subjectDirectoryAttributes, arc 1.2.804.2.1.1.1.11.1.4.
var (
	// OIDDRFO is the РНОКПП (ДРФО) of a person, or a passport for those who
	// refused a number.
	OIDDRFO = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 11, 1, 4, 1, 1}
	// OIDEDRPOU is the ЄДРПОУ of a legal entity; for a ФОП it repeats the РНОКПП.
	OIDEDRPOU = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 11, 1, 4, 2, 1}
	// OIDUserCode is a code the provider gives; read as ДРФО only where that is absent.
	OIDUserCode = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 11, 1, 4, 7, 1}
	// OIDUNZR is the УНЗР, the number of the demographic register.
	OIDUNZR = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 11, 1, 4, 11, 1}
)

// Extensions: RFC 5280 section 4.2, RFC 3739 section 3.2.6.
var (
	OIDSubjectDirectoryAttributes = asn1.ObjectIdentifier{2, 5, 29, 9}
	OIDSubjectKeyIdentifier       = asn1.ObjectIdentifier{2, 5, 29, 14}
	OIDKeyUsage                   = asn1.ObjectIdentifier{2, 5, 29, 15}
	OIDPrivateKeyUsagePeriod      = asn1.ObjectIdentifier{2, 5, 29, 16}
	OIDSubjectAltName             = asn1.ObjectIdentifier{2, 5, 29, 17}
	OIDBasicConstraints           = asn1.ObjectIdentifier{2, 5, 29, 19}
	OIDNameConstraints            = asn1.ObjectIdentifier{2, 5, 29, 30}
	OIDCRLDistributionPoints      = asn1.ObjectIdentifier{2, 5, 29, 31}
	OIDCertificatePolicies        = asn1.ObjectIdentifier{2, 5, 29, 32}
	OIDPolicyMappings             = asn1.ObjectIdentifier{2, 5, 29, 33}
	OIDAuthorityKeyIdentifier     = asn1.ObjectIdentifier{2, 5, 29, 35}
	OIDPolicyConstraints          = asn1.ObjectIdentifier{2, 5, 29, 36}
	OIDExtKeyUsage                = asn1.ObjectIdentifier{2, 5, 29, 37}
	OIDFreshestCRL                = asn1.ObjectIdentifier{2, 5, 29, 46}
	OIDInhibitAnyPolicy           = asn1.ObjectIdentifier{2, 5, 29, 54}
	OIDQCStatements               = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 3}
)

// Extended key usages.
var (
	// OIDStamp marks an electronic stamp (електронна печатка).
	OIDStamp = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 3, 9}
	// OIDCMPServer marks a provider's certificate look-up server.
	OIDCMPServer = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 19398, 1, 1, 8, 1}
	// OIDCMCCA and OIDCMCRA mark those who issue certificates, or register
	// people, by a protocol: RFC 6402 section 2.10.
	OIDCMCCA = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 27}
	OIDCMCRA = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 28}
)

// Statements of qualified certificates: ETSI EN 319 412-5 section 4, and the
// statement of the national profile.
var (
	// OIDQCCompliance says the certificate is a qualified one.
	OIDQCCompliance = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 1}
	// OIDQCSSCD says the key lives in a qualified signature creation device.
	OIDQCSSCD = asn1.ObjectIdentifier{0, 4, 0, 1862, 1, 4}
	// OIDQCUkraine stands in every certificate of the national infrastructure.
	OIDQCUkraine = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 2, 1}
)
