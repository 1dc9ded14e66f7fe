// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"encoding/binary"

	"github.com/pidpys/pidpys/host/crypto/x963"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// derive makes a key of size octets from a shared secret, as RFC 5753 section
// 7.2 and the Ukrainian scheme do, with the shared information
//
//	ECC-CMS-SharedInfo ::= SEQUENCE {
//	  keyInfo AlgorithmIdentifier,                   -- of the key wrap
//	  entityUInfo [0] EXPLICIT OCTET STRING OPTIONAL, -- ukm
//	  suppPubInfo [2] EXPLICIT OCTET STRING }        -- bits of the key
func derive(hash *pki.Hash, secret []byte, wrap pki.AlgorithmIdentifier, ukm []byte, size int) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		wrap.AddTo(b)
		if ukm != nil {
			b.AddASN1(casn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
				b.AddASN1OctetString(ukm)
			})
		}
		b.AddASN1(casn1.Tag(2).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1OctetString(binary.BigEndian.AppendUint32(nil, uint32(8*size)))
		})
	})
	return x963.Derive(hash.New, secret, b.BytesOrPanic(), size)
}
