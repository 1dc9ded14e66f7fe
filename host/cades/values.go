// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
)

// ErrMalformed says that an attribute of a long-term form cannot be read.
var ErrMalformed = errors.New("cades: malformed attribute")

// maxValues bounds the certificates, responses and lists of one attribute.
const maxValues = 256

var (
	context0 = casn1.Tag(0).ContextSpecific().Constructed()
	context1 = casn1.Tag(1).ContextSpecific().Constructed()
	context2 = casn1.Tag(2).ContextSpecific().Constructed()
)

// marshalCertificateValues writes the attribute certificate-values, ETSI EN 319
// 122-1 annex A.1.1.2:
//
//	CertificateValues ::= SEQUENCE OF Certificate
func marshalCertificateValues(certs []*x509.Certificate) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, cert := range certs {
			b.AddBytes(cert.Raw)
		}
	})
	return b.Bytes()
}

// ParseCertificateValues reads the value of certificate-values. Members that
// are no X.509 certificates are passed over. The error is [ErrMalformed].
func ParseCertificateValues(der []byte) ([]*x509.Certificate, error) {
	in := cryptobyte.String(der)
	var list cryptobyte.String
	if !in.ReadASN1(&list, casn1.SEQUENCE) || !in.Empty() {
		return nil, ErrMalformed
	}
	raws, ok := elements(list)
	if !ok {
		return nil, ErrMalformed
	}
	var certs []*x509.Certificate
	for _, raw := range raws {
		if cert, err := pki.ParseCertificate(raw); err == nil {
			certs = append(certs, cert)
		}
	}
	return certs, nil
}

// marshalRevocationValues writes the attribute revocation-values, ETSI EN 319
// 122-1 annex A.1.2.2:
//
//	RevocationValues ::= SEQUENCE {
//	  crlVals [0] EXPLICIT SEQUENCE OF CertificateList OPTIONAL,
//	  ocspVals [1] EXPLICIT SEQUENCE OF BasicOCSPResponse OPTIONAL,
//	  otherRevVals [2] EXPLICIT OtherRevVals OPTIONAL }
func marshalRevocationValues(responses, lists [][]byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, part := range []struct {
			tag    casn1.Tag
			values [][]byte
		}{{context0, lists}, {context1, responses}} {
			if len(part.values) == 0 {
				continue
			}
			b.AddASN1(part.tag, func(b *cryptobyte.Builder) {
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					for _, value := range part.values {
						b.AddBytes(value)
					}
				})
			})
		}
	})
	return b.Bytes()
}

// ParseRevocationValues reads the value of revocation-values: responses, each a
// BasicOCSPResponse, and lists, none of them looked into. The error is
// [ErrMalformed].
func ParseRevocationValues(der []byte) (responses, lists [][]byte, err error) {
	in := cryptobyte.String(der)
	var values, crlVals, ocspVals, other cryptobyte.String
	var hasLists, hasResponses, hasOther bool
	if !in.ReadASN1(&values, casn1.SEQUENCE) || !in.Empty() ||
		!values.ReadOptionalASN1(&crlVals, &hasLists, context0) ||
		!values.ReadOptionalASN1(&ocspVals, &hasResponses, context1) ||
		!values.ReadOptionalASN1(&other, &hasOther, context2) || !values.Empty() {
		return nil, nil, ErrMalformed
	}
	for _, part := range []struct {
		present bool
		in      cryptobyte.String
		out     *[][]byte
	}{{hasLists, crlVals, &lists}, {hasResponses, ocspVals, &responses}} {
		var list cryptobyte.String
		if !part.present {
			continue
		}
		ok := part.in.ReadASN1(&list, casn1.SEQUENCE) && part.in.Empty()
		if ok {
			*part.out, ok = elements(list)
		}
		if !ok {
			return nil, nil, ErrMalformed
		}
	}
	return responses, lists, nil
}

func elements(list cryptobyte.String) (all [][]byte, ok bool) {
	for !list.Empty() {
		var element cryptobyte.String
		if !list.ReadASN1Element(&element, casn1.SEQUENCE) || len(all) == maxValues {
			return nil, false
		}
		all = append(all, element)
	}
	return all, true
}

var (
	// oidOCSPResponse is id-ri-ocsp-response, RFC 5940 section 2.1.
	oidOCSPResponse = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 16, 2}
	// oidBasicOCSP is id-pkix-ocsp-basic, RFC 6960 section 4.2.1. As a format of
	// revocation information it is nobody's but that of older DSS.
	oidBasicOCSP = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}
)

// marshalOCSPInfo writes a BasicOCSPResponse as a member of the crls of
// SignedData, RFC 5652 section 10.2.1 and RFC 5940 section 2:
//
//	other [1] IMPLICIT SEQUENCE {
//	  otherRevInfoFormat OBJECT IDENTIFIER,
//	  otherRevInfo OCSPResponse }
func marshalOCSPInfo(basic []byte) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(context1, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidOCSPResponse)
		b.AddBytes(ocsp.MarshalResponse(basic))
	})
	return b.Bytes()
}

// RevocationInfo parts the crls of a message into responses, each as a
// BasicOCSPResponse, and lists. Members of other kinds are passed over.
func RevocationInfo(sd *cms.SignedData) (responses, lists [][]byte) {
	for _, member := range sd.CRLs {
		in := cryptobyte.String(member)
		if in.PeekASN1Tag(casn1.SEQUENCE) {
			lists = append(lists, member)
			continue
		}
		var info cryptobyte.String
		var format asn1.ObjectIdentifier
		if !in.ReadASN1(&info, context1) || !info.ReadASN1ObjectIdentifier(&format) {
			continue
		}
		switch {
		case format.Equal(oidBasicOCSP):
			responses = append(responses, info)
		case format.Equal(oidOCSPResponse):
			if response, err := ocsp.ParseResponse(info); err == nil {
				responses = append(responses, response.Raw)
			}
		}
	}
	return responses, lists
}
