// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ocsp

import (
	"encoding/asn1"
	"fmt"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/der"
)

// Identifiers of RFC 6960 sections 4.2.1, 4.2.2.2.1 and 4.4.
var (
	oidBasic           = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}
	oidNonce           = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 2}
	oidCRLReference    = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 3}
	oidNoCheck         = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}
	oidArchiveCutoff   = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 6}
	oidExtendedRevoked = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 9}
)

// informing are the extensions that may be critical and change nothing here.
var informing = []asn1.ObjectIdentifier{oidNonce, oidCRLReference, oidArchiveCutoff, oidExtendedRevoked}

// readExtensions reads Extensions, RFC 5280 section 4.1, and returns the
// octets of the nonce, nil when there is none. Ukrainian clients and responders
// put them into extnValue bare or in an OCTET STRING of their own (RFC 8954);
// they are kept as they came and compared so.
func readExtensions(in cryptobyte.String) (nonce []byte, err error) {
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, casn1.SEQUENCE) || !in.Empty() {
		return nil, malformed("extensions")
	}
	for !seq.Empty() {
		var extension der.Extension
		if !der.ReadExtension(&seq, &extension) {
			return nil, malformed("extension")
		}
		if extension.OID.Equal(oidNonce) {
			if nonce != nil {
				return nil, malformed("two nonces")
			}
			nonce = append([]byte{}, extension.Value...) // not nil, however short
		}
		if extension.Critical && !slices.ContainsFunc(informing, extension.OID.Equal) {
			return nil, fmt.Errorf("%w %v", ErrCritical, extension.OID)
		}
	}
	return nonce, nil
}
