// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	stdasn1 "encoding/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// PKCS #12: RFC 7292. Ukrainian files differ from others in the algorithms
// only, and hash the password as a BMPString for the MAC but encrypt with its
// UTF-8 octets.

var oidEncryptedData = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 6}

var explicit0 = asn1.Tag(0).ContextSpecific().Constructed()

func detectPKCS12(data []byte) bool {
	h, err := header(data)
	return err == nil && begins(data, []asn1.Tag{asn1.SEQUENCE}, []byte{2, 1, 3, byte(asn1.SEQUENCE)}) &&
		begins(data[h.Size()+3:], []asn1.Tag{asn1.SEQUENCE}, marshalOID(pki.OIDData))
}

func openPKCS12(data, password []byte, work *budget) ([]Entry, error) {
	safes, err := authenticatedSafe(data, password, work)
	if err != nil {
		return nil, err
	}
	r := &safeReader{password: password, work: work}
	if err := r.readSafes(safes); err != nil {
		return nil, err
	}
	entries, err := r.open()
	if err != nil {
		return nil, err
	}
	distribute(r.certificates, entries)
	return entries, nil
}

// authenticatedSafe reads the PFX (RFC 7292, 4) and returns the octets of its
// AuthenticatedSafe, once their MAC shows the password to be right. A file
// without a MAC passes: then decryption has to show it.
func authenticatedSafe(data, password []byte, work *budget) ([]byte, error) {
	in, ok := sequence(data)
	var version int
	var content []byte
	if !ok || !in.ReadASN1Integer(&version) || !readData(&in, &content) {
		return nil, key.ErrNotContainer
	}
	if in.Empty() {
		return content, nil
	}
	mac, err := readMAC(&in)
	if err != nil {
		return nil, err
	}
	return content, mac.verify(content, password, work)
}

// readData reads a ContentInfo of type data: RFC 5652, 3 and 4.
func readData(in *cryptobyte.String, content *[]byte) bool {
	var info, explicit cryptobyte.String
	var oid stdasn1.ObjectIdentifier
	return in.ReadASN1(&info, asn1.SEQUENCE) && info.ReadASN1ObjectIdentifier(&oid) && oid.Equal(pki.OIDData) &&
		info.ReadASN1(&explicit, explicit0) && info.Empty() &&
		explicit.ReadASN1Bytes(content, asn1.OCTET_STRING) && explicit.Empty()
}

// readSafes reads an AuthenticatedSafe: RFC 7292, 4.1. Safes encrypted with a
// public key are passed over.
func (r *safeReader) readSafes(octets []byte) error {
	value, err := toDER(octets)
	if err != nil {
		return damaged(err)
	}
	safes, ok := sequence(value)
	if !ok {
		return key.ErrNotContainer
	}
	for !safes.Empty() {
		var safe, peek cryptobyte.String
		var oid stdasn1.ObjectIdentifier
		if !safes.ReadASN1Element(&safe, asn1.SEQUENCE) {
			return key.ErrNotContainer
		}
		if peek, ok = sequence(safe); !ok || !peek.ReadASN1ObjectIdentifier(&oid) {
			return key.ErrNotContainer
		}
		switch {
		case oid.Equal(pki.OIDData):
			var content []byte
			if !readData(&safe, &content) {
				return key.ErrNotContainer
			}
			err = r.readContents(content, maxNests)
		case oid.Equal(oidEncryptedData):
			err = r.readEncrypted(peek)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// readEncrypted reads the content of an EncryptedData: RFC 5652, 8.
func (r *safeReader) readEncrypted(in cryptobyte.String) error {
	var explicit, data, info cryptobyte.String
	if !in.ReadASN1(&explicit, explicit0) || !explicit.ReadASN1(&data, asn1.SEQUENCE) ||
		!data.SkipASN1(asn1.INTEGER) || !data.ReadASN1(&info, asn1.SEQUENCE) ||
		!info.SkipASN1(asn1.OBJECT_IDENTIFIER) {
		return key.ErrNotContainer
	}
	alg, err := pki.ReadAlgorithmIdentifier(&info)
	if err != nil {
		return key.ErrNotContainer
	}
	encrypted, ok := implicitOctets(info)
	if !ok {
		return key.ErrNotContainer
	}
	p, err := protectionOf(alg)
	if err != nil {
		return err
	}
	return p.decrypt(encrypted, r.password, r.work, func(plain []byte) error {
		value, err := toDER(plain)
		clear(value)
		if err != nil {
			return key.ErrWrongPassword
		}
		return r.readContents(plain, maxNests)
	})
}

// implicitOctets reads [0] IMPLICIT OCTET STRING, in one piece or several.
func implicitOctets(in cryptobyte.String) ([]byte, bool) {
	var octets []byte
	if in.PeekASN1Tag(explicit0) {
		var pieces cryptobyte.String
		if !in.ReadASN1(&pieces, explicit0) {
			return nil, false
		}
		joined, err := ber.Join(pieces)
		return joined, err == nil
	}
	return octets, in.ReadASN1Bytes(&octets, asn1.Tag(0).ContextSpecific()) && in.Empty()
}
