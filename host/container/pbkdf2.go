// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/hmac"
	"crypto/subtle"
	"encoding/binary"
	"hash"
)

// pbkdf2 is PBKDF2 of RFC 8018, 5.2, with HMAC over h. It differs from
// crypto/pbkdf2 in taking the password as octets that can be wiped. HMAC keeps
// its two padded keys, so a round costs no allocation; they are the password's, and
// nobody outside of crypto/hmac can wipe them.
func pbkdf2(h func() hash.Hash, password, salt []byte, iterations, size int) []byte {
	prf := hmac.New(h, password)
	derived := make([]byte, 0, size+prf.Size())
	u := make([]byte, 0, prf.Size())
	defer func() { clear(u[:cap(u)]) }()
	for block := uint32(1); len(derived) < size; block++ {
		prf.Reset()
		prf.Write(salt)
		prf.Write(binary.BigEndian.AppendUint32(nil, block))
		u = prf.Sum(u[:0])
		derived = append(derived, u...)
		t := derived[len(derived)-len(u):]
		for range iterations - 1 {
			prf.Reset()
			prf.Write(u)
			u = prf.Sum(u[:0])
			subtle.XORBytes(t, t, u)
		}
	}
	clear(derived[size:])
	return derived[:size]
}
