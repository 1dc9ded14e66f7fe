// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package x963 is the key derivation function of ANSI X9.63-2001, section 5.6.3,
// as SEC 1 version 2.0, section 3.6.1, gives it to all: what turns the secret that
// two keys agree on into a key for a cipher. RFC 5753 uses it with SHA, and the
// Ukrainian agreements 1.2.804.2.1.1.1.1.3.{4, 5, 7, 8} with GOST 34.311-95 or
// Kupyna (DSTU 7564).
package x963

import (
	"encoding/binary"
	"hash"
)

// Derive returns the first size octets of
//
//	H(secret ‖ 00000001 ‖ sharedInfo) ‖ H(secret ‖ 00000002 ‖ sharedInfo) ‖ …
//
// in a slice of its own, which the caller wipes. A size below zero panics, and
// one that 2^32 − 1 hashes do not fill is not of this world.
//
// The national agreements strip the leading zero octets of the secret, RFC 5753
// keeps them: that is the caller's affair. The hash is told that it gets a secret
// if it has a method Secret, as those of package kupyna do, which on some
// processors are slower in constant time than for public data.
func Derive(newHash func() hash.Hash, secret, sharedInfo []byte, size int) []byte {
	h := newHash()
	if h, ok := h.(interface{ Secret() }); ok {
		h.Secret()
	}
	key := make([]byte, 0, size+h.Size()) // appending moves it nowhere
	var counter [4]byte
	for i := uint32(1); len(key) < size; i++ {
		binary.BigEndian.PutUint32(counter[:], i)
		h.Write(secret)
		h.Write(counter[:])
		h.Write(sharedInfo)
		key = h.Sum(key)
		h.Reset() // which overwrites the state of our own functions
	}
	clear(key[size:])
	return key[:size:size]
}
