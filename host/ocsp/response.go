// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

import (
	"crypto/x509"
	"encoding/asn1"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/pki"
)

// Limits on responses.
const (
	MaxResponse  = 256 << 10 // octets
	maxEmbedded  = 32        // certificates that come along
	maxResponses = 256       // certificates spoken of
)

// A Response is what a responder answers. Nothing in it is verified.
//
//	BasicOCSPResponse ::= SEQUENCE {                 -- RFC 6960 section 4.2.1
//	  tbsResponseData SEQUENCE {
//	    version [0] EXPLICIT INTEGER DEFAULT v1,
//	    responderID CHOICE {
//	      byName [1] Name,
//	      byKey [2] OCTET STRING },
//	    producedAt GeneralizedTime,
//	    responses SEQUENCE OF SingleResponse,
//	    responseExtensions [1] EXPLICIT Extensions OPTIONAL },
//	  signatureAlgorithm AlgorithmIdentifier,
//	  signature BIT STRING,
//	  certs [0] EXPLICIT SEQUENCE OF Certificate OPTIONAL }
type Response struct {
	// Raw is the BasicOCSPResponse, the form that signatures embed.
	Raw []byte
	// ResponderName (DER) or ResponderKeyHash names the responder.
	ResponderName    []byte
	ResponderKeyHash []byte
	ProducedAt       time.Time
	Singles          []Single
	// Nonce are the octets of its extnValue, nil when there is none.
	Nonce []byte
	// Certificates are those that came along and can be read.
	Certificates []*x509.Certificate

	tbs, signature []byte
	algorithm      pki.AlgorithmIdentifier
}

// ParseResponse reads a DER OCSPResponse. One that holds no answer gives a
// [RefusalError].
func ParseResponse(der []byte) (*Response, error) {
	if len(der) > MaxResponse {
		return nil, ErrTooLarge
	}
	in := cryptobyte.String(der)
	var outer, explicit, typed, octets cryptobyte.String
	var status int
	var hasBytes bool
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() || !outer.ReadASN1Enum(&status) ||
		!outer.ReadOptionalASN1(&explicit, &hasBytes, context(0)) || !outer.Empty() {
		return nil, malformed("response")
	}
	if status != 0 {
		return nil, RefusalError(status)
	}
	var oid asn1.ObjectIdentifier
	if !hasBytes || !explicit.ReadASN1(&typed, casn1.SEQUENCE) || !explicit.Empty() ||
		!typed.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(oidBasic) ||
		!typed.ReadASN1(&octets, casn1.OCTET_STRING) || !typed.Empty() {
		return nil, malformed("responseBytes")
	}
	return ParseBasic(octets)
}

// MarshalResponse writes a BasicOCSPResponse, such as a signature embeds, as
// the OCSPResponse that [ParseResponse] reads.
func MarshalResponse(basic []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Enum(0)
		b.AddASN1(context(0), func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oidBasic)
				b.AddASN1OctetString(basic)
			})
		})
	})
	return b.BytesOrPanic()
}

// ParseBasic reads a DER BasicOCSPResponse.
func ParseBasic(der []byte) (*Response, error) {
	if len(der) > MaxResponse {
		return nil, ErrTooLarge
	}
	in := cryptobyte.String(der)
	r := &Response{Raw: der}
	var outer, tbs, certs cryptobyte.String
	var hasCerts bool
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() || !outer.ReadASN1Element(&tbs, casn1.SEQUENCE) {
		return nil, malformed("response")
	}
	r.tbs = tbs
	var err error
	if r.algorithm, err = pki.ReadAlgorithmIdentifier(&outer); err != nil {
		return nil, malformed("signatureAlgorithm")
	}
	if !outer.ReadASN1BitStringAsBytes(&r.signature) ||
		!outer.ReadOptionalASN1(&certs, &hasCerts, context(0)) || !outer.Empty() {
		return nil, malformed("signature")
	}
	if err := r.readData(tbs); err != nil {
		return nil, err
	}
	if hasCerts {
		return r, r.readCertificates(certs)
	}
	return r, nil
}

// readData reads ResponseData.
func (r *Response) readData(in cryptobyte.String) error {
	var tbs, singles, extensions cryptobyte.String
	var extended bool
	if !in.ReadASN1(&tbs, casn1.SEQUENCE) || !tbs.SkipOptionalASN1(context(0)) {
		return malformed("tbsResponseData")
	}
	if err := r.readResponder(&tbs); err != nil {
		return err
	}
	var err error
	if r.ProducedAt, err = readTime(&tbs); err != nil {
		return err
	}
	if !tbs.ReadASN1(&singles, casn1.SEQUENCE) ||
		!tbs.ReadOptionalASN1(&extensions, &extended, context(1)) || !tbs.Empty() {
		return malformed("tbsResponseData")
	}
	for !singles.Empty() {
		single, err := readSingle(&singles)
		if err != nil {
			return err
		}
		if r.Singles = append(r.Singles, single); len(r.Singles) > maxResponses {
			return ErrTooLarge
		}
	}
	if extended {
		r.Nonce, err = readExtensions(extensions)
	}
	return err
}

func (r *Response) readResponder(tbs *cryptobyte.String) error {
	var explicit, id cryptobyte.String
	var tag casn1.Tag
	ok := tbs.ReadAnyASN1(&explicit, &tag)
	switch tag {
	case context(1):
		ok = ok && explicit.ReadASN1Element(&id, casn1.SEQUENCE)
		r.ResponderName = id
	case context(2):
		ok = ok && explicit.ReadASN1(&id, casn1.OCTET_STRING)
		r.ResponderKeyHash = id
	default:
		ok = false
	}
	if !ok || !explicit.Empty() {
		return malformed("responderID")
	}
	return nil
}

// readCertificates passes over what is no certificate: one oddity must not cost
// the answer.
func (r *Response) readCertificates(in cryptobyte.String) error {
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() {
		return malformed("certs")
	}
	for n := 0; !seq.Empty(); n++ {
		var element cryptobyte.String
		var tag casn1.Tag
		if !seq.ReadAnyASN1Element(&element, &tag) {
			return malformed("certs")
		}
		if n == maxEmbedded {
			return ErrTooLarge
		}
		if cert, err := pki.ParseCertificate(element); err == nil {
			r.Certificates = append(r.Certificates, cert)
		}
	}
	return nil
}

func readTime(s *cryptobyte.String) (time.Time, error) {
	var text cryptobyte.String
	if !s.ReadASN1(&text, casn1.GeneralizedTime) {
		return time.Time{}, malformed("time")
	}
	t, err := ber.GeneralizedTime(text)
	if err != nil {
		return time.Time{}, malformed("time")
	}
	return t, nil
}
