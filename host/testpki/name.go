// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"encoding/asn1"

	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A distinguishedName is a Name of RFC 5280, 4.1.2.4, in the order that real
// providers write it: one attribute in each set.
type distinguishedName []attribute

type attribute struct {
	oid   asn1.ObjectIdentifier
	value string
}

func (n distinguishedName) marshal() []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, a := range n {
			b.AddASN1(casn1.SET, func(b *cryptobyte.Builder) {
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(a.oid)
					addText(b, a.stringType(), a.value)
				})
			})
		}
	})
	return b.BytesOrPanic()
}

// stringType is PrintableString where X.520 asks for it.
func (a attribute) stringType() casn1.Tag {
	if a.oid.Equal(pki.OIDCountry) || a.oid.Equal(pki.OIDSerialNumber) {
		return casn1.PrintableString
	}
	return casn1.UTF8String
}

func addText(b *cryptobyte.Builder, tag casn1.Tag, text string) {
	b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(text)) })
}
