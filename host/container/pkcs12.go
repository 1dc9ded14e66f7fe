// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"errors"
	"slices"

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

func readPKCS12(data []byte, o *opening) (*contents, error) {
	octets, mac, err := parsePFX(data)
	if err != nil {
		return nil, err
	}
	r := &safeReader{o: o}
	if mac != nil {
		if err = mac.verify(octets, o.file, o.work); err == nil {
			r.proven = true
		}
	}
	if errors.Is(err, key.ErrWrongPassword) {
		return nil, r.whatIsWrong(octets)
	}
	if err != nil {
		return nil, err
	}
	return r.read(octets)
}

// read collects what an AuthenticatedSafe holds.
func (r *safeReader) read(octets []byte) (*contents, error) {
	if err := r.readSafes(octets); err != nil {
		return nil, err
	}
	if len(r.bags) == 0 && r.unread != nil {
		return nil, r.unread
	}
	return &r.contents, nil
}

// whatIsWrong tells why the MAC is not the password's: if the file is broken,
// or the password opens a safe or a key all the same, the file was changed.
func (r *safeReader) whatIsWrong(octets []byte) error {
	r.o = &opening{file: r.o.file, keys: [][]byte{r.o.file}, work: r.o.work}
	r.doubtful = true
	if err := r.readSafes(octets); err != nil {
		return err
	}
	if r.proven {
		return key.ErrDamaged
	}
	first := slices.IndexFunc(r.bags, func(b keyBag) bool { return b.locked })
	if first < 0 {
		return key.ErrWrongPassword
	}
	r.bags = r.bags[first : first+1]
	entries, err := r.open()
	wipeAll(entries)
	if err == nil || errors.Is(err, key.ErrDamaged) {
		return key.ErrDamaged
	}
	return key.ErrWrongPassword
}

// parsePFX reads the PFX (RFC 7292, 4) and returns the octets of its
// AuthenticatedSafe and the MAC over them. There may be none: then decryption
// has to show that the password is right.
func parsePFX(data []byte) ([]byte, *pkcs12MAC, error) {
	in, ok := sequence(data)
	var version int
	var content []byte
	if !ok || !in.ReadASN1Integer(&version) || !readData(&in, &content) {
		return nil, nil, key.ErrDamaged
	}
	if in.Empty() {
		return content, nil, nil
	}
	mac, err := readMAC(&in)
	return content, &mac, err
}

// certificatesInPKCS12 reads the safes that are not encrypted.
func certificatesInPKCS12(data []byte) []*x509.Certificate {
	octets, _, err := parsePFX(data)
	if err != nil {
		return nil
	}
	r := &safeReader{o: newOpening(Passwords{}, &budget{left: maxWork, dry: true}), public: true}
	if r.readSafes(octets) != nil {
		return nil
	}
	return r.certificates
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
		return key.ErrDamaged
	}
	for !safes.Empty() {
		var safe, peek cryptobyte.String
		var oid stdasn1.ObjectIdentifier
		if !safes.ReadASN1Element(&safe, asn1.SEQUENCE) {
			return key.ErrDamaged
		}
		if peek, ok = sequence(safe); !ok || !peek.ReadASN1ObjectIdentifier(&oid) {
			return key.ErrDamaged
		}
		switch {
		case oid.Equal(pki.OIDData):
			var content []byte
			if !readData(&safe, &content) {
				return key.ErrDamaged
			}
			err = r.readContents(content, maxNests)
		case oid.Equal(oidEncryptedData):
			err = r.passOver(r.readEncrypted(peek))
		default:
			r.lossy, r.unread = true, key.ErrUnsupported
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
		return key.ErrDamaged
	}
	alg, err := pki.ReadAlgorithmIdentifier(&info)
	if err != nil {
		return key.ErrDamaged
	}
	encrypted, ok := implicitOctets(info)
	if !ok {
		return key.ErrDamaged
	}
	p, err := protectionOf(alg)
	if err != nil {
		return err
	}
	return p.decrypt(encrypted, r.o.forSafes(), r.o.work, func(plain []byte) error {
		if !legibleSafe(plain) {
			return key.ErrWrongPassword
		}
		r.proven = true
		return r.readContents(plain, maxNests)
	})
}

// legibleSafe reports whether octets begin as SafeContents of their length, or
// of a length that is not told: a SEQUENCE of SEQUENCEs, or an empty one.
func legibleSafe(plain []byte) bool {
	h, err := header(plain)
	if err != nil || h.Tag != byte(asn1.SEQUENCE) {
		return false
	}
	content := plain[h.Size():]
	if h.Length != ber.Indefinite && h.Length != int64(len(content)) {
		return false
	}
	return h.Length == 0 || begins(content, []asn1.Tag{asn1.SEQUENCE}, nil)
}

// passOver forgives what is wrong with one encrypted safe, if keys are found
// elsewhere: that of the certificates must not keep anybody from their key. A
// safe that the proven password of the file does not open has that of the keys.
func (r *safeReader) passOver(err error) error {
	switch {
	case errors.Is(err, errLocked) && r.public,
		errors.Is(err, key.ErrWrongPassword) && r.doubtful:
		return nil
	case errors.Is(err, key.ErrWrongPassword) && r.proven:
		r.lossy, r.unread = true, key.ErrKeyPassword
		return nil
	case errors.Is(err, key.ErrUnsupported):
		r.lossy, r.unread = true, err
		return nil
	}
	return err
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
