// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cmp

import (
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A CertificationRequest is one of PKCS #10 (RFC 2986) in DER: the body of
// p10cr. That it is whole, and signed by its key, is not looked at here.
type CertificationRequest []byte

// Type is [P10CR].
func (CertificationRequest) Type() BodyType { return P10CR }

func (r CertificationRequest) addTo(b *cryptobyte.Builder) { b.AddBytes(r) }

func readCertificationRequest(s *cryptobyte.String) (CertificationRequest, error) {
	var element cryptobyte.String
	if !s.ReadASN1Element(&element, casn1.SEQUENCE) {
		return nil, malformed("CertificationRequest")
	}
	return CertificationRequest(element), nil
}
