// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"encoding/asn1"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/pki"
)

// Ukrainian algorithms: the key wraps of GOST 28147 and of Kalyna, and the modes
// CFB and KW of Kalyna, where one more number tells the size of the block.
var (
	oidGOSTWrap   = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 1, 1, 5}
	oidKalynaWrap = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 1, 3, 11}
	oidKalynaCFB  = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 1, 3, 3}
	oidKalynaKW   = asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 1, 3, 10}
)

// kalynaBlocks are the sizes of blocks in octets by that number less 1.
var kalynaBlocks = [...]int{16, 32, 64}

// kalynaBlock says whether an identifier is a mode of Kalyna, and the size of
// its block in octets.
func kalynaBlock(oid, mode asn1.ObjectIdentifier) (size int, ok bool) {
	n := len(mode)
	if len(oid) != n+1 || !oid[:n].Equal(mode) || oid[n] < 1 || oid[n] > len(kalynaBlocks) {
		return 0, false
	}
	return kalynaBlocks[oid[n]-1], true
}

// dstuSchemes are Diffie–Hellman with the cofactor and without, and the hash of
// the key derivation.
var dstuSchemes = []struct {
	oid      asn1.ObjectIdentifier
	cofactor bool
	hash     *pki.Hash
}{
	{asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 4}, true, pki.GOST34311},
	{asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 5}, false, pki.GOST34311},
	{asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 7}, true, pki.Kupyna256},
	{asn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 3, 8}, false, pki.Kupyna256},
}

// A keyUnwrap undoes one of the national key wraps.
type keyUnwrap struct {
	kekSize int
	unwrap  func(kek, wrapped []byte) ([]byte, error)
}

// nationalUnwrap is that of an identifier. The mode KW takes keys of one block
// here, as its identifiers name no other size; nobody has been met who uses it.
func nationalUnwrap(oid asn1.ObjectIdentifier) (u keyUnwrap, ok bool) {
	if oid.Equal(oidGOSTWrap) {
		return keyUnwrap{gost28147.KeySize, func(kek, wrapped []byte) ([]byte, error) {
			return gost28147.Unwrap(kek, wrapped, nil)
		}}, true
	}
	if oid.Equal(oidKalynaWrap) {
		return keyUnwrap{kalyna.ContentKeySize, kalyna.UnwrapContentKey}, true
	}
	size, ok := kalynaBlock(oid, oidKalynaKW)
	return keyUnwrap{size, func(kek, wrapped []byte) ([]byte, error) {
		c, err := kalyna.NewCipher(kek, size)
		if err != nil {
			return nil, err
		}
		defer c.Wipe()
		return kalyna.Unwrap(c, wrapped)
	}}, ok
}
