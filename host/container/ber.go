// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"errors"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/key"
)

// maxDepth is how deep values may nest. The deepest part of a real PKCS #12,
// seen without what its OCTET STRINGs hold, is seven.
const maxDepth = 32

const (
	constructed       = 0x20
	constructedOctets = byte(asn1.OCTET_STRING) | constructed
)

var errShort = errors.New("container: value cut short")

// toDER returns the first value of data in definite lengths and with the
// pieces of every OCTET STRING joined: PKCS #12 files may use the freedom of
// X.690, 8.1.3.6 and 8.7.3, and everything behind this reads DER. What follows
// the first value is ignored, for carriers and copying tools pad files.
//
// The error is [key.ErrTruncated] if data ends within the value, and else
// [key.ErrNotContainer].
func toDER(data []byte) ([]byte, error) {
	value, _, err := appendDER(nil, data, maxDepth)
	if errors.Is(err, errShort) {
		return nil, key.ErrTruncated
	}
	return value, err
}

// appendDER appends the first value of in to out and returns what follows it.
// A value that needs more octets than in has is errShort.
func appendDER(out, in []byte, depth int) (value, rest []byte, err error) {
	h, err := readHeader(in)
	if err != nil {
		return nil, nil, err
	}
	in = in[h.size:]
	if depth == 0 {
		return nil, nil, key.ErrNotContainer
	}
	var content []byte
	switch {
	case h.indefinite:
		content, in, err = untilEnd(in, depth-1)
	case h.length > len(in):
		return nil, nil, errShort
	default:
		content, in = in[:h.length], in[h.length:]
		if h.tag&constructed != 0 {
			content, err = all(content, depth-1)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	if h.tag == constructedOctets {
		h.tag = byte(asn1.OCTET_STRING)
		if content, err = join(content); err != nil {
			return nil, nil, err
		}
	}
	return append(appendHeader(out, h.tag, len(content)), content...), in, nil
}

// untilEnd converts values up to the end-of-contents octets.
func untilEnd(in []byte, depth int) (content, rest []byte, err error) {
	for {
		if len(in) >= 2 && in[0] == 0 && in[1] == 0 {
			return content, in[2:], nil
		}
		if content, in, err = appendDER(content, in, depth); err != nil {
			return nil, nil, err
		}
	}
}

// all converts values to the end of in. One that is cut short there disagrees
// with the length of what holds it.
func all(in []byte, depth int) (content []byte, err error) {
	for len(in) > 0 {
		content, in, err = appendDER(content, in, depth)
		if errors.Is(err, errShort) {
			return nil, key.ErrNotContainer
		}
		if err != nil {
			return nil, err
		}
	}
	return content, nil
}

// join returns what a sequence of OCTET STRINGs holds.
func join(octetStrings []byte) ([]byte, error) {
	in := cryptobyte.String(octetStrings)
	var joined, piece []byte
	for !in.Empty() {
		if !in.ReadASN1Bytes(&piece, asn1.OCTET_STRING) {
			return nil, key.ErrNotContainer
		}
		joined = append(joined, piece...)
	}
	return joined, nil
}

// A header is the tag and length of one value: X.690, 8.1.2 and 8.1.3, with
// one-octet tags only.
type header struct {
	tag        byte
	size       int // octets of the header itself
	length     int // octets of the content, unless indefinite
	indefinite bool
}

func readHeader(in []byte) (header, error) {
	if len(in) < 2 {
		return header{}, errShort
	}
	h := header{tag: in[0], size: 2}
	if h.tag == 0 || h.tag&0x1f == 0x1f {
		return header{}, key.ErrNotContainer
	}
	switch b := in[1]; {
	case b < 0x80:
		h.length = int(b)
	case b == 0x80:
		h.indefinite = true
		if h.tag&constructed == 0 {
			return header{}, key.ErrNotContainer
		}
	case b > 0x84:
		return header{}, key.ErrNotContainer
	default:
		h.size += int(b & 0x7f)
		if len(in) < h.size {
			return header{}, errShort
		}
		var length uint32
		for _, octet := range in[2:h.size] {
			length = length<<8 | uint32(octet)
		}
		if length > MaxSize {
			return header{}, key.ErrNotContainer
		}
		h.length = int(length)
	}
	return h, nil
}

// appendHeader writes a length up to [MaxSize], which no conversion exceeds.
func appendHeader(out []byte, tag byte, length int) []byte {
	switch {
	case length < 0x80:
		return append(out, tag, byte(length))
	case length <= 0xff:
		return append(out, tag, 0x81, byte(length))
	case length <= 0xffff:
		return append(out, tag, 0x82, byte(length>>8), byte(length))
	}
	return append(out, tag, 0x83, byte(length>>16), byte(length>>8), byte(length))
}
