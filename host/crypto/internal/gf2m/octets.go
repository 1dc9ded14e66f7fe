// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gf2m

import "encoding/binary"

// Octets returns the element as Size octets, least significant first.
func (f *Field) Octets(x *Element) []byte {
	var whole [8 * maxWords]byte
	for i, w := range x {
		binary.LittleEndian.PutUint64(whole[8*i:], w)
	}
	return append([]byte(nil), whole[:f.Size()]...)
}

// SetOctets sets z to the element encoded by exactly Size octets, least
// significant first, and reports whether it is one: the bits above x^(m−1)
// must be clear. On failure z is unchanged.
func (f *Field) SetOctets(z *Element, octets []byte) bool {
	if len(octets) != f.Size() {
		return false
	}
	e := load(octets)
	if e[f.words-1]&^f.mask != 0 {
		return false
	}
	*z = e
	return true
}

// SetTruncated sets z to the lowest m bits of octets of any length, least
// significant first.
func (f *Field) SetTruncated(z *Element, octets []byte) {
	*z = load(octets[:min(len(octets), f.Size())])
	z[f.words-1] &= f.mask
}

func load(octets []byte) (e Element) {
	var whole [8 * maxWords]byte
	copy(whole[:], octets)
	for i := range e {
		e[i] = binary.LittleEndian.Uint64(whole[8*i:])
	}
	return e
}
