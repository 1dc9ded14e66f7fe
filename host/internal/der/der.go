// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package der reads small shapes of DER (ITU-T X.690) that the protocols
// around certificates share and package cryptobyte has no words for.
package der

import (
	"crypto/x509/pkix"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// ReadFlag takes a BOOLEAN DEFAULT FALSE off the front of s, if it is there.
// FALSE written out, which DER forbids, is read too: authorities write it.
func ReadFlag(s *cryptobyte.String, flag *bool) bool {
	*flag = false
	return !s.PeekASN1Tag(casn1.BOOLEAN) || s.ReadASN1Boolean(flag)
}

// An Extension is one of RFC 5280 section 4.1.
type Extension struct {
	OID      asn1.ObjectIdentifier
	Critical bool
	Value    cryptobyte.String // contents of extnValue
}

// ReadExtension takes an Extension off the front of s.
func ReadExtension(s *cryptobyte.String, e *Extension) bool {
	var seq cryptobyte.String
	return s.ReadASN1(&seq, casn1.SEQUENCE) && seq.ReadASN1ObjectIdentifier(&e.OID) &&
		ReadFlag(&seq, &e.Critical) && seq.ReadASN1(&e.Value, casn1.OCTET_STRING) && seq.Empty()
}

// AddExtensions writes Extensions of RFC 5280 section 4.1.
func AddExtensions(b *cryptobyte.Builder, extensions []pkix.Extension) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, e := range extensions {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(e.Id)
				if e.Critical {
					b.AddASN1Boolean(true)
				}
				b.AddASN1OctetString(e.Value)
			})
		}
	})
}
