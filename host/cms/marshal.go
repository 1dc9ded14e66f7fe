// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/pidpys/pidpys/host/internal/ber"
)

// Marshal writes the whole message, a ContentInfo in DER, with the content
// inside unless it is detached. Sets are written in the order they are in.
func (sd *SignedData) Marshal(content []byte) ([]byte, error) {
	prefix, suffix, err := sd.Envelope(int64(len(content)))
	if err != nil || sd.Detached {
		return prefix, err
	}
	return append(append(prefix, content...), suffix...), nil
}

// Envelope writes the two ends of the message for a content of size octets:
// prefix, content and suffix one after another are the ContentInfo in DER.
// Detached, the prefix is all of it, and the size does not matter.
func (sd *SignedData) Envelope(size int64) (prefix, suffix []byte, err error) {
	if sd.Detached {
		size = 0
	}
	if size < 0 || size > MaxContent {
		return nil, nil, fmt.Errorf("%w: content of %d octets", ErrTooLarge, size)
	}
	contentType := sd.ContentType
	if contentType.Equal(x509.OID{}) {
		contentType = DataType
	}
	infos, err := sd.marshalSignerInfos()
	if err != nil {
		return nil, nil, err
	}
	if len(sd.RawCertificates) > 0 {
		suffix = append(suffix, element(tagContext0, sd.RawCertificates...)...)
	}
	if len(sd.CRLs) > 0 {
		suffix = append(suffix, element(tagContext1, sd.CRLs...)...)
	}
	suffix = append(suffix, infos...)

	// From the content outwards: each header is put in front of what it opens,
	// and counts the content and, further out, the suffix as well.
	var inner []byte
	if !sd.Detached {
		inner = ber.AppendHeader(nil, tagOctetString, size)
		inner = append(ber.AppendHeader(nil, tagContext0, int64(len(inner))+size), inner...)
	}
	inner = append(MarshalOID(contentType), inner...)
	inner = append(ber.AppendHeader(nil, tagSequence, int64(len(inner))+size), inner...)
	inner = append(marshalInteger(sd.Version), append(element(tagSet, sd.marshalDigestAlgorithms()...), inner...)...)
	size += int64(len(suffix))
	inner = append(ber.AppendHeader(nil, tagSequence, int64(len(inner))+size), inner...)
	inner = append(ber.AppendHeader(nil, tagContext0, int64(len(inner))+size), inner...)
	inner = append(MarshalOID(SignedDataType), inner...)
	prefix = append(ber.AppendHeader(nil, tagSequence, int64(len(inner))+size), inner...)
	if sd.Detached {
		return append(prefix, suffix...), nil, nil
	}
	return prefix, suffix, nil
}

func (sd *SignedData) marshalDigestAlgorithms() [][]byte {
	var algorithms [][]byte
	for _, a := range sd.DigestAlgorithms {
		algorithms = append(algorithms, a.Marshal())
	}
	return algorithms
}

func (sd *SignedData) marshalSignerInfos() ([]byte, error) {
	var infos [][]byte
	for _, si := range sd.SignerInfos {
		info, err := si.Marshal()
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	return element(tagSet, infos...), nil
}

// Marshal writes a signature by itself, as a counter-signature holds it.
func (si *SignerInfo) Marshal() ([]byte, error) {
	fields, err := si.MarshalFields()
	if err != nil {
		return nil, err
	}
	var unsigned []byte
	if len(si.UnsignedAttrs) > 0 {
		unsigned = element(tagContext1, si.UnsignedAttrs.marshal())
	}
	return element(tagSequence, fields, unsigned), nil
}

// MarshalFields writes the fields of a signature one after another, all but
// the unsigned attributes: what archive time-stamps are over.
func (si *SignerInfo) MarshalFields() ([]byte, error) {
	var sid []byte
	switch {
	case si.SubjectKeyID != nil:
		sid = element(byte(context0), si.SubjectKeyID)
	case si.Issuer != nil && si.Serial != nil:
		sid = marshalIssuerAndSerial(si.Issuer, si.Serial)
	default:
		return nil, errors.New("cms: a signature that names no certificate")
	}
	return slices.Concat(
		marshalInteger(si.Version), sid, si.DigestAlgorithm.Marshal(), si.RawSignedAttrs,
		si.SignatureAlgorithm.Marshal(), element(tagOctetString, si.Signature)), nil
}

func marshalIssuerAndSerial(issuer []byte, serial *big.Int) []byte {
	var b cryptobyte.Builder
	b.AddASN1BigInt(serial)
	return element(tagSequence, issuer, b.BytesOrPanic())
}

func marshalInteger(n int) []byte {
	var b cryptobyte.Builder
	b.AddASN1Int64(int64(n))
	return b.BytesOrPanic()
}
