// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/binary"
	"math/bits"
)

// ulong is a number as the value of an attribute: a CK_ULONG, which is a word
// in the machine's order.
func ulong(n uint) []byte {
	if bits.UintSize == 32 {
		return binary.NativeEndian.AppendUint32(nil, uint32(n))
	}
	return binary.NativeEndian.AppendUint64(nil, uint64(n))
}

// number reads what ulong makes, and 0 from anything else.
func number(value []byte) uint {
	switch len(value) {
	case 4:
		return uint(binary.NativeEndian.Uint32(value))
	case 8:
		return uint(binary.NativeEndian.Uint64(value))
	}
	return 0
}
