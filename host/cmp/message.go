// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"crypto/x509"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// MediaType is that of messages in either direction: RFC 6712 section 3.4.
const MediaType = "application/pkixcmp"

// Limits on messages.
const (
	MaxMessage      = 256 << 10 // octets
	MaxCertificates = 32        // in one field
)

// A Message is one of either direction. Nothing in it is verified.
//
//	PKIMessage ::= SEQUENCE {                        -- RFC 4210 section 5.1
//	  header PKIHeader,
//	  body PKIBody,
//	  protection [0] PKIProtection OPTIONAL,         -- BIT STRING
//	  extraCerts [1] SEQUENCE SIZE (1..MAX) OF CMPCertificate OPTIONAL }
type Message struct {
	Header Header
	Body   Body
	// Protection are the contents of the BIT STRING, nil when there is none.
	Protection []byte
	// ExtraCerts are those that can be read.
	ExtraCerts []*x509.Certificate

	signed []byte // the ProtectedPart as it came, or as it was signed
}

// Parse reads a message in DER.
func Parse(message []byte) (*Message, error) {
	if len(message) > MaxMessage {
		return nil, ErrTooLarge
	}
	in := cryptobyte.String(message)
	var outer, header, body, protection, certs cryptobyte.String
	var tag casn1.Tag
	var protected, extra bool
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() ||
		!outer.ReadASN1Element(&header, casn1.SEQUENCE) || !outer.ReadAnyASN1Element(&body, &tag) ||
		!outer.ReadOptionalASN1(&protection, &protected, explicit(0)) ||
		!outer.ReadOptionalASN1(&certs, &extra, explicit(1)) || !outer.Empty() {
		return nil, malformed("message")
	}
	m := &Message{signed: protectedPart(header, body)}
	var err error
	if m.Header, err = readHeader(header); err != nil {
		return nil, err
	}
	if m.Body, err = readBody(body); err != nil {
		return nil, err
	}
	if protected && (!protection.ReadASN1BitStringAsBytes(&m.Protection) || !protection.Empty()) {
		return nil, malformed("protection")
	}
	if extra {
		m.ExtraCerts, err = readCertificates(certs)
	}
	return m, err
}

// Marshal writes the message as it is, in DER. See [Message.Protect].
func (m *Message) Marshal() ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		m.Header.addTo(b)
		addBody(b, m.Body)
		if m.Protection != nil {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1BitString(m.Protection) })
		}
		if len(m.ExtraCerts) > 0 {
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) { addCertificates(b, m.ExtraCerts) })
		}
	})
	return b.Bytes()
}

// Reply is an answer to m as a server gives it, unprotected: of the same
// transaction, back to the sender, with a fresh nonce.
func (m *Message) Reply(body Body, at time.Time) *Message {
	h := m.Header
	return &Message{
		Header: Header{
			Version: h.Version, Sender: h.Recipient, Recipient: h.Sender, Time: at,
			RecipientKID: h.SenderKID, TransactionID: h.TransactionID,
			SenderNonce: newNonce(), RecipientNonce: h.SenderNonce,
		},
		Body: body,
	}
}

// protectedPart is what a protection is over: RFC 4210 section 5.1.3.
//
//	ProtectedPart ::= SEQUENCE { header PKIHeader, body PKIBody }
func protectedPart(header, body []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(header)
		b.AddBytes(body)
	})
	return b.BytesOrPanic()
}

// readCertificates reads a SEQUENCE OF CMPCertificate and passes over what is
// no certificate: one oddity must not cost the message.
func readCertificates(in cryptobyte.String) ([]*x509.Certificate, error) {
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() {
		return nil, malformed("certificates")
	}
	var certs []*x509.Certificate
	for n := 0; !seq.Empty(); n++ {
		var element cryptobyte.String
		var tag casn1.Tag
		if !seq.ReadAnyASN1Element(&element, &tag) {
			return nil, malformed("certificates")
		}
		if n == MaxCertificates {
			return nil, ErrTooLarge
		}
		if cert, err := pki.ParseCertificate(element); err == nil {
			certs = append(certs, cert)
		}
	}
	return certs, nil
}

func addCertificates(b *cryptobyte.Builder, certs []*x509.Certificate) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, cert := range certs {
			b.AddBytes(cert.Raw)
		}
	})
}

// explicit is the tag around a value, as the module of RFC 4210 tags all; in
// that of RFC 4211 it is the tag of a constructed value itself.
func explicit(n uint8) casn1.Tag { return casn1.Tag(n).ContextSpecific().Constructed() }
