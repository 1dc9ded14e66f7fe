// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto/x509"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crl"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pki"
)

// addOtherHash: ETSI EN 319 122-1 annex A.1.1.1,
//
//	OtherHash ::= CHOICE {
//	  sha1Hash OCTET STRING,
//	  otherHash SEQUENCE { hashAlgorithm AlgorithmIdentifier, hashValue OCTET STRING } }
func addOtherHash(b *cryptobyte.Builder, h *pki.Hash, data []byte) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		h.AlgorithmIdentifier().AddTo(b)
		b.AddASN1OctetString(h.Sum(data))
	})
}

// marshalCertificateRefs writes the attribute complete-certificate-references,
// ETSI EN 319 122-1 annex A.1.1.1:
//
//	CompleteCertificateRefs ::= SEQUENCE OF SEQUENCE {
//	  otherCertHash OtherHash,
//	  issuerSerial SEQUENCE { issuer GeneralNames, serialNumber INTEGER } OPTIONAL }
//
// The signer's is among them, as programs in use in Ukraine have it: they want
// as many references as values, in one order.
func marshalCertificateRefs(certs []*x509.Certificate, h *pki.Hash) ([]byte, error) {
	directoryName := casn1.Tag(4).ContextSpecific().Constructed()
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, cert := range certs {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				addOtherHash(b, h, cert.Raw)
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
						b.AddASN1(directoryName, func(b *cryptobyte.Builder) { b.AddBytes(cert.RawIssuer) })
					})
					b.AddASN1BigInt(cert.SerialNumber)
				})
			})
		}
	})
	return b.Bytes()
}

// marshalRevocationRefs writes the attribute complete-revocation-references,
// ETSI EN 319 122-1 annex A.1.2.1, one entry for each certificate referred to,
// empty where no status was asked:
//
//	CompleteRevocationRefs ::= SEQUENCE OF SEQUENCE {
//	  crlids [0] EXPLICIT SEQUENCE { crls SEQUENCE OF CrlValidatedID } OPTIONAL,
//	  ocspids [1] EXPLICIT SEQUENCE { ocspResponses SEQUENCE OF OcspResponsesID } OPTIONAL,
//	  otherRev [2] EXPLICIT OtherRevRefs OPTIONAL }
func marshalRevocationRefs(findings []finding, h *pki.Hash) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, f := range findings {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				switch {
				case f.answer == nil:
				case f.answer.Response != nil:
					addRefs(b, context1, func(b *cryptobyte.Builder) { addResponseRef(b, f.answer.Response, h) })
				default:
					addRefs(b, context0, func(b *cryptobyte.Builder) {
						for _, list := range []*crl.List{f.answer.Lists.Complete, f.answer.Lists.Delta} {
							if list != nil {
								addListRef(b, list, h)
							}
						}
					})
				}
			})
		}
	})
	return b.Bytes()
}

func addRefs(b *cryptobyte.Builder, tag casn1.Tag, fill cryptobyte.BuilderContinuation) {
	b.AddASN1(tag, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1(casn1.SEQUENCE, fill) })
	})
}

// addResponseRef: the hash is of the whole OCSPResponse.
//
//	OcspResponsesID ::= SEQUENCE {
//	  ocspIdentifier SEQUENCE { ocspResponderID ResponderID, producedAt GeneralizedTime },
//	  ocspRepHash OtherHash OPTIONAL }
func addResponseRef(b *cryptobyte.Builder, r *ocsp.Response, h *pki.Hash) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			if r.ResponderName != nil {
				b.AddASN1(context1, func(b *cryptobyte.Builder) { b.AddBytes(r.ResponderName) })
			} else {
				b.AddASN1(context2, func(b *cryptobyte.Builder) { b.AddASN1OctetString(r.ResponderKeyHash) })
			}
			b.AddASN1GeneralizedTime(r.ProducedAt.UTC())
		})
		addOtherHash(b, h, ocsp.MarshalResponse(r.Raw))
	})
}

// addListRef:
//
//	CrlValidatedID ::= SEQUENCE {
//	  crlHash OtherHash,
//	  crlIdentifier SEQUENCE { crlissuer Name, crlIssuedTime UTCTime, crlNumber INTEGER OPTIONAL } OPTIONAL }
func addListRef(b *cryptobyte.Builder, list *crl.List, h *pki.Hash) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addOtherHash(b, h, list.Raw)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(list.Issuer)
			b.AddASN1UTCTime(list.ThisUpdate.UTC())
			if list.Number != nil {
				b.AddASN1BigInt(list.Number)
			}
		})
	})
}
