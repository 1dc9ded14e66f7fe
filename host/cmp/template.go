// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"crypto/x509/pkix"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/der"
)

// A CertTemplate is what is asked for, of the fields that this task needs.
//
//	CertTemplate ::= SEQUENCE {                      -- RFC 4211 section 5
//	  version [0] Version OPTIONAL,
//	  serialNumber [1] INTEGER OPTIONAL,
//	  signingAlg [2] AlgorithmIdentifier OPTIONAL,
//	  issuer [3] Name OPTIONAL,
//	  validity [4] OptionalValidity OPTIONAL,
//	  subject [5] Name OPTIONAL,
//	  publicKey [6] SubjectPublicKeyInfo OPTIONAL,
//	  issuerUID [7] UniqueIdentifier OPTIONAL,
//	  subjectUID [8] UniqueIdentifier OPTIONAL,
//	  extensions [9] Extensions OPTIONAL }
type CertTemplate struct {
	Issuer, Subject []byte           // DER Names, nil when absent
	PublicKey       []byte           // a DER SubjectPublicKeyInfo, nil when absent
	Extensions      []pkix.Extension // none when absent
}

func (t *CertTemplate) addTo(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		if t.Issuer != nil {
			b.AddASN1(explicit(3), func(b *cryptobyte.Builder) { b.AddBytes(t.Issuer) })
		}
		if t.Subject != nil {
			b.AddASN1(explicit(5), func(b *cryptobyte.Builder) { b.AddBytes(t.Subject) })
		}
		if t.PublicKey != nil {
			b.AddASN1(explicit(6), contentsOf(t.PublicKey))
		}
		if len(t.Extensions) > 0 {
			var extensions cryptobyte.Builder
			der.AddExtensions(&extensions, t.Extensions)
			b.AddASN1(explicit(9), contentsOf(extensions.BytesOrPanic()))
		}
	})
}

// contentsOf writes what a SEQUENCE holds, which an implicit tag then names.
func contentsOf(sequence cryptobyte.String) cryptobyte.BuilderContinuation {
	return func(b *cryptobyte.Builder) {
		var contents cryptobyte.String
		if !sequence.ReadASN1(&contents, casn1.SEQUENCE) {
			b.SetError(malformed("a field of the template"))
		}
		b.AddBytes(contents)
	}
}

// maxExtensions bounds those of a template.
const maxExtensions = 64

func readCertTemplate(s *cryptobyte.String, t *CertTemplate) bool {
	var in, issuer, subject, key, extensions cryptobyte.String
	var hasIssuer, hasSubject, hasKey, extended bool
	primitive := func(n uint8) casn1.Tag { return casn1.Tag(n).ContextSpecific() }
	if !s.ReadASN1(&in, casn1.SEQUENCE) ||
		!in.SkipOptionalASN1(primitive(0)) || !in.SkipOptionalASN1(primitive(1)) || !in.SkipOptionalASN1(explicit(2)) ||
		!in.ReadOptionalASN1(&issuer, &hasIssuer, explicit(3)) || !in.SkipOptionalASN1(explicit(4)) ||
		!in.ReadOptionalASN1(&subject, &hasSubject, explicit(5)) || !in.ReadOptionalASN1(&key, &hasKey, explicit(6)) ||
		!in.SkipOptionalASN1(primitive(7)) || !in.SkipOptionalASN1(primitive(8)) ||
		!in.ReadOptionalASN1(&extensions, &extended, explicit(9)) || !in.Empty() {
		return false
	}
	if hasIssuer && !readName(issuer, &t.Issuer) || hasSubject && !readName(subject, &t.Subject) {
		return false
	}
	if hasKey {
		var b cryptobyte.Builder
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(key) })
		t.PublicKey = b.BytesOrPanic()
	}
	for !extensions.Empty() {
		var e der.Extension
		if len(t.Extensions) == maxExtensions || !der.ReadExtension(&extensions, &e) {
			return false
		}
		t.Extensions = append(t.Extensions, pkix.Extension{Id: e.OID, Critical: e.Critical, Value: e.Value})
	}
	return true
}

// readName reads a Name and nothing beside it.
func readName(in cryptobyte.String, name *[]byte) bool {
	var element cryptobyte.String
	ok := in.ReadASN1Element(&element, casn1.SEQUENCE) && in.Empty()
	*name = element
	return ok
}
