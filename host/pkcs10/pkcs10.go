// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package pkcs10 writes and reads certification requests: PKCS #10, RFC 2986,
// as requests for Ukrainian certificates are written. Such a request names the
// key by its identifier, says its use and its qualification in an
// extensionRequest (RFC 2985 section 5.4.2), and wraps a signature of DSTU 4145
// in an OCTET STRING, as certificates do. The profile is what open software
// writes (UAPKI); that every provider's software reads it is unverified.
//
// Whoever signs a request has the private key of it. That is all it proves: the
// name in it is what somebody wrote.
package pkcs10

import (
	"crypto"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"

	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// MaxRequest bounds the octets of a request. Ours have hundreds, with an RSA
// key and a long name two thousand.
const MaxRequest = 32 << 10

// maxExtensions bounds how many extensions and attributes one names.
const maxExtensions = 64

var (
	// ErrMalformed says that octets are no request.
	ErrMalformed = errors.New("pkcs10: malformed request")
	// ErrKey says that a request is for another key than the signer's.
	ErrKey = errors.New("pkcs10: request for another key than the signer's")
)

// A Request is what is asked for.
//
//	CertificationRequest ::= SEQUENCE {              -- RFC 2986 section 4.2
//	  certificationRequestInfo SEQUENCE {            -- section 4.1
//	    version INTEGER { v1(0) },
//	    subject Name,
//	    subjectPKInfo SubjectPublicKeyInfo,
//	    attributes [0] Attributes },
//	  signatureAlgorithm AlgorithmIdentifier,
//	  signature BIT STRING }
type Request struct {
	// Subject is a DER Name, and nil an empty one, which says nothing.
	Subject []byte
	// Public is the key: *[dstu4145.PublicKey], *ecdsa.PublicKey or *rsa.PublicKey.
	Public crypto.PublicKey
	// Extensions are those wanted in the certificate, none of them twice.
	Extensions []pkix.Extension
}

// Extension is the value of one of the extensions asked for.
func (r *Request) Extension(oid asn1.ObjectIdentifier) (value []byte, ok bool) {
	for _, e := range r.Extensions {
		if e.Id.Equal(oid) {
			return e.Value, true
		}
	}
	return nil, false
}

// oidExtensionRequest is an attribute whose one value are Extensions, RFC 2985
// section 5.4.2.
var oidExtensionRequest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 14}

var tagAttributes = casn1.Tag(0).ContextSpecific().Constructed()

// emptyName is a Name of no attributes.
var emptyName = []byte{0x30, 0}

// marshalKey spells out the curve of a DSTU 4145 key, as certificates of most
// providers have it.
func marshalKey(public crypto.PublicKey) ([]byte, error) {
	if k, ok := public.(*dstu4145.PublicKey); ok {
		return pki.MarshalExplicitPublicKey(k), nil
	}
	return pki.MarshalPublicKey(public)
}
