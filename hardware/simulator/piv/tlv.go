// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv

import "slices"

// tlv is one object of BER-TLV (ISO 7816-4, 5.2.2). The tag is as many octets as
// it needs.
func tlv(tag uint, parts ...[]byte) []byte {
	value := slices.Concat(parts...)
	var out []byte
	for shift := 16; shift >= 0; shift -= 8 {
		if octet := byte(tag >> shift); octet != 0 || len(out) != 0 {
			out = append(out, octet)
		}
	}
	switch n := len(value); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	default:
		out = append(out, 0x82, byte(n>>8), byte(n))
	}
	return append(out, value...)
}

// readTLV takes the first object off data. All that cards are sent has tags of
// one octet.
func readTLV(data []byte) (tag byte, value, rest []byte, ok bool) {
	if len(data) < 2 {
		return 0, nil, nil, false
	}
	tag, length, data := data[0], int(data[1]), data[2:]
	if length >= 0x80 {
		octets := length & 0x7f
		if octets > 2 || len(data) < octets {
			return 0, nil, nil, false
		}
		length = 0
		for _, octet := range data[:octets] {
			length = length<<8 | int(octet)
		}
		data = data[octets:]
	}
	if length > len(data) {
		return 0, nil, nil, false
	}
	return tag, data[:length], data[length:], true
}
