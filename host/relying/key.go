// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package relying

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
)

// KeySize is the least length of a [Key] in octets.
const KeySize = 32

// A Key signs challenges: random octets, at least [KeySize] of them, the same on all
// servers of a cabinet and nobody else's. Whoever has it can make challenges of any
// session and time, but nobody's signature.
//
// A new key comes in three steps, each of them at all servers before the next: it is
// put behind the present one; it is put in front of it; and when [ChallengeLife] has
// passed, the old one goes. Challenges name their key by an id that is made of it, so
// there is none to choose.
type Key []byte

// NewKey makes a key: for a cabinet's one server, which forgets it when it ends, or
// to be laid where all servers read it.
func NewKey() Key {
	key := make(Key, KeySize)
	rand.Read(key)
	return key
}

// String names no octet of the key.
func (Key) String() string { return "a key of challenges" }

// What the key is used for: the labels keep one use from being taken for another.
const (
	idLabel        = "pidpys challenge key id v1\x00"
	challengeLabel = "pidpys login challenge v1\x00"
)

// id is the first octets of a MAC.
func (k Key) id() (id [endOfID]byte) {
	m := hmac.New(sha256.New, k)
	m.Write([]byte(idLabel))
	copy(id[:], m.Sum(nil))
	return id
}

// mac binds the first octets of a challenge to where it is given and to whom.
func (k Key) mac(challenge []byte, origin, session string) []byte {
	return k.MAC(challengeLabel, challenge, origin, session)
}

// MAC is HMAC-SHA-256 by the key, of octets and texts, for other things than
// challenges that a cabinet gives out and gets back. The label names the use and ends
// with a zero octet; of each use the octets have one length and the texts one number.
func (k Key) MAC(label string, octets []byte, texts ...string) []byte {
	m := hmac.New(sha256.New, k)
	m.Write([]byte(label))
	m.Write(octets)
	for _, text := range texts { // digests: no two lists are alike
		sum := sha256.Sum256([]byte(text))
		m.Write(sum[:])
	}
	return m.Sum(nil)
}
