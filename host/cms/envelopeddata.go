// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"crypto/x509"
	"fmt"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/pki"
)

// EnvelopedData is an encrypted message without its content.
//
//	EnvelopedData ::= SEQUENCE {                     -- RFC 5652 section 6.1
//	  version CMSVersion,
//	  originatorInfo [0] IMPLICIT SEQUENCE {
//	    certs [0] IMPLICIT CertificateSet OPTIONAL,
//	    crls [1] IMPLICIT RevocationInfoChoices OPTIONAL } OPTIONAL,
//	  recipientInfos SET SIZE (1..MAX) OF RecipientInfo,
//	  encryptedContentInfo SEQUENCE {
//	    contentType OBJECT IDENTIFIER,
//	    contentEncryptionAlgorithm AlgorithmIdentifier,
//	    encryptedContent [0] IMPLICIT OCTET STRING OPTIONAL },
//	  unprotectedAttrs [1] IMPLICIT SET SIZE (1..MAX) OF Attribute OPTIONAL }
//
// Lists of revoked certificates and unprotected attributes are read over.
type EnvelopedData struct {
	// Certificates are those of originatorInfo that can be read.
	Certificates []*x509.Certificate
	Recipients   []RecipientInfo
	// ContentType is that of what is encrypted. The zero value stands for
	// id-data when writing.
	ContentType                x509.OID
	ContentEncryptionAlgorithm pki.AlgorithmIdentifier
}

// Header writes all that stands before an encrypted content of size octets:
// header and content one after another are the ContentInfo in DER.
func (ed *EnvelopedData) Header(size int64) ([]byte, error) {
	if size < 0 || size > MaxContent {
		return nil, fmt.Errorf("%w: content of %d octets", ErrTooLarge, size)
	}
	contentType := ed.ContentType
	if contentType.Equal(x509.OID{}) {
		contentType = DataType
	}
	var recipients [][]byte
	for _, r := range ed.Recipients {
		der, err := r.marshal()
		if err != nil {
			return nil, err
		}
		recipients = append(recipients, der)
	}
	var originator []byte
	if len(ed.Certificates) > 0 {
		var raw [][]byte
		for _, cert := range ed.Certificates {
			raw = append(raw, cert.Raw)
		}
		originator = element(tagContext0, element(tagContext0, raw...))
	}

	// From the content outwards, as in [SignedData.Envelope].
	around := func(tag byte, inner []byte) []byte {
		return append(ber.AppendHeader(nil, tag, int64(len(inner))+size), inner...)
	}
	inner := around(tagEncryptedContent, nil)
	inner = append(ed.ContentEncryptionAlgorithm.Marshal(), inner...)
	inner = around(tagSequence, append(MarshalOID(contentType), inner...))
	inner = append(element(tagSet, recipients...), inner...)
	inner = append(marshalInteger(ed.version()), append(originator, inner...)...)
	inner = around(tagContext0, around(tagSequence, inner))
	return around(tagSequence, append(MarshalOID(envelopedDataType), inner...)), nil
}

// version is what RFC 5652 section 6.1 computes.
func (ed *EnvelopedData) version() int {
	if len(ed.Certificates) > 0 {
		return 2
	}
	for _, r := range ed.Recipients {
		if r.KeyTrans == nil || r.KeyTrans.Recipient.SubjectKeyID != nil {
			return 2
		}
	}
	return 0
}
