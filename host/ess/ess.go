// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package ess binds a signature to the signer's certificate: the attributes
// SigningCertificate and SigningCertificateV2 of Enhanced Security Services,
// RFC 5035. People's signatures carry one and so do time-stamps, which is why
// the two share this room.
package ess

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// A CertID binds a certificate.
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
type CertID struct {
	Hash     *pki.Hash // nil when of no known kind
	certHash []byte
	issuer   []byte // DER Name, nil when absent or not a directory name
	serial   *big.Int
}

// ErrMalformed says that an attribute cannot be read, or that there are more
// than anybody needs.
var ErrMalformed = errors.New("ess: malformed signing certificate")

var directoryName = casn1.Tag(4).ContextSpecific().Constructed()

// Marshal writes the value of a SigningCertificateV2 for the certificate.
func Marshal(cert *x509.Certificate, h *pki.Hash) ([]byte, error) {
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

// maxCertIDs bounds the values of the attributes, for each costs a hash of the
// certificate. The rule is one, of one version or of both.
const maxCertIDs = 8

// CertIDs reads what binds a certificate in signed attributes, of either
// version, the newer first: of each attribute the first entry, which is the
// signer's. The error is [ErrMalformed].
func CertIDs(attributes cms.Attributes) ([]CertID, error) {
	var ids []CertID
	for _, version := range []struct {
		attrType asn1.ObjectIdentifier
		hash     *pki.Hash
	}{{cms.OIDSigningCertificateV2, nil}, {cms.OIDSigningCertificate, pki.SHA1}} {
		for _, value := range attributes.Values(version.attrType) {
			id, ok := parse(value, version.hash)
			if !ok || len(ids) == maxCertIDs {
				return nil, ErrMalformed
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// parse reads the first certificate of the attribute. h is the hash of the
// older version, nil for the newer.
func parse(der []byte, h *pki.Hash) (id CertID, ok bool) {
	in := cryptobyte.String(der)
	var attribute, certs, first, certHash cryptobyte.String
	if !in.ReadASN1(&attribute, casn1.SEQUENCE) || !attribute.ReadASN1(&certs, casn1.SEQUENCE) ||
		!certs.ReadASN1(&first, casn1.SEQUENCE) {
		return id, false
	}
	if id.Hash = h; h == nil {
		id.Hash = pki.SHA256
		if first.PeekASN1Tag(casn1.SEQUENCE) {
			algorithm, err := pki.ReadAlgorithmIdentifier(&first)
			if err != nil {
				return id, false
			}
			// An error leaves nil, which no certificate matches.
			id.Hash, _ = algorithm.Hash()
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
func (id *CertID) parseIssuerSerial(in cryptobyte.String) {
	var issuerSerial, names, name cryptobyte.String
	serial := new(big.Int)
	if in.ReadASN1(&issuerSerial, casn1.SEQUENCE) && issuerSerial.ReadASN1(&names, casn1.SEQUENCE) &&
		names.ReadASN1(&name, directoryName) && issuerSerial.ReadASN1Integer(serial) {
		id.issuer, id.serial = name, serial
	}
}

// Binds says whether the hash is that of the certificate. GOST 34.311 may be
// by either table.
func (id *CertID) Binds(cert *x509.Certificate) bool {
	by := func(h *pki.Hash) bool { return bytes.Equal(h.Sum(cert.Raw), id.certHash) }
	switch id.Hash {
	case nil:
		return false
	case pki.GOST34311:
		return by(pki.GOST34311) || by(pki.GOST34311Example)
	}
	return by(id.Hash)
}

// Names says whether issuer and number, where given, are the certificate's.
func (id *CertID) Names(cert *x509.Certificate) bool {
	return id.issuer == nil || bytes.Equal(id.issuer, cert.RawIssuer) && id.serial.Cmp(cert.SerialNumber) == 0
}
