// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"bytes"

	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func parseRecipientInfos(der []byte) ([]RecipientInfo, error) {
	set, err := body(der)
	if err != nil {
		return nil, err
	}
	elements, err := parseElements(set, maxRecipients, "recipientInfos")
	if err != nil {
		return nil, err
	}
	var infos []RecipientInfo
	for _, raw := range elements {
		in, err := body(raw)
		if err != nil {
			return nil, err
		}
		var info RecipientInfo
		switch raw[0] {
		case tagSequence:
			info.KeyTrans, err = parseKeyTrans(in)
		case tagContext1:
			info.KeyAgree, err = parseKeyAgree(in)
		}
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// readCertificateID takes an IssuerAndSerialNumber or a key identifier tagged
// [0] off the front of s.
func readCertificateID(s *cryptobyte.String) (id CertificateID, err error) {
	if s.PeekASN1Tag(context0) {
		var ski cryptobyte.String
		if !s.ReadASN1(&ski, context0) {
			return id, malformed("subjectKeyIdentifier")
		}
		id.SubjectKeyID = append([]byte{}, ski...) // not nil, however short
		return id, nil
	}
	id.Issuer, id.Serial, err = readIssuerAndSerial(s)
	return id, err
}

func parseKeyTrans(s cryptobyte.String) (info *KeyTransRecipientInfo, err error) {
	info = new(KeyTransRecipientInfo)
	var version int
	if !s.ReadASN1Integer(&version) {
		return nil, malformed("KeyTransRecipientInfo")
	}
	if info.Recipient, err = readCertificateID(&s); err != nil {
		return nil, err
	}
	if info.KeyEncryptionAlgorithm, err = pki.ReadAlgorithmIdentifier(&s); err != nil {
		return nil, malformed("keyEncryptionAlgorithm")
	}
	if !s.ReadASN1((*cryptobyte.String)(&info.EncryptedKey), casn1.OCTET_STRING) || !s.Empty() {
		return nil, malformed("encryptedKey")
	}
	return info, nil
}

func parseKeyAgree(s cryptobyte.String) (info *KeyAgreeRecipientInfo, err error) {
	info = new(KeyAgreeRecipientInfo)
	var version int
	var originator, ukm, keys cryptobyte.String
	var hasUKM bool
	if !s.ReadASN1Integer(&version) || !s.ReadASN1(&originator, context0.Constructed()) {
		return nil, malformed("KeyAgreeRecipientInfo")
	}
	if err := info.parseOriginator(originator); err != nil {
		return nil, err
	}
	if !s.ReadOptionalASN1(&ukm, &hasUKM, context1.Constructed()) ||
		hasUKM && (!ukm.ReadASN1((*cryptobyte.String)(&info.UKM), casn1.OCTET_STRING) || !ukm.Empty()) {
		return nil, malformed("ukm")
	}
	if info.KeyEncryptionAlgorithm, err = pki.ReadAlgorithmIdentifier(&s); err != nil {
		return nil, malformed("keyEncryptionAlgorithm")
	}
	if !s.ReadASN1(&keys, casn1.SEQUENCE) || !s.Empty() {
		return nil, malformed("recipientEncryptedKeys")
	}
	for !keys.Empty() {
		key, err := readRecipientEncryptedKey(&keys)
		if err != nil {
			return nil, err
		}
		if info.Keys = append(info.Keys, key); len(info.Keys) > maxRecipients {
			return nil, tooLarge("recipientEncryptedKeys")
		}
	}
	return info, nil
}

func (info *KeyAgreeRecipientInfo) parseOriginator(s cryptobyte.String) (err error) {
	if s.PeekASN1Tag(context1.Constructed()) {
		var key cryptobyte.String
		if !s.ReadASN1(&key, context1.Constructed()) {
			return malformed("originatorKey")
		}
		info.OriginatorKey = element(tagSequence, key)
	} else if info.Originator, err = readCertificateID(&s); err != nil {
		return err
	}
	if !s.Empty() {
		return malformed("originator")
	}
	return nil
}

func readRecipientEncryptedKey(s *cryptobyte.String) (key RecipientEncryptedKey, err error) {
	var in, rKeyID, ski cryptobyte.String
	if !s.ReadASN1(&in, casn1.SEQUENCE) {
		return key, malformed("RecipientEncryptedKey")
	}
	if in.PeekASN1Tag(context0.Constructed()) {
		if !in.ReadASN1(&rKeyID, context0.Constructed()) || !rKeyID.ReadASN1(&ski, casn1.OCTET_STRING) {
			return key, malformed("rKeyId")
		}
		key.Recipient.SubjectKeyID = append([]byte{}, ski...)
	} else if key.Recipient, err = readCertificateID(&in); err != nil {
		return key, err
	}
	var encrypted cryptobyte.String
	if !in.ReadASN1(&encrypted, casn1.OCTET_STRING) || !in.Empty() {
		return key, malformed("encryptedKey")
	}
	key.EncryptedKey = bytes.Clone(encrypted)
	return key, nil
}
