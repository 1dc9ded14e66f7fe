// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// A CertRepMessage answers a request for a certificate: the body of cp and kup.
// It holds one response.
//
//	CertRepMessage ::= SEQUENCE {                    -- RFC 4210 section 5.3.4
//	  caPubs [1] SEQUENCE OF CMPCertificate OPTIONAL,
//	  response SEQUENCE OF CertResponse }
//	CertResponse ::= SEQUENCE {
//	  certReqId INTEGER,
//	  status PKIStatusInfo,
//	  certifiedKeyPair CertifiedKeyPair OPTIONAL,
//	  rspInfo OCTET STRING OPTIONAL }
//	CertifiedKeyPair ::= SEQUENCE {
//	  certOrEncCert CHOICE {
//	    certificate [0] CMPCertificate,
//	    encryptedCert [1] EncryptedKey },
//	  privateKey [0] EncryptedKey OPTIONAL,
//	  publicationInfo [1] PKIPublicationInfo OPTIONAL }
type CertRepMessage struct {
	Answers BodyType // KUR or P10CR, which decides between kup and cp
	CAPubs  []*x509.Certificate
	// CertReqID is that of the request, and NoCertReqID for P10CR.
	CertReqID int
	Status    StatusInfo
	// Certificate is nil when none was issued. An encrypted one, and a private
	// key, are not read: nobody here asks for either.
	Certificate *x509.Certificate
}

// NoCertReqID stands where a request has no number of its own: RFC 9810 section
// 5.3.4. Some servers say 0 instead.
const NoCertReqID = -1

// Type is [KUP] or [CP].
func (r *CertRepMessage) Type() BodyType {
	if r.Answers == KUR {
		return KUP
	}
	return CP
}

func (r *CertRepMessage) addTo(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		if len(r.CAPubs) > 0 {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) { addCertificates(b, r.CAPubs) })
		}
		addOne(b, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(int64(r.CertReqID))
			r.Status.addTo(b)
			if r.Certificate != nil {
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddBytes(r.Certificate.Raw) })
				})
			}
		})
	})
}

func readCertRepMessage(s *cryptobyte.String, t BodyType) (*CertRepMessage, error) {
	r := &CertRepMessage{Answers: P10CR}
	if t == KUP {
		r.Answers = KUR
	}
	var in, certs, response, pair cryptobyte.String
	var hasCerts, certified bool
	if !s.ReadASN1(&in, casn1.SEQUENCE) || !in.ReadOptionalASN1(&certs, &hasCerts, explicit(1)) ||
		!readOne(&in, &response) || !in.Empty() || !response.ReadASN1Integer(&r.CertReqID) ||
		!readStatusInfo(&response, &r.Status) || !response.ReadOptionalASN1(&pair, &certified, casn1.SEQUENCE) ||
		!response.SkipOptionalASN1(casn1.OCTET_STRING) || !response.Empty() {
		return nil, malformed("CertRepMessage")
	}
	var err error
	if hasCerts {
		if r.CAPubs, err = readCertificates(certs); err != nil {
			return nil, err
		}
	}
	if certified {
		r.Certificate, err = readCertifiedKeyPair(pair)
	}
	return r, err
}

func readCertifiedKeyPair(in cryptobyte.String) (*x509.Certificate, error) {
	var certificate cryptobyte.String
	if !in.ReadASN1(&certificate, explicit(0)) || !in.SkipOptionalASN1(explicit(1)) || !in.Empty() {
		return nil, malformed("CertifiedKeyPair")
	}
	cert, err := pki.ParseCertificate(certificate)
	if err != nil {
		return nil, malformed("certificate")
	}
	return cert, nil
}
