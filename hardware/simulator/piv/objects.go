// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv

import (
	"crypto/sha256"
	"slices"
)

// Tags of data objects (SP 800-73-4 part 1, table 3).
const (
	tagDiscovery  = 0x7E
	tagCHUID      = 0x5FC102
	tagCapability = 0x5FC107
)

// certificates are the objects for the certificates of the slots.
var certificates = map[Slot]uint{
	Authentication: 0x5FC105,
	Signature:      0x5FC10A,
	Management:     0x5FC10B,
}

// objects are those that a card answers to GET DATA (SP 800-73-4 part 1,
// appendix A). The discovery object alone has no wrapping.
func objects(spec Spec) map[uint][]byte {
	wrapped := func(parts ...[]byte) []byte { return tlv(0x53, append(parts, tlv(0xFE))...) }
	all := map[uint][]byte{
		// The PIN of the application, no other.
		tagDiscovery: tlv(tagDiscovery, tlv(0x4F, application), tlv(0x5F2F, []byte{0x40, 0x00})),
		tagCHUID: wrapped(
			tlv(0x30, nonFederal),
			tlv(0x34, identity(spec)),
			tlv(0x35, []byte("20991231")),
			tlv(0x3E), // unsigned
		),
		tagCapability: wrapped(
			tlv(0xF0, slices.Concat(application[:provider], make([]byte, 16))),
			tlv(0xF1, []byte{0x21}), tlv(0xF2, []byte{0x21}), tlv(0xF3), tlv(0xF4, []byte{0x00}), tlv(0xF5, []byte{0x10}),
			tlv(0xF6), tlv(0xF7), tlv(0xFA), tlv(0xFB), tlv(0xFC), tlv(0xFD),
		),
	}
	for slot, key := range spec.Keys {
		if key.Certificate != nil {
			all[certificates[slot]] = wrapped(tlv(0x70, key.Certificate.Raw), tlv(0x71, []byte{0x00}))
		}
	}
	return all
}

// nonFederal is the FASC-N of issuers outside of the federal government: agency
// 9999, system 9999, credential 999999 (SP 800-73-4 part 1, 3.1.2 and 3.4.1).
var nonFederal = []byte{
	0xD4, 0xE7, 0x39, 0xDA, 0x73, 0x9C, 0xED, 0x39, 0xCE, 0x73, 0x9D, 0x83, 0x68,
	0x58, 0x21, 0x08, 0x42, 0x10, 0x84, 0x21, 0xC8, 0x42, 0x10, 0xC3, 0xEB,
}

// identity is the card's number, which goes with its keys.
func identity(spec Spec) []byte {
	hash := sha256.New()
	for _, slot := range []Slot{Authentication, Signature, Management} {
		if certificate := spec.Keys[slot].Certificate; certificate != nil {
			hash.Write(certificate.Raw)
		}
	}
	return hash.Sum(nil)[:16]
}
