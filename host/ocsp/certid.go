// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

import (
	"bytes"
	"crypto/x509"
	"math/big"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// A CertID names a certificate by its issuer and number.
//
//	CertID ::= SEQUENCE {                            -- RFC 6960 section 4.1.1
//	  hashAlgorithm AlgorithmIdentifier,
//	  issuerNameHash OCTET STRING,
//	  issuerKeyHash OCTET STRING,
//	  serialNumber CertificateSerialNumber }
type CertID struct {
	Hash           pki.AlgorithmIdentifier
	IssuerNameHash []byte
	IssuerKeyHash  []byte
	Serial         *big.Int
}

// HashFor is the hash that responders of an issuer are asked with: GOST 34.311
// in the national infrastructure, else SHA-1, which RFC 5019 section 2.1.1
// asks every responder to know and which decides nothing here.
func HashFor(issuer *x509.Certificate) *pki.Hash {
	if pub, err := pki.PublicKey(issuer); err == nil {
		if _, national := pub.(*dstu4145.PublicKey); national {
			return pki.GOST34311
		}
	}
	return pki.SHA1
}

// NewCertID names the certificate of an issuer with a number. The hash goes
// without parameters for GOST 34.311 and with NULL for others, as responders of
// either kind are used to. With GOST 34.311 the issuer's key is named by its key
// identifier, as the known clients do; it is the same hash for nearly every
// authority.
func NewCertID(issuer *x509.Certificate, serial *big.Int, h *pki.Hash) (CertID, error) {
	key, err := keyOctets(issuer)
	if err != nil {
		return CertID{}, err
	}
	id := CertID{
		Hash: h.AlgorithmIdentifier(), IssuerNameHash: h.Sum(issuer.RawSubject), IssuerKeyHash: h.Sum(key), Serial: serial,
	}
	switch {
	case h.SBox() == nil && h.HashFunc() != 0:
		id.Hash.Parameters = []byte{5, 0}
	case h.SBox() != nil && len(issuer.SubjectKeyId) == h.Size():
		id.IssuerKeyHash = issuer.SubjectKeyId
	}
	return id, nil
}

// Names reports whether the identifier is the certificate's, by whatever hash
// it is made with. GOST 34.311 may be by either table.
func (id *CertID) Names(cert, issuer *x509.Certificate) bool {
	if id.Serial.Cmp(cert.SerialNumber) != 0 {
		return false
	}
	named, err := id.Hash.Hash()
	if err != nil {
		return false
	}
	key, err := keyOctets(issuer)
	if err != nil {
		return false
	}
	forms := []*pki.Hash{named}
	if named == pki.GOST34311 {
		forms = append(forms, pki.GOST34311Example)
	}
	return slices.ContainsFunc(forms, func(h *pki.Hash) bool {
		return bytes.Equal(id.IssuerNameHash, h.Sum(issuer.RawSubject)) &&
			(bytes.Equal(id.IssuerKeyHash, h.Sum(key)) || h.SBox() != nil && bytes.Equal(id.IssuerKeyHash, issuer.SubjectKeyId))
	})
}

// keyOctets are the contents of the BIT STRING of a certificate's key, without
// the octet of unused bits.
func keyOctets(cert *x509.Certificate) ([]byte, error) {
	in := cryptobyte.String(cert.RawSubjectPublicKeyInfo)
	var seq cryptobyte.String
	var octets []byte
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !seq.SkipASN1(casn1.SEQUENCE) || !seq.ReadASN1BitStringAsBytes(&octets) {
		return nil, malformed("issuer's public key")
	}
	return octets, nil
}

func (id *CertID) addTo(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		id.Hash.AddTo(b)
		b.AddASN1OctetString(id.IssuerNameHash)
		b.AddASN1OctetString(id.IssuerKeyHash)
		b.AddASN1BigInt(id.Serial)
	})
}

func readCertID(s *cryptobyte.String) (id CertID, err error) {
	var seq cryptobyte.String
	id.Serial = new(big.Int)
	if !s.ReadASN1(&seq, casn1.SEQUENCE) {
		return id, malformed("CertID")
	}
	if id.Hash, err = pki.ReadAlgorithmIdentifier(&seq); err != nil {
		return id, malformed("CertID")
	}
	if !seq.ReadASN1Bytes(&id.IssuerNameHash, casn1.OCTET_STRING) ||
		!seq.ReadASN1Bytes(&id.IssuerKeyHash, casn1.OCTET_STRING) ||
		!seq.ReadASN1Integer(id.Serial) || !seq.Empty() {
		return id, malformed("CertID")
	}
	return id, nil
}
