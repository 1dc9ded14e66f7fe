// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// PKCS #12: RFC 7292. Ukrainian files differ from others in the algorithms
// only, and hash the password as a BMPString for the MAC but encrypt with its
// UTF-8 octets.

var (
	oidEncryptedData = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 6}

	oidKeyBag          = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 1}
	oidShroudedKeyBag  = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 2}
	oidCertBag         = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 3}
	oidSafeContentsBag = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 6}

	oidX509Certificate = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 22, 1}
	oidFriendlyName    = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 20}
)

const (
	maxKeys  = 32 // in one file
	maxNests = 4  // of safes in safes
)

var explicit0 = asn1.Tag(0).ContextSpecific().Constructed()

func detectPKCS12(data []byte) bool {
	h, err := readHeader(data)
	return err == nil && begins(data, []asn1.Tag{asn1.SEQUENCE}, []byte{2, 1, 3, byte(asn1.SEQUENCE)}) &&
		begins(data[h.size+3:], []asn1.Tag{asn1.SEQUENCE}, marshalOID(pki.OIDData))
}

func openPKCS12(data, password []byte, work *budget) ([]Entry, error) {
	safes, err := authenticatedSafe(data, password, work)
	if err != nil {
		return nil, err
	}
	r := &safeReader{password: password, work: work}
	if err := r.readSafes(safes); err != nil {
		wipeAll(r.entries)
		return nil, err
	}
	for i := range r.entries {
		r.entries[i].Certificates = r.certificatesOf(i)
	}
	return r.entries, nil
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

// A safeReader collects what the safes of one file hold.
type safeReader struct {
	password []byte
	work     *budget

	entries      []Entry
	certificates []*x509.Certificate
}

// certificatesOf returns what lies with a key: every certificate but those of
// other keys.
func (r *safeReader) certificatesOf(i int) []*x509.Certificate {
	return slices.DeleteFunc(slices.Clone(r.certificates), func(c *x509.Certificate) bool {
		if pki.SamePublicKey(c, r.entries[i].Key.Public()) {
			return false
		}
		return slices.ContainsFunc(r.entries, func(e Entry) bool { return pki.SamePublicKey(c, e.Key.Public()) })
	})
}

// readSafes reads an AuthenticatedSafe: RFC 7292, 4.1. Safes encrypted with a
// public key are passed over.
func (r *safeReader) readSafes(ber []byte) error {
	value, err := toDER(ber)
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
		if _, err := toDER(plain); err != nil {
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
		joined, err := join(pieces)
		return joined, err == nil
	}
	return octets, in.ReadASN1Bytes(&octets, asn1.Tag(0).ContextSpecific()) && in.Empty()
}

// readContents reads SafeContents: RFC 7292, 4.2. Bags of other kinds are
// passed over.
func (r *safeReader) readContents(ber []byte, nests int) error {
	value, err := toDER(ber)
	if err != nil {
		return damaged(err)
	}
	bags, ok := sequence(value)
	if !ok || nests == 0 {
		return key.ErrNotContainer
	}
	for !bags.Empty() {
		var bag, content, attributes cryptobyte.String
		var oid stdasn1.ObjectIdentifier
		if !bags.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1ObjectIdentifier(&oid) ||
			!bag.ReadASN1(&content, explicit0) ||
			!bag.ReadOptionalASN1(&attributes, nil, asn1.SET) || !bag.Empty() {
			return key.ErrNotContainer
		}
		switch {
		case oid.Equal(oidKeyBag):
			err = r.readKey(content, attributes)
		case oid.Equal(oidShroudedKeyBag):
			err = r.readShroudedKey(content, attributes)
		case oid.Equal(oidCertBag):
			r.addCertificate(content)
		case oid.Equal(oidSafeContentsBag):
			err = r.readContents(content, nests-1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *safeReader) readShroudedKey(content, attributes cryptobyte.String) error {
	p, encrypted, err := encryptedWith(content)
	if err != nil {
		return err
	}
	return p.decrypt(encrypted, r.password, r.work, func(plain []byte) error {
		return r.addKeys(plain, attributes)
	})
}

// readKey reads a key that is protected by the safe around it, if at all.
func (r *safeReader) readKey(content, attributes cryptobyte.String) error {
	err := r.addKeys(content, attributes)
	if errors.Is(err, key.ErrWrongPassword) {
		return key.ErrNotContainer
	}
	return err
}

func (r *safeReader) addKeys(info []byte, attributes cryptobyte.String) error {
	entries, err := parsePrivateKeyInfo(info)
	if err != nil {
		return err
	}
	if len(r.entries)+len(entries) > maxKeys {
		wipeAll(entries)
		return fmt.Errorf("%w: more than %d keys", key.ErrTooLarge, maxKeys)
	}
	alias := friendlyName(attributes)
	for i := range entries {
		entries[i].Alias = alias
	}
	r.entries = append(r.entries, entries...)
	return nil
}

// addCertificate reads a CertBag: RFC 7292, 4.2.3. One that cannot be read is
// passed over: it must not keep anybody from their key.
func (r *safeReader) addCertificate(content cryptobyte.String) {
	var bag, explicit, value cryptobyte.String
	var oid stdasn1.ObjectIdentifier
	if !content.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1ObjectIdentifier(&oid) ||
		!oid.Equal(oidX509Certificate) || !bag.ReadASN1(&explicit, explicit0) ||
		!explicit.ReadASN1(&value, asn1.OCTET_STRING) {
		return
	}
	if c, err := pki.ParseCertificate(value); err == nil {
		r.certificates = append(r.certificates, c)
	}
}

// friendlyName reads the attribute of that name, a BMPString: RFC 2985, 5.5.1.
func friendlyName(attributes cryptobyte.String) string {
	for !attributes.Empty() {
		var attribute, set, name cryptobyte.String
		var oid stdasn1.ObjectIdentifier
		if !attributes.ReadASN1(&attribute, asn1.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&oid) {
			return ""
		}
		if !oid.Equal(oidFriendlyName) {
			continue
		}
		if !attribute.ReadASN1(&set, asn1.SET) || !set.ReadASN1(&name, bmpString) {
			return ""
		}
		var units []uint16
		for unit := uint16(0); name.ReadUint16(&unit); {
			units = append(units, unit)
		}
		return string(utf16.Decode(units))
	}
	return ""
}

// bmpString is the tag of BMPString: X.680, 41.
const bmpString = asn1.Tag(30)

// damaged says of a part cut short that the whole is no container: the whole
// itself is complete.
func damaged(err error) error {
	if errors.Is(err, key.ErrTruncated) {
		return key.ErrNotContainer
	}
	return err
}
