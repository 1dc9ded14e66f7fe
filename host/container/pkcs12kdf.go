// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"hash"
)

// What a key made by [pkcs12KDF] is for: RFC 7292, appendix B.3.
const (
	forEncryption byte = 1
	forIV         byte = 2
	forMAC        byte = 3
)

// pkcs12KDF derives size octets: RFC 7292, appendix B.2, whose letters it
// uses. u is the size of the hash and v that of its blocks; both are 32 for
// GOST 34.311.
func pkcs12KDF(h func() hash.Hash, password, salt []byte, iterations int, id byte, size int) []byte {
	state := h()
	u, v := state.Size(), state.BlockSize()
	i := append(fill(salt, v), fill(password, v)...)
	defer clear(i)
	a := make([]byte, 0, u)
	b := make([]byte, v)
	d := make([]byte, v)
	for j := range d {
		d[j] = id
	}
	derived := make([]byte, 0, size+u)
	for {
		state.Reset()
		state.Write(d)
		state.Write(i)
		a = state.Sum(a[:0])
		for range iterations - 1 {
			state.Reset()
			state.Write(a)
			a = state.Sum(a[:0])
		}
		derived = append(derived, a...)
		if len(derived) >= size {
			break
		}
		for j := range b {
			b[j] = a[j%u]
		}
		for j := 0; j < len(i); j += v {
			addOne(i[j:j+v], b)
		}
	}
	state.Reset()
	clear(a)
	clear(b)
	clear(derived[size:])
	return derived[:size]
}

// fill repeats s up to the next multiple of v octets.
func fill(s []byte, v int) []byte {
	n := (len(s) + v - 1) / v * v
	filled := make([]byte, n)
	for i := range filled {
		filled[i] = s[i%len(s)]
	}
	return filled
}

// addOne sets x to x + b + 1 modulo 2^(8 len(x)), big-endian.
func addOne(x, b []byte) {
	carry := uint16(1)
	for i := len(x) - 1; i >= 0; i-- {
		carry += uint16(x[i]) + uint16(b[i])
		x[i] = byte(carry)
		carry >>= 8
	}
}
