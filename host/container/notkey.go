// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// keyIDFile is how Key-11.dat begins and how long it is: a header, the
// identifiers of both keys in the Key-6.dat beside it, zeros.
var keyIDFile = []byte{1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}

const keyIDFileSize = 112

// notKey names a file that people take for a key though it is none, or
// returns nothing.
func notKey(data []byte) string {
	text := bytes.TrimLeft(data, "\ufeff \t\r\n")
	switch {
	case len(data) == keyIDFileSize && bytes.HasPrefix(data, keyIDFile):
		return key.WhatKeyIDs
	case bytes.HasPrefix(text, []byte("-----BEGIN CERTIFICATE-----")):
		return key.WhatCertificate
	case bytes.HasPrefix(text, []byte("-----BEGIN PKCS7-----")):
		return key.WhatChain
	case begins(data, []asn1.Tag{asn1.SEQUENCE, asn1.SEQUENCE, asn1.Tag(0).ContextSpecific().Constructed()}, []byte{2, 1, 2}):
		return key.WhatCertificate
	case begins(data, []asn1.Tag{asn1.SEQUENCE}, marshalOID(pki.OIDSignedData)):
		if hasSigner(data) {
			return key.WhatSignature
		}
		return key.WhatChain
	}
	return ""
}

// hasSigner tells a signature from a bundle of certificates, in which no
// digest algorithm is named: RFC 5652, 5.1.
func hasSigner(signedData []byte) bool {
	value, err := toDER(signedData)
	if err != nil {
		return false
	}
	in := cryptobyte.String(value)
	var info, content, signed, digests cryptobyte.String
	explicit := asn1.Tag(0).ContextSpecific().Constructed()
	return in.ReadASN1(&info, asn1.SEQUENCE) && info.SkipASN1(asn1.OBJECT_IDENTIFIER) &&
		info.ReadASN1(&content, explicit) && content.ReadASN1(&signed, asn1.SEQUENCE) &&
		signed.SkipASN1(asn1.INTEGER) && signed.ReadASN1(&digests, asn1.SET) && !digests.Empty()
}
