// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// RequestType and ResponseType are the media types of RFC 6960 appendix A.1.
const (
	RequestType  = "application/ocsp-request"
	ResponseType = "application/ocsp-response"
)

// Limits on requests.
const (
	MaxRequest      = 64 << 10 // octets
	MaxCertificates = 64       // certificates asked about at once
)

// A Request asks about certificates.
//
//	OCSPRequest ::= SEQUENCE {                       -- RFC 6960 section 4.1.1
//	  tbsRequest SEQUENCE {
//	    version [0] EXPLICIT INTEGER DEFAULT v1,
//	    requestorName [1] EXPLICIT GeneralName OPTIONAL,
//	    requestList SEQUENCE OF SEQUENCE {
//	      reqCert CertID,
//	      singleRequestExtensions [0] EXPLICIT Extensions OPTIONAL },
//	    requestExtensions [2] EXPLICIT Extensions OPTIONAL },
//	  optionalSignature [0] EXPLICIT Signature OPTIONAL }
type Request struct {
	IDs []CertID
	// Nonce are the contents of the extension's extnValue; see [NewNonce].
	// Nil: none is sent, and old responses will do.
	Nonce []byte
}

// nonceSize is the octets of randomness in a nonce; RFC 8954 allows 32.
const nonceSize = 20

// NewNonce is a fresh [Request.Nonce] in the form of RFC 8954: an OCTET STRING.
func NewNonce() []byte {
	octets := make([]byte, nonceSize)
	rand.Read(octets)
	var b cryptobyte.Builder
	b.AddASN1OctetString(octets)
	return b.BytesOrPanic()
}

// Marshal writes the request in DER, unsigned.
func (r *Request) Marshal() ([]byte, error) {
	if len(r.IDs) == 0 || len(r.IDs) > MaxCertificates {
		return nil, fmt.Errorf("ocsp: a request about %d certificates", len(r.IDs))
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				for i := range r.IDs {
					b.AddASN1(casn1.SEQUENCE, r.IDs[i].addTo)
				}
			})
			if r.Nonce != nil {
				b.AddASN1(context(2), r.addExtensions)
			}
		})
	})
	return b.Bytes()
}

func (r *Request) addExtensions(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oidNonce)
			b.AddASN1OctetString(r.Nonce)
		})
	})
}

// ParseRequest reads a DER request. The requestor's name and signature are
// passed over: nobody here answers one rather than another.
func ParseRequest(der []byte) (*Request, error) {
	if len(der) > MaxRequest {
		return nil, ErrTooLarge
	}
	in := cryptobyte.String(der)
	var outer, tbs, list, extensions cryptobyte.String
	var extended bool
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() || !outer.ReadASN1(&tbs, casn1.SEQUENCE) ||
		!outer.SkipOptionalASN1(context(0)) || !outer.Empty() ||
		!tbs.SkipOptionalASN1(context(0)) || !tbs.SkipOptionalASN1(context(1)) ||
		!tbs.ReadASN1(&list, casn1.SEQUENCE) ||
		!tbs.ReadOptionalASN1(&extensions, &extended, context(2)) || !tbs.Empty() {
		return nil, malformed("request")
	}
	r := new(Request)
	for !list.Empty() {
		var one cryptobyte.String
		if !list.ReadASN1(&one, casn1.SEQUENCE) {
			return nil, malformed("request")
		}
		id, err := readCertID(&one)
		if err != nil {
			return nil, err
		}
		if !one.SkipOptionalASN1(context(0)) || !one.Empty() {
			return nil, malformed("request")
		}
		if r.IDs = append(r.IDs, id); len(r.IDs) > MaxCertificates {
			return nil, ErrTooLarge
		}
	}
	if len(r.IDs) == 0 {
		return nil, malformed("a request about nothing")
	}
	if extended {
		nonce, err := readExtensions(extensions)
		if err != nil {
			return nil, err
		}
		r.Nonce = nonce
	}
	return r, nil
}

// CheckNonce compares the nonces of question and answer. The error is
// [ErrNonce], or [ErrNoNonce] where one was sent and none came back: then only
// its own times say how old the response is.
func (r *Request) CheckNonce(answer *Response) error {
	switch {
	case r.Nonce == nil:
		return nil
	case answer.Nonce == nil:
		return ErrNoNonce
	case !bytes.Equal(r.Nonce, answer.Nonce):
		return ErrNonce
	}
	return nil
}

// context is an explicit tag.
func context(n uint8) casn1.Tag { return casn1.Tag(n).ContextSpecific().Constructed() }
