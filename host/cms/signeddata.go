// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"crypto/x509"
	"math/big"

	"github.com/pidpys/pidpys/host/pki"
)

// SignedData is a message without its content.
//
//	SignedData ::= SEQUENCE {                        -- RFC 5652 section 5.1
//	  version CMSVersion,
//	  digestAlgorithms SET OF AlgorithmIdentifier,
//	  encapContentInfo EncapsulatedContentInfo,
//	  certificates [0] IMPLICIT CertificateSet OPTIONAL,
//	  crls [1] IMPLICIT RevocationInfoChoices OPTIONAL,
//	  signerInfos SET OF SignerInfo }
//
//	EncapsulatedContentInfo ::= SEQUENCE {           -- RFC 5652 section 5.2
//	  eContentType OBJECT IDENTIFIER,
//	  eContent [0] EXPLICIT OCTET STRING OPTIONAL }
type SignedData struct {
	Version          int
	DigestAlgorithms []pki.AlgorithmIdentifier
	// ContentType is an [x509.OID], for only that can hold the large numbers
	// of the arc 2.25. The zero value stands for id-data when writing.
	ContentType x509.OID
	// Detached says that eContent is absent.
	Detached bool
	// RawCertificates are all members of the set (RFC 5652 section 10.2.2) in
	// their order, as DER. These are what is written.
	RawCertificates [][]byte
	// Certificates are those of the members that can be read.
	Certificates []*x509.Certificate
	// Unreadable are the others: one bad certificate costs no signature.
	Unreadable []UnreadableCertificate
	// CRLs are the members of RevocationInfoChoices, as DER.
	CRLs        [][]byte
	SignerInfos []SignerInfo
	// Trailing says that octets followed the message. They are no part of it.
	Trailing bool
}

// An UnreadableCertificate is a member of the certificates that is no X.509
// certificate, or one that breaks its rules.
type UnreadableCertificate struct {
	Raw []byte
	Err error
}

// AddCertificate appends to the certificates.
func (sd *SignedData) AddCertificate(cert *x509.Certificate) {
	sd.Certificates = append(sd.Certificates, cert)
	sd.RawCertificates = append(sd.RawCertificates, cert.Raw)
}

// A SignerInfo is one signature.
//
//	SignerInfo ::= SEQUENCE {                        -- RFC 5652 section 5.3
//	  version CMSVersion,
//	  sid CHOICE {
//	    issuerAndSerialNumber IssuerAndSerialNumber,
//	    subjectKeyIdentifier [0] IMPLICIT OCTET STRING },
//	  digestAlgorithm AlgorithmIdentifier,
//	  signedAttrs [0] IMPLICIT SET SIZE (1..MAX) OF Attribute OPTIONAL,
//	  signatureAlgorithm AlgorithmIdentifier,
//	  signature OCTET STRING,
//	  unsignedAttrs [1] IMPLICIT SET SIZE (1..MAX) OF Attribute OPTIONAL }
type SignerInfo struct {
	Version int

	// Issuer is the DER Name and Serial the number of the signer's certificate:
	// IssuerAndSerialNumber, RFC 5652 section 10.2.4. Nil where SubjectKeyID
	// names the certificate instead.
	Issuer       []byte
	Serial       *big.Int
	SubjectKeyID []byte

	DigestAlgorithm pki.AlgorithmIdentifier
	// RawSignedAttrs are the signed attributes as received, tag [0] included
	// and in the order they came in, for exactly these octets are signed. Only
	// lengths that are not DER are made so, as RFC 5652 section 5.4 wants them
	// hashed. Nil when absent.
	RawSignedAttrs     []byte
	SignedAttrs        Attributes
	SignatureAlgorithm pki.AlgorithmIdentifier
	Signature          []byte
	UnsignedAttrs      Attributes
}

// SignedOctets is what the signature is made over: the signed attributes
// tagged as a SET, RFC 5652 section 5.4. Nil when there are none: then the
// signature is over the content itself.
func (si *SignerInfo) SignedOctets() []byte {
	if si.RawSignedAttrs == nil {
		return nil
	}
	return append([]byte{tagSet}, si.RawSignedAttrs[1:]...)
}

// SetSignedAttrs puts in attributes, in the order of DER.
func (si *SignerInfo) SetSignedAttrs(attributes Attributes) {
	si.SignedAttrs = attributes.sorted()
	si.RawSignedAttrs = element(tagContext0, si.SignedAttrs.marshal())
}
