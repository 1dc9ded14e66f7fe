// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"bytes"
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// A CertStatus says that a certificate is accepted or not: the body of
// certConf, where it stands alone in its list.
//
//	CertConfirmContent ::= SEQUENCE OF CertStatus    -- RFC 4210 section 5.3.18
//	CertStatus ::= SEQUENCE {
//	  certHash OCTET STRING,
//	  certReqId INTEGER,
//	  statusInfo PKIStatusInfo OPTIONAL,
//	  hashAlg [0] AlgorithmIdentifier OPTIONAL }     -- RFC 9810 section 5.3.18
type CertStatus struct {
	Hash      []byte // of the certificate
	CertReqID int
	Status    StatusInfo              // Accepted also when absent
	Algorithm pki.AlgorithmIdentifier // of the hash; without OID it is that of the certificate's signature
}

// NewCertStatus accepts or declines a certificate. The hash is that of the
// certificate's signature. Where such a hash is none of SHA, hashAlg names it,
// for a server need not agree which function a national signature implies; the
// message is then one of [CMP2021]. GOST 34.311 is with ДКЕ № 1, whatever the
// table of the authority's key: our choice, as all of DSTU 4145 in this
// protocol. A signature that nobody here knows gives SHA-256, named too.
func NewCertStatus(cert *x509.Certificate, certReqID int, accept bool) *CertStatus {
	h := signatureHash(cert)
	s := &CertStatus{CertReqID: certReqID}
	if h == nil || h.HashFunc() == 0 {
		if h == nil {
			h = pki.SHA256
		}
		s.Algorithm = h.AlgorithmIdentifier()
	}
	if !accept {
		s.Status = StatusInfo{Status: Rejection, Failures: IncorrectData}
	}
	s.Hash = h.Sum(cert.Raw)
	return s
}

// signatureHash is nil when nobody here knows the signature.
func signatureHash(cert *x509.Certificate) *pki.Hash {
	algorithm, err := pki.SignatureAlgorithmOf(cert)
	if err != nil {
		return nil
	}
	h, err := pki.SignatureHash(algorithm)
	if err != nil {
		return nil
	}
	return h
}

// Names reports whether it is about the certificate, accepted or not.
func (s *CertStatus) Names(cert *x509.Certificate) bool {
	h := signatureHash(cert)
	if s.Algorithm.OID != nil {
		var err error
		if h, err = s.Algorithm.Hash(); err != nil {
			return false
		}
	}
	return h != nil && bytes.Equal(s.Hash, h.Sum(cert.Raw))
}

// Accepts reports whether it says yes.
func (s *CertStatus) Accepts() bool { return s.Status.Status.granted() }

// Type is [CertConf].
func (*CertStatus) Type() BodyType { return CertConf }

func (s *CertStatus) addTo(b *cryptobyte.Builder) {
	addOne(b, func(b *cryptobyte.Builder) {
		b.AddASN1OctetString(s.Hash)
		b.AddASN1Int64(int64(s.CertReqID))
		if s.Status != (StatusInfo{}) {
			s.Status.addTo(b)
		}
		if s.Algorithm.OID != nil {
			b.AddASN1(explicit(0), s.Algorithm.AddTo)
		}
	})
}

func readCertStatus(in *cryptobyte.String) (*CertStatus, error) {
	var one cryptobyte.String
	s := new(CertStatus)
	if !readOne(in, &one) || !one.ReadASN1Bytes(&s.Hash, casn1.OCTET_STRING) || len(s.Hash) > maxOctets ||
		!one.ReadASN1Integer(&s.CertReqID) ||
		one.PeekASN1Tag(casn1.SEQUENCE) && !readStatusInfo(&one, &s.Status) ||
		!readField(&one, 0, readAlgorithm(&s.Algorithm)) || !one.Empty() {
		return nil, malformed("CertStatus")
	}
	return s, nil
}

// PKIConfirmContent says that a confirmation has come: RFC 4210 section 5.3.17.
//
//	PKIConfirmContent ::= NULL
type PKIConfirmContent struct{}

// Type is [PKIConf].
func (PKIConfirmContent) Type() BodyType { return PKIConf }

func (PKIConfirmContent) addTo(b *cryptobyte.Builder) { b.AddASN1NULL() }

func readPKIConfirm(s *cryptobyte.String) (PKIConfirmContent, error) {
	var null cryptobyte.String
	if !s.ReadASN1(&null, casn1.NULL) || !null.Empty() {
		return PKIConfirmContent{}, malformed("PKIConfirmContent")
	}
	return PKIConfirmContent{}, nil
}
