// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"errors"
	"slices"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/key"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var (
	oidKeyBag          = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 1}
	oidShroudedKeyBag  = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 2}
	oidCertBag         = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 3}
	oidSafeContentsBag = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 10, 1, 6}

	oidX509Certificate = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 22, 1}
	oidFriendlyName    = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 20}
)

const maxNests = 4 // of safes in safes

// A safeReader collects what the safes of one file hold.
type safeReader struct {
	o *opening
	contents
	public   bool  // only what needs no password is wanted
	doubtful bool  // the MAC says that the password is wrong
	unread   error // why a safe was passed over
}

// readContents reads SafeContents: RFC 7292, 4.2. Bags of other kinds are
// passed over.
func (r *safeReader) readContents(octets []byte, nests int) error {
	value, err := toDER(octets)
	if err != nil {
		return damaged(err)
	}
	defer clear(value)
	bags, ok := sequence(value)
	if !ok || nests == 0 {
		return key.ErrDamaged
	}
	for !bags.Empty() {
		if err := r.readBag(&bags, nests); err != nil {
			return err
		}
	}
	return nil
}

func (r *safeReader) readBag(bags *cryptobyte.String, nests int) error {
	var bag, content, attributes cryptobyte.String
	var oid stdasn1.ObjectIdentifier
	if !bags.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1ObjectIdentifier(&oid) ||
		!bag.ReadASN1(&content, explicit0) ||
		!bag.ReadOptionalASN1(&attributes, nil, asn1.SET) || !bag.Empty() {
		return key.ErrDamaged
	}
	named := keyBag{alias: friendlyName(attributes), attributes: slices.Clone(attributes)}
	switch {
	case oid.Equal(oidKeyBag):
		return r.readKey(content, named)
	case oid.Equal(oidShroudedKeyBag):
		return r.readShroudedKey(content, named)
	case oid.Equal(oidCertBag):
		r.readCertificate(content, attributes)
	case oid.Equal(oidSafeContentsBag):
		return r.readContents(content, nests-1)
	default:
		r.lossy = true
	}
	return nil
}

// readKey takes a key that only the safe around it protects, if anything does.
func (r *safeReader) readKey(content cryptobyte.String, b keyBag) error {
	info := slices.Clone(content)
	b.reveal = func(accept func(info []byte) error) error {
		defer clear(info)
		err := accept(info)
		if errors.Is(err, key.ErrWrongPassword) {
			return key.ErrDamaged // nothing was decrypted
		}
		return err
	}
	return r.addBag(b)
}

func (r *safeReader) readShroudedKey(content cryptobyte.String, b keyBag) error {
	p, encrypted, err := encryptedWith(slices.Clone(content))
	if err != nil && !errors.Is(err, key.ErrUnsupported) {
		return err
	}
	b.locked = true
	b.reveal = func(accept func(info []byte) error) error {
		if err != nil {
			return err
		}
		return p.decrypt(encrypted, r.o.keys, r.o.work, accept)
	}
	return r.addBag(b)
}

// readCertificate reads a CertBag: RFC 7292, 4.2.3.
func (r *safeReader) readCertificate(content, attributes cryptobyte.String) {
	var bag, explicit, value cryptobyte.String
	var oid stdasn1.ObjectIdentifier
	if !content.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1ObjectIdentifier(&oid) ||
		!oid.Equal(oidX509Certificate) || !bag.ReadASN1(&explicit, explicit0) ||
		!explicit.ReadASN1(&value, asn1.OCTET_STRING) {
		r.lossy = true
		return
	}
	certificate := r.addCertificate(value)
	if certificate == nil {
		return
	}
	if r.attributes == nil {
		r.attributes = map[*x509.Certificate][]byte{}
	}
	r.attributes[certificate] = slices.Clone(attributes)
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

// damaged says of a part cut short that the whole is damaged: the whole itself
// is complete.
func damaged(err error) error {
	if errors.Is(err, key.ErrTruncated) {
		return key.ErrDamaged
	}
	return err
}
