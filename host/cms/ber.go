// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"encoding/binary"
	"io"
	"math/bits"
)

// Identifier octets met outside of cryptobyte: X.690 section 8.1.2.
const (
	tagInteger          = 0x02
	tagOctetString      = 0x04
	tagOctetStringParts = 0x24 // constructed: a string in pieces
	tagOID              = 0x06
	tagSequence         = 0x30
	tagSet              = 0x31
	tagContext0         = 0xa0
	tagContext1         = 0xa1

	constructed = 0x20
	highNumber  = 0x1f
	indefinite  = -1
)

// header is the identifier and length of an element: X.690 sections 8.1.2 and 8.1.3.
type header struct {
	tag        byte  // the first identifier octet
	length     int64 // of the contents, or indefinite
	raw        [1 + 4 + 1 + 8]byte
	identifier int // how many of raw are identifier octets
	size       int // how many of raw are used
}

// end says that the header is the end-of-contents of an indefinite element.
func (h *header) end() bool { return h.tag == 0 && h.length == 0 }

func (h *header) constructed() bool { return h.tag&constructed != 0 }

// minimal says that the length is encoded as in DER.
func (h *header) minimal() bool {
	return h.length != indefinite && h.size-h.identifier == len(appendLength(nil, h.length))
}

// readHeader takes a header octet by octet. Tag numbers of up to four octets
// and lengths of up to eight are read, minimal or not.
func readHeader(r io.ByteReader) (h header, err error) {
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
	h.tag = octet()
	if h.tag&highNumber == highNumber {
		for octet()&0x80 != 0 {
			if h.size == 5 {
				return h, malformed("tag number too long")
			}
		}
	}
	h.identifier = h.size
	first := octet()
	switch {
	case err != nil:
		return h, err
	case first < 0x80:
		h.length = int64(first)
		return h, nil
	case first == 0x80:
		h.length = indefinite
		if !h.constructed() {
			return h, malformed("primitive element of indefinite length")
		}
		return h, nil
	case first > 0x88:
		return h, malformed("length of more than eight octets")
	}
	var length uint64
	for range first & 0x7f {
		length = length<<8 | uint64(octet())
	}
	if length > 1<<62 {
		return h, malformed("length out of range")
	}
	h.length = int64(length)
	return h, err
}

// appendLength writes a length in the least octets: X.690 section 10.1.
func appendLength(dst []byte, length int64) []byte {
	if length < 0x80 {
		return append(dst, byte(length))
	}
	n := (bits.Len64(uint64(length)) + 7) / 8
	dst = append(dst, 0x80|byte(n))
	return append(dst, binary.BigEndian.AppendUint64(nil, uint64(length))[8-n:]...)
}

func appendHeader(dst []byte, tag byte, length int64) []byte {
	return appendLength(append(dst, tag), length)
}

func element(tag byte, contents ...[]byte) []byte {
	length := 0
	for _, c := range contents {
		length += len(c)
	}
	out := appendHeader(make([]byte, 0, length+10), tag, int64(length))
	for _, c := range contents {
		out = append(out, c...)
	}
	return out
}
