// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"crypto/rand"
	"encoding/asn1"
	"fmt"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/internal/der"
	"github.com/pidpys/pidpys/host/pki"
)

// Versions of the protocol: pvno, RFC 9810 section 7.
const (
	CMP2000 = 2
	CMP2021 = 3 // where hashAlg stands
)

// A Header says whose message it is and what it belongs to.
//
//	PKIHeader ::= SEQUENCE {                         -- RFC 4210 section 5.1.1
//	  pvno INTEGER,
//	  sender GeneralName,
//	  recipient GeneralName,
//	  messageTime [0] GeneralizedTime OPTIONAL,
//	  protectionAlg [1] AlgorithmIdentifier OPTIONAL,
//	  senderKID [2] KeyIdentifier OPTIONAL,
//	  recipKID [3] KeyIdentifier OPTIONAL,
//	  transactionID [4] OCTET STRING OPTIONAL,
//	  senderNonce [5] OCTET STRING OPTIONAL,
//	  recipNonce [6] OCTET STRING OPTIONAL,
//	  freeText [7] PKIFreeText OPTIONAL,
//	  generalInfo [8] SEQUENCE SIZE (1..MAX) OF InfoTypeAndValue OPTIONAL }
type Header struct {
	Version int
	// Sender and Recipient are DER Names, the only form that RFC 9483 section
	// 3.1 has; nil is the name without attributes.
	Sender, Recipient []byte
	Time              time.Time               // to the second; zero when absent
	Algorithm         pki.AlgorithmIdentifier // of the protection; without OID when there is none
	// SenderKID and RecipientKID are identifiers of keys, nil when absent.
	SenderKID, RecipientKID []byte
	// TransactionID and the nonces are of 16 random octets where we made them.
	TransactionID, SenderNonce, RecipientNonce []byte
	FreeText                                   string // for people; hostile
	// ImplicitConfirm asks, or grants, that no confirmation is sent. It is all
	// that is looked at in generalInfo.
	ImplicitConfirm bool
}

// oidImplicitConfirm: RFC 4210 section 5.1.1.1. Its value is NULL.
var oidImplicitConfirm = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 4, 13}

// Limits on a header.
const (
	maxOctets = 128 // of an identifier or nonce
	maxInfo   = 32  // values of generalInfo
)

const nonceSize = 16 // octets: RFC 4210 section 5.1.1

// newNonce is fresh randomness for a nonce or a transaction's identifier.
func newNonce() []byte {
	octets := make([]byte, nonceSize)
	rand.Read(octets)
	return octets
}

func readHeader(element cryptobyte.String) (Header, error) {
	var h Header
	var in cryptobyte.String
	if !element.ReadASN1(&in, casn1.SEQUENCE) || !in.ReadASN1Integer(&h.Version) ||
		!readDirectoryName(&in, &h.Sender) || !readDirectoryName(&in, &h.Recipient) ||
		!readField(&in, 0, h.readTime) || !readField(&in, 1, readAlgorithm(&h.Algorithm)) ||
		!readOctets(&in, 2, &h.SenderKID) || !readOctets(&in, 3, &h.RecipientKID) ||
		!readOctets(&in, 4, &h.TransactionID) || !readOctets(&in, 5, &h.SenderNonce) || !readOctets(&in, 6, &h.RecipientNonce) ||
		!readField(&in, 7, func(s *cryptobyte.String) bool { return der.ReadFreeText(s, &h.FreeText) }) ||
		!readField(&in, 8, h.readInfo) || !in.Empty() {
		return Header{}, malformed("header")
	}
	if h.Version != CMP2000 && h.Version != CMP2021 {
		return Header{}, malformed(fmt.Sprintf("version %d", h.Version))
	}
	return h, nil
}

// readField reads what an optional field holds, if it is there.
func readField(s *cryptobyte.String, n uint8, read func(*cryptobyte.String) bool) bool {
	var field cryptobyte.String
	var present bool
	return s.ReadOptionalASN1(&field, &present, explicit(n)) && (!present || read(&field) && field.Empty())
}

func readOctets(s *cryptobyte.String, n uint8, octets *[]byte) bool {
	return readField(s, n, func(s *cryptobyte.String) bool {
		return s.ReadASN1Bytes(octets, casn1.OCTET_STRING) && len(*octets) <= maxOctets
	})
}

func (h *Header) readTime(s *cryptobyte.String) bool {
	var text cryptobyte.String
	var err error
	if s.ReadASN1(&text, casn1.GeneralizedTime) {
		h.Time, err = ber.GeneralizedTime(text)
	}
	return err == nil && !h.Time.IsZero()
}

func readAlgorithm(algorithm *pki.AlgorithmIdentifier) func(*cryptobyte.String) bool {
	return func(s *cryptobyte.String) bool {
		var err error
		*algorithm, err = pki.ReadAlgorithmIdentifier(s)
		return err == nil
	}
}

// readInfo reads generalInfo.
//
//	InfoTypeAndValue ::= SEQUENCE { infoType OBJECT IDENTIFIER, infoValue ANY OPTIONAL }
func (h *Header) readInfo(s *cryptobyte.String) bool {
	var values cryptobyte.String
	ok := s.ReadASN1(&values, casn1.SEQUENCE)
	for n := 0; ok && !values.Empty(); n++ {
		var value cryptobyte.String
		var oid asn1.ObjectIdentifier
		ok = n < maxInfo && values.ReadASN1(&value, casn1.SEQUENCE) && value.ReadASN1ObjectIdentifier(&oid)
		h.ImplicitConfirm = h.ImplicitConfirm || oid.Equal(oidImplicitConfirm)
	}
	return ok
}

func (h *Header) addTo(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(int64(h.Version))
		addDirectoryName(b, h.Sender)
		addDirectoryName(b, h.Recipient)
		if !h.Time.IsZero() {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1GeneralizedTime(h.Time.UTC()) })
		}
		if h.Algorithm.OID != nil {
			b.AddASN1(explicit(1), h.Algorithm.AddTo)
		}
		for n, octets := range [][]byte{h.SenderKID, h.RecipientKID, h.TransactionID, h.SenderNonce, h.RecipientNonce} {
			if octets != nil {
				b.AddASN1(explicit(uint8(2+n)), func(b *cryptobyte.Builder) { b.AddASN1OctetString(octets) })
			}
		}
		if h.FreeText != "" {
			b.AddASN1(explicit(7), func(b *cryptobyte.Builder) { der.AddFreeText(b, h.FreeText) })
		}
		if h.ImplicitConfirm {
			b.AddASN1(explicit(8), addImplicitConfirm)
		}
	})
}

func addImplicitConfirm(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oidImplicitConfirm)
			b.AddASN1NULL()
		})
	})
}

// directoryName of a GeneralName, RFC 5280 section 4.2.1.6, which is explicit
// as Name is a CHOICE.
var directoryName = explicit(4)

// readDirectoryName takes a GeneralName that is a directoryName off the front
// of s. A name without attributes becomes nil.
func readDirectoryName(s *cryptobyte.String, name *[]byte) bool {
	var in, element cryptobyte.String
	if !s.ReadASN1(&in, directoryName) || !in.ReadASN1Element(&element, casn1.SEQUENCE) || !in.Empty() {
		return false
	}
	if len(element) > len(emptyName) {
		*name = element
	}
	return true
}

func addDirectoryName(b *cryptobyte.Builder, name []byte) {
	if name == nil {
		name = emptyName
	}
	b.AddASN1(directoryName, func(b *cryptobyte.Builder) { b.AddBytes(name) })
}

// emptyName is a Name of no attributes.
var emptyName = []byte{0x30, 0}
