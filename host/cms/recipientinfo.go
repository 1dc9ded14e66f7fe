// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"bytes"
	"crypto/x509"
	"errors"
	"math/big"

	"github.com/pidpys/pidpys/host/pki"
)

// A CertificateID names the certificate of a recipient or an originator, by
// Issuer, a DER Name, and Serial (RFC 5652 section 10.2.4) or, if that is not
// nil, by SubjectKeyID.
type CertificateID struct {
	Issuer       []byte
	Serial       *big.Int
	SubjectKeyID []byte
}

// IssuerAndSerial names a certificate by its issuer and number.
func IssuerAndSerial(cert *x509.Certificate) CertificateID {
	return CertificateID{Issuer: cert.RawIssuer, Serial: cert.SerialNumber}
}

// Names reports whether the certificate is the one meant. A key identifier
// must be the one that the certificate states.
func (id *CertificateID) Names(cert *x509.Certificate) bool {
	if id.SubjectKeyID != nil {
		return bytes.Equal(id.SubjectKeyID, cert.SubjectKeyId)
	}
	return id.Serial != nil && id.Serial.Cmp(cert.SerialNumber) == 0 && pki.EqualNames(id.Issuer, cert.RawIssuer)
}

var errNameless = errors.New("cms: a recipient or originator that names no certificate")

// marshal writes the identifier; the key's is in an element of the tag given.
func (id *CertificateID) marshal(tag byte, wrap func([]byte) []byte) ([]byte, error) {
	switch {
	case id.SubjectKeyID != nil:
		return element(tag, wrap(id.SubjectKeyID)), nil
	case id.Issuer != nil && id.Serial != nil:
		return marshalIssuerAndSerial(id.Issuer, id.Serial), nil
	}
	return nil, errNameless
}

// A RecipientInfo is how one recipient, or several with KeyAgree, come to the
// content key. In those of other kinds, by a key or password agreed before,
// both are nil.
type RecipientInfo struct {
	KeyTrans *KeyTransRecipientInfo
	KeyAgree *KeyAgreeRecipientInfo
}

// A KeyTransRecipientInfo has the content key encrypted to a public key.
//
//	KeyTransRecipientInfo ::= SEQUENCE {             -- RFC 5652 section 6.2.1
//	  version CMSVersion,
//	  rid CHOICE {
//	    issuerAndSerialNumber IssuerAndSerialNumber,
//	    subjectKeyIdentifier [0] IMPLICIT OCTET STRING },
//	  keyEncryptionAlgorithm AlgorithmIdentifier,
//	  encryptedKey OCTET STRING }
type KeyTransRecipientInfo struct {
	Recipient              CertificateID
	KeyEncryptionAlgorithm pki.AlgorithmIdentifier
	EncryptedKey           []byte
}

// A KeyAgreeRecipientInfo has the content key encrypted to keys that the
// originator and each recipient compute from their own and the other's.
//
//	KeyAgreeRecipientInfo ::= SEQUENCE {             -- RFC 5652 section 6.2.2
//	  version CMSVersion,
//	  originator [0] EXPLICIT CHOICE {
//	    issuerAndSerialNumber IssuerAndSerialNumber,
//	    subjectKeyIdentifier [0] IMPLICIT OCTET STRING,
//	    originatorKey [1] IMPLICIT SEQUENCE {
//	      algorithm AlgorithmIdentifier, publicKey BIT STRING } },
//	  ukm [1] EXPLICIT OCTET STRING OPTIONAL,
//	  keyEncryptionAlgorithm AlgorithmIdentifier,
//	  recipientEncryptedKeys SEQUENCE OF RecipientEncryptedKey }
type KeyAgreeRecipientInfo struct {
	// Originator names the certificate unless OriginatorKey, a DER
	// SubjectPublicKeyInfo, is the key itself. There the parameters of the
	// algorithm may be absent or NULL: then they are those of the recipient.
	Originator             CertificateID
	OriginatorKey          []byte
	UKM                    []byte // user keying material, nil when absent
	KeyEncryptionAlgorithm pki.AlgorithmIdentifier
	Keys                   []RecipientEncryptedKey
}

// A RecipientEncryptedKey is the content key for one recipient.
//
//	RecipientEncryptedKey ::= SEQUENCE {             -- RFC 5652 section 6.2.2
//	  rid CHOICE {
//	    issuerAndSerialNumber IssuerAndSerialNumber,
//	    rKeyId [0] IMPLICIT SEQUENCE {
//	      subjectKeyIdentifier OCTET STRING,
//	      date GeneralizedTime OPTIONAL,
//	      other OtherKeyAttribute OPTIONAL } },
//	  encryptedKey OCTET STRING }
type RecipientEncryptedKey struct {
	Recipient    CertificateID
	EncryptedKey []byte
}

func (r *RecipientInfo) marshal() ([]byte, error) {
	switch {
	case r.KeyTrans != nil:
		return r.KeyTrans.marshal()
	case r.KeyAgree != nil:
		return r.KeyAgree.marshal()
	}
	return nil, errNameless
}

func (r *KeyTransRecipientInfo) marshal() ([]byte, error) {
	rid, err := r.Recipient.marshal(byte(context0), bytes.Clone)
	if err != nil {
		return nil, err
	}
	version := 0
	if r.Recipient.SubjectKeyID != nil {
		version = 2
	}
	return element(tagSequence, marshalInteger(version), rid, r.KeyEncryptionAlgorithm.Marshal(),
		element(tagOctetString, r.EncryptedKey)), nil
}

func (r *KeyAgreeRecipientInfo) marshal() ([]byte, error) {
	originator, err := r.marshalOriginator()
	if err != nil {
		return nil, err
	}
	var ukm, keys []byte
	if r.UKM != nil {
		ukm = element(tagContext1, element(tagOctetString, r.UKM))
	}
	for _, key := range r.Keys {
		rid, err := key.Recipient.marshal(tagContext0, func(id []byte) []byte { return element(tagOctetString, id) })
		if err != nil {
			return nil, err
		}
		keys = append(keys, element(tagSequence, rid, element(tagOctetString, key.EncryptedKey))...)
	}
	return element(tagContext1, marshalInteger(3), element(tagContext0, originator), ukm,
		r.KeyEncryptionAlgorithm.Marshal(), element(tagSequence, keys)), nil
}

func (r *KeyAgreeRecipientInfo) marshalOriginator() ([]byte, error) {
	if r.OriginatorKey == nil {
		return r.Originator.marshal(byte(context0), bytes.Clone)
	}
	key, err := body(r.OriginatorKey)
	if err != nil {
		return nil, err
	}
	return element(tagContext1, key), nil
}
