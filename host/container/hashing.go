// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	stdasn1 "encoding/asn1"
	"hash"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A hashing is a hash function as key derivations and MACs use it.
type hashing struct {
	digest stdasn1.ObjectIdentifier // of the hash
	hmac   stdasn1.ObjectIdentifier // of HMAC over it; nil if it has none
	new    func() hash.Hash
	cost   int // of a round, where those of the SHA family cost one
}

func (h hashing) size() int { return h.new().Size() }

// nationalCost: the national hashes are that much slower.
const nationalCost = 10

var (
	sha1Hashing   = hashing{pki.OIDSHA1, rsadsi(7), pki.SHA1.New, 1}
	sha256Hashing = hashing{pki.OIDSHA256, rsadsi(9), pki.SHA256.New, 1}
	gostHashing   = hashing{pki.OIDGOST34311, pki.OIDHMACGOST34311, pki.GOST34311.New, nationalCost}
)

// hashings are all that files may name: RFC 8018, appendix B.1.2; FIPS 202 by
// NIST's numbers; the national ones. No number is known for HMAC over Kupyna.
var hashings = []hashing{
	gostHashing,
	{pki.OIDKupyna256, nil, pki.Kupyna256.NewSecret, nationalCost},
	{pki.OIDKupyna384, nil, pki.Kupyna384.NewSecret, nationalCost},
	{pki.OIDKupyna512, nil, pki.Kupyna512.NewSecret, nationalCost},
	sha1Hashing,
	sha256Hashing,
	{nist(4), rsadsi(8), sha256.New224, 1},
	{pki.OIDSHA384, rsadsi(10), pki.SHA384.New, 1},
	{pki.OIDSHA512, rsadsi(11), pki.SHA512.New, 1},
	{nist(5), rsadsi(12), sha512.New512_224, 1},
	{nist(6), rsadsi(13), sha512.New512_256, 1},
	{nist(7), nist(13), func() hash.Hash { return sha3.New224() }, 1},
	{nist(8), nist(14), func() hash.Hash { return sha3.New256() }, 1},
	{nist(9), nist(15), func() hash.Hash { return sha3.New384() }, 1},
	{nist(10), nist(16), func() hash.Hash { return sha3.New512() }, 1},
	md5Hashing,
}

// md5Hashing is for old files only.
var md5Hashing = hashing{rsadsi(5), rsadsi(6), md5.New, 1}

// rsadsi is the arc of RSA's digest algorithms, 1.2.840.113549.2.
func rsadsi(n int) stdasn1.ObjectIdentifier {
	return stdasn1.ObjectIdentifier{1, 2, 840, 113549, 2, n}
}

// nist is the arc of NIST's hash algorithms, 2.16.840.1.101.3.4.2.
func nist(n int) stdasn1.ObjectIdentifier {
	return stdasn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, n}
}

// hashingByDigest finds a hash, hashingByHMAC the one under an HMAC.
func hashingByDigest(oid stdasn1.ObjectIdentifier) (hashing, error) {
	for _, h := range hashings {
		if h.digest.Equal(oid) {
			return h, nil
		}
	}
	return hashing{}, key.ErrUnsupported
}

func hashingByHMAC(oid stdasn1.ObjectIdentifier) (hashing, error) {
	for _, h := range hashings {
		if h.hmac != nil && h.hmac.Equal(oid) {
			return h, nil
		}
	}
	return hashing{}, key.ErrUnsupported
}
