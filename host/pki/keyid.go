// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// KeyIDs lists the identifiers that a certificate may give the key, the usual
// one first, so that a certificate can be asked for. A DSTU 4145 key has
// GOST 34.311 with its own table, then Kupyna-256, both over the contents of
// the BIT STRING with the inner OCTET STRING header; other keys have SHA-1 of
// these contents (RFC 5280 section 4.2.1.2). Equal identifiers prove nothing:
// see [SamePublicKey].
func KeyIDs(pub crypto.PublicKey) [][]byte {
	spki, err := MarshalPublicKey(pub)
	if err != nil {
		return nil
	}
	_, octets, err := splitSPKI(spki)
	if err != nil {
		return nil
	}
	return keyIDs(pub, octets)
}

// SubjectKeyIDs is [KeyIDs] for a key in the SubjectPublicKeyInfo of a
// certificate, with the one rule more that depends on its very octets:
// GOST 34.311 of the whole SubjectPublicKeyInfo, met in a few certificates of
// providers. For big-endian keys it is these identifiers that are right.
func SubjectKeyIDs(spki []byte) [][]byte {
	pub, err := ParsePublicKey(spki)
	if err != nil {
		return nil
	}
	_, octets, err := splitSPKI(spki)
	if err != nil {
		return nil
	}
	ids := keyIDs(pub, octets)
	if key, ok := pub.(*dstu4145.PublicKey); ok {
		ids = append(ids, GOST34311With(key.SBox).Sum(spki))
	}
	return ids
}

func keyIDs(pub crypto.PublicKey, octets []byte) [][]byte {
	if key, ok := pub.(*dstu4145.PublicKey); ok {
		return [][]byte{GOST34311With(key.SBox).Sum(octets), Kupyna256.Sum(octets)}
	}
	return [][]byte{SHA1.Sum(octets)}
}
