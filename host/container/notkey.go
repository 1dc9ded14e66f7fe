// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	stdasn1 "encoding/asn1"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// notKey names a file that people take for a key though it is none, or
// returns nothing. No format has recognised it.
func notKey(data []byte) string {
	if isKeyIDFile(data) {
		return key.WhatKeyIDs
	}
	if what := notKeyASN1(data); what != "" {
		return what
	}
	for _, m := range magics {
		if len(data) >= m.offset && bytes.HasPrefix(data[m.offset:], []byte(m.octets)) {
			if m.what == key.WhatArchive && isZIPDocument(data) {
				return key.WhatDocument
			}
			return m.what
		}
	}
	return notKeyText(data)
}

// magics are the octets that files of other kinds begin with, as their makers
// or the tool file(1) document them.
var magics = []struct {
	octets string
	offset int
	what   string
}{
	{"PK\x03\x04", 0, key.WhatArchive},
	{"7z\xbc\xaf\x27\x1c", 0, key.WhatArchive},
	{"Rar!\x1a\x07", 0, key.WhatArchive},
	{"\x1f\x8b\x08", 0, key.WhatArchive},                      // gzip
	{"\xfd7zXZ\x00", 0, key.WhatArchive},                      // xz
	{"MSCF\x00\x00", 0, key.WhatArchive},                      // cabinet
	{"ustar", 257, key.WhatArchive},                           // tar
	{"\xce\xce\xce\xce", 0, key.WhatKeystore},                 // JCEKS
	{"\x00\x00\x00\x01\x00\x00\x00\x14", 0, key.WhatKeystore}, // BKS 1, with its salt of 20
	{"\x00\x00\x00\x02\x00\x00\x00\x14", 0, key.WhatKeystore}, // BKS 2
	{"\x1e\xf1\xb5\xb0", 0, key.WhatKeystore},                 // PVK of Windows
	{"%PDF-", 0, key.WhatDocument},
	{"{\\rtf", 0, key.WhatDocument},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, key.WhatDocument}, // OLE: .doc, .xls
}

// isZIPDocument knows office files, and containers of signed documents
// (ASiC), by the name of the first file inside.
func isZIPDocument(data []byte) bool {
	const nameAt = 30
	return len(data) > nameAt && (bytes.HasPrefix(data[nameAt:], []byte("mimetype")) ||
		bytes.HasPrefix(data[nameAt:], []byte("[Content_Types].xml")))
}

// notKeyASN1 names what begins as some SEQUENCE.
func notKeyASN1(data []byte) string {
	inner := []asn1.Tag{asn1.SEQUENCE, asn1.SEQUENCE}
	switch {
	case begins(data, append(inner, explicit0), []byte{2, 1, 2}):
		return key.WhatCertificate
	case begins(data, []asn1.Tag{asn1.SEQUENCE}, marshalOID(pki.OIDSignedData)):
		if hasSigner(data) {
			return key.WhatSignature
		}
		return key.WhatChain
	case slices.ContainsFunc(envelopes, func(oid stdasn1.ObjectIdentifier) bool {
		return begins(data, []asn1.Tag{asn1.SEQUENCE}, marshalOID(oid))
	}):
		return key.WhatEnvelope
	}
	in := cryptobyte.String(data)
	var outer, first, second cryptobyte.String
	var tag asn1.Tag
	if !in.ReadASN1(&outer, asn1.SEQUENCE) || !outer.ReadASN1(&first, asn1.SEQUENCE) ||
		!outer.ReadAnyASN1(&second, &tag) {
		return ""
	}
	switch {
	case tag == asn1.BIT_STRING && first.PeekASN1Tag(asn1.OBJECT_IDENTIFIER):
		return key.WhatPublicKey
	case tag == asn1.SEQUENCE && outer.PeekASN1Tag(asn1.BIT_STRING):
		return signedKind(first)
	}
	return ""
}

// envelopes are the encrypted contents of RFC 5652, 6 and 8, and RFC 5083.
var envelopes = []stdasn1.ObjectIdentifier{
	{1, 2, 840, 113549, 1, 7, 3},
	oidEncryptedData,
	{1, 2, 840, 113549, 1, 9, 16, 1, 23},
}

// signedKind tells what is signed by what stands in it: RFC 2986, 4.1, RFC
// 5280, 4.1 and 5.1.
//
//	request:     version 0, subject Name, SubjectPublicKeyInfo, …
//	CRL:         version 1 OPTIONAL, AlgorithmIdentifier, issuer Name, Time, …
//	certificate: serial INTEGER, AlgorithmIdentifier, issuer Name, Validity, … (version 1)
func signedKind(in cryptobyte.String) string {
	integer := in.PeekASN1Tag(asn1.INTEGER)
	var first, third cryptobyte.String
	var tag asn1.Tag
	if integer && !in.SkipASN1(asn1.INTEGER) || !in.ReadASN1(&first, asn1.SEQUENCE) || !in.SkipASN1(asn1.SEQUENCE) {
		return ""
	}
	algorithm := first.PeekASN1Tag(asn1.OBJECT_IDENTIFIER)
	switch {
	case integer && !algorithm:
		return key.WhatRequest
	case !in.ReadAnyASN1(&third, &tag):
		return ""
	case tag == asn1.UTCTime || tag == asn1.GeneralizedTime:
		return key.WhatCRL
	case integer && tag == asn1.SEQUENCE:
		return key.WhatCertificate
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
	return in.ReadASN1(&info, asn1.SEQUENCE) && info.SkipASN1(asn1.OBJECT_IDENTIFIER) &&
		info.ReadASN1(&content, explicit0) && content.ReadASN1(&signed, asn1.SEQUENCE) &&
		signed.SkipASN1(asn1.INTEGER) && signed.ReadASN1(&digests, asn1.SET) && !digests.Empty()
}
