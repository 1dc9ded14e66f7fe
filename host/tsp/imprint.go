// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp

import (
	"crypto/x509"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/pki"
)

// An Imprint is the digest of what is stamped.
//
//	MessageImprint ::= SEQUENCE {                    -- RFC 3161 section 2.4.1
//	  hashAlgorithm AlgorithmIdentifier,
//	  hashedMessage OCTET STRING }
type Imprint struct {
	Hash   pki.AlgorithmIdentifier
	Digest []byte
}

func (i *Imprint) addTo(b *cryptobyte.Builder) {
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		i.Hash.AddTo(b)
		b.AddASN1OctetString(i.Digest)
	})
}

// newImprint names national hashes without parameters and others with NULL, as
// authorities of either kind are used to.
func newImprint(h *pki.Hash, digest []byte) (Imprint, error) {
	if len(digest) != h.Size() {
		return Imprint{}, fmt.Errorf("tsp: a %s digest of %d octets", h, len(digest))
	}
	i := Imprint{Hash: h.AlgorithmIdentifier(), Digest: digest}
	if h.HashFunc() != 0 {
		i.Hash.Parameters = []byte{5, 0}
	}
	return i, nil
}

func readImprint(s *cryptobyte.String) (i Imprint, err error) {
	var seq cryptobyte.String
	if !s.ReadASN1(&seq, casn1.SEQUENCE) {
		return i, malformed("messageImprint")
	}
	if i.Hash, err = pki.ReadAlgorithmIdentifier(&seq); err != nil {
		return i, malformed("messageImprint")
	}
	if !seq.ReadASN1Bytes(&i.Digest, casn1.OCTET_STRING) || !seq.Empty() {
		return i, malformed("messageImprint")
	}
	return i, nil
}

func addOID(b *cryptobyte.Builder, oid x509.OID) {
	// MarshalBinary never fails.
	der, _ := oid.MarshalBinary()
	b.AddASN1(casn1.OBJECT_IDENTIFIER, func(b *cryptobyte.Builder) { b.AddBytes(der) })
}

func readOID(s *cryptobyte.String) (oid x509.OID, ok bool) {
	var der cryptobyte.String
	ok = s.ReadASN1(&der, casn1.OBJECT_IDENTIFIER) && oid.UnmarshalBinary(der) == nil
	return oid, ok
}
