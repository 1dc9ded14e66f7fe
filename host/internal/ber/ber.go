// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package ber reads the freedom that BER leaves and DER does not (ITU-T X.690):
// indefinite lengths, long forms of short lengths, octet strings in pieces.
// Old tools write messages and key files so. Everything else in the house
// reads DER; this is the door where BER becomes DER.
package ber

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
)

// What can be wrong with an encoding.
var (
	// ErrTruncated says that the octets end within a value.
	ErrTruncated = errors.New("ber: cut short")
	// ErrMalformed says that the octets are no encoding of anything.
	ErrMalformed = errors.New("ber: malformed")
	// ErrTooDeep says that values nest deeper than the caller allows.
	ErrTooDeep = errors.New("ber: nested too deep")
)

// Indefinite is the Length of a value that ends with end-of-contents octets.
const Indefinite = -1

const (
	octetString      = 0x04
	octetStringParts = 0x24
	constructed      = 0x20
	highNumber       = 0x1f
)

// A Header is the identifier and the length of a value: X.690, 8.1.2 and 8.1.3.
type Header struct {
	Tag    byte  // the first identifier octet
	Length int64 // octets of the contents, or Indefinite

	raw        [1 + 4 + 1 + 8]byte
	identifier int // how many of raw are identifier octets
	size       int // how many of raw are used
}

// Octets returns the header as it was read.
func (h *Header) Octets() []byte { return h.raw[:h.size] }

// Size is how many octets the header takes.
func (h *Header) Size() int { return h.size }

// Constructed says that the contents are values themselves.
func (h *Header) Constructed() bool { return h.Tag&constructed != 0 }

// End says that the header is the end-of-contents of an indefinite value.
func (h *Header) End() bool { return h.Tag == 0 && h.Length == 0 && h.size == 2 }

// der says that the length is encoded as in DER.
func (h *Header) der() bool {
	return h.Length != Indefinite && h.size-h.identifier == len(AppendLength(nil, h.Length))
}

// ReadHeader takes a header octet by octet. Tag numbers of up to four octets
// and lengths of up to eight, less than 2^62, are read, minimal or not. The
// error is [ErrMalformed], or the reader's own.
func ReadHeader(r io.ByteReader) (h Header, err error) {
	octet := func() byte {
		var b byte
		if err == nil {
			b, err = r.ReadByte()
		}
		if err == nil {
			h.raw[h.size] = b
			h.size++
		}
		return b
	}
	h.Tag = octet()
	if h.Tag&highNumber == highNumber {
		for octet()&0x80 != 0 {
			if h.size == 5 {
				return h, ErrMalformed
			}
		}
	}
	h.identifier = h.size
	first := octet()
	switch {
	case err != nil:
		return h, err
	case first < 0x80:
		h.Length = int64(first)
		return h, nil
	case first == 0x80:
		h.Length = Indefinite
		if !h.Constructed() {
			return h, ErrMalformed
		}
		return h, nil
	case first > 0x88:
		return h, ErrMalformed
	}
	var length uint64
	for range first & 0x7f {
		length = length<<8 | uint64(octet())
	}
	if length > 1<<62 {
		return h, ErrMalformed
	}
	h.Length = int64(length)
	return h, err
}

// AppendLength writes a length in the least octets: X.690, 10.1.
func AppendLength(dst []byte, length int64) []byte {
	if length < 0x80 {
		return append(dst, byte(length))
	}
	n := (bits.Len64(uint64(length)) + 7) / 8
	dst = append(dst, 0x80|byte(n))
	return append(dst, binary.BigEndian.AppendUint64(nil, uint64(length))[8-n:]...)
}

// AppendHeader writes a tag of one octet and a length.
func AppendHeader(dst []byte, tag byte, length int64) []byte {
	return AppendLength(append(dst, tag), length)
}
