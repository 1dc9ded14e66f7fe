// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto/aes"
	"crypto/subtle"
	"encoding/binary"
)

// wrapCheck is the initial value of RFC 3394 section 2.2.3.1.
const wrapCheck = 0xa6a6a6a6a6a6a6a6

// wrapAES encrypts a key of a multiple of eight octets: RFC 3394 section 2.2.1.
func wrapAES(kek, key []byte) ([]byte, error) {
	block, err := aes.NewCipher(kek)
	if err != nil {
		return nil, err
	}
	out := append(binary.BigEndian.AppendUint64(nil, wrapCheck), key...)
	n := uint64(len(key) / 8)
	var b [aes.BlockSize]byte
	defer clear(b[:])
	copy(b[:8], out)
	for j := range uint64(6) {
		for i := uint64(1); i <= n; i++ {
			copy(b[8:], out[8*i:])
			block.Encrypt(b[:], b[:])
			binary.BigEndian.PutUint64(b[:8], binary.BigEndian.Uint64(b[:8])^(n*j+i))
			copy(out[8*i:8*i+8], b[8:])
		}
	}
	copy(out, b[:8])
	return out, nil
}

// unwrapAES undoes wrapAES: RFC 3394 section 2.2.2. What was not wrapped under
// the key gives [ErrDamaged].
func unwrapAES(kek, wrapped []byte) ([]byte, error) {
	block, err := aes.NewCipher(kek)
	if err != nil {
		return nil, err
	}
	if len(wrapped) < 24 || len(wrapped)%8 != 0 {
		return nil, ErrDamaged
	}
	out := append([]byte{}, wrapped[8:]...)
	n := uint64(len(out) / 8)
	var b [aes.BlockSize]byte
	defer clear(b[:])
	copy(b[:8], wrapped)
	for j := uint64(6); j > 0; j-- {
		for i := n; i > 0; i-- {
			binary.BigEndian.PutUint64(b[:8], binary.BigEndian.Uint64(b[:8])^(n*(j-1)+i))
			copy(b[8:], out[8*(i-1):])
			block.Decrypt(b[:], b[:])
			copy(out[8*(i-1):8*i], b[8:])
		}
	}
	if subtle.ConstantTimeCompare(b[:8], binary.BigEndian.AppendUint64(nil, wrapCheck)) != 1 {
		clear(out)
		return nil, ErrDamaged
	}
	return out, nil
}
