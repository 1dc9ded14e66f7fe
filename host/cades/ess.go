// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"math/big"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// An essCertID binds the signer's certificate to a signature.
//
//	SigningCertificateV2 ::= SEQUENCE {              -- RFC 5035 section 3
//	  certs SEQUENCE OF ESSCertIDv2,                 -- the signer's first
//	  policies SEQUENCE OF PolicyInformation OPTIONAL }
//	ESSCertIDv2 ::= SEQUENCE {                       -- RFC 5035 section 4
//	  hashAlgorithm AlgorithmIdentifier DEFAULT {algorithm id-sha256},
//	  certHash OCTET STRING,
//	  issuerSerial SEQUENCE { issuer GeneralNames, serialNumber INTEGER } OPTIONAL }
//
// The older SigningCertificate (section 5) has no hashAlgorithm: it is SHA-1.
type essCertID struct {
	hash     *pki.Hash // nil when of no known kind
	certHash []byte
	issuer   []byte // DER Name, nil when absent or not a directory name
	serial   *big.Int
}

var directoryName = casn1.Tag(4).ContextSpecific().Constructed()

// marshalSigningCertificate writes a SigningCertificateV2 for the certificate.
func marshalSigningCertificate(cert *x509.Certificate, h *pki.Hash) ([]byte, error) {
	var b cryptobyte.Builder
	sequence := func(fill cryptobyte.BuilderContinuation) cryptobyte.BuilderContinuation {
		return func(b *cryptobyte.Builder) { b.AddASN1(casn1.SEQUENCE, fill) }
	}
	issuerSerial := func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(directoryName, func(b *cryptobyte.Builder) { b.AddBytes(cert.RawIssuer) })
		})
		b.AddASN1BigInt(cert.SerialNumber)
	}
	sequence(sequence(sequence(func(b *cryptobyte.Builder) {
		if h != pki.SHA256 {
			h.AlgorithmIdentifier().AddTo(b)
		}
		b.AddASN1OctetString(h.Sum(cert.Raw))
		b.AddASN1(casn1.SEQUENCE, issuerSerial)
	})))(&b)
	return b.Bytes()
}

// maxBindings bounds the values of the attributes that bind a certificate, for
// each costs a hash of it. The rule is one, of one version or of both.
const maxBindings = 8

// essCertIDs reads what binds a certificate in the signed attributes, of
// either version, the newer first. ok is false when one cannot be read, or
// there are too many.
func essCertIDs(attributes cms.Attributes) (ids []essCertID, ok bool) {
	for _, version := range []struct {
		attrType asn1.ObjectIdentifier
		hash     *pki.Hash
	}{{cms.OIDSigningCertificateV2, nil}, {cms.OIDSigningCertificate, pki.SHA1}} {
		for _, value := range attributes.Values(version.attrType) {
			id, ok := parseSigningCertificate(value, version.hash)
			if !ok || len(ids) == maxBindings {
				return nil, false
			}
			ids = append(ids, id)
		}
	}
	return ids, true
}

// parseSigningCertificate reads the first certificate of the attribute. h is
// the hash of the older version, nil for the newer.
func parseSigningCertificate(der []byte, h *pki.Hash) (id essCertID, ok bool) {
	in := cryptobyte.String(der)
	var attribute, certs, first, certHash cryptobyte.String
	if !in.ReadASN1(&attribute, casn1.SEQUENCE) || !attribute.ReadASN1(&certs, casn1.SEQUENCE) ||
		!certs.ReadASN1(&first, casn1.SEQUENCE) {
		return id, false
	}
	if id.hash = h; h == nil {
		id.hash = pki.SHA256
		if first.PeekASN1Tag(casn1.SEQUENCE) {
			algorithm, err := pki.ReadAlgorithmIdentifier(&first)
			if err != nil {
				return id, false
			}
			// An error leaves nil, which no certificate matches.
			id.hash, _ = algorithm.Hash()
		}
	}
	if !first.ReadASN1(&certHash, casn1.OCTET_STRING) {
		return id, false
	}
	id.certHash = certHash
	id.parseIssuerSerial(first)
	return id, true
}

// parseIssuerSerial reads what may follow the hash. It is a hint only, and one
// that programs are known to write wrongly: nothing is left out for its sake.
func (id *essCertID) parseIssuerSerial(in cryptobyte.String) {
	var issuerSerial, names, name cryptobyte.String
	serial := new(big.Int)
	if in.ReadASN1(&issuerSerial, casn1.SEQUENCE) && issuerSerial.ReadASN1(&names, casn1.SEQUENCE) &&
		names.ReadASN1(&name, directoryName) && issuerSerial.ReadASN1Integer(serial) {
		id.issuer, id.serial = name, serial
	}
}

// binds says whether the hash is that of the certificate. GOST 34.311 may be
// by either table.
func (id *essCertID) binds(cert *x509.Certificate) bool {
	if id.hash == nil {
		return false
	}
	for _, h := range tables(id.hash) {
		if bytes.Equal(h.Sum(cert.Raw), id.certHash) {
			return true
		}
	}
	return false
}

// names says whether issuer and number, where given, are the certificate's.
func (id *essCertID) names(cert *x509.Certificate) bool {
	return id.issuer == nil || bytes.Equal(id.issuer, cert.RawIssuer) && id.serial.Cmp(cert.SerialNumber) == 0
}
