// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"errors"

	"github.com/pidpys/pidpys/host/internal/ber"
)

// Identifier octets met outside of cryptobyte: X.690 section 8.1.2.
const (
	tagInteger     = 0x02
	tagOctetString = 0x04
	tagOID         = 0x06
	tagSequence    = 0x30
	tagSet         = 0x31
	tagContext0    = 0xa0
	tagContext1    = 0xa1

	tagEncryptedContent = 0x80 // [0] IMPLICIT OCTET STRING
	constructed         = 0x20 // the bit of it
)

func element(tag byte, contents ...[]byte) []byte {
	length := 0
	for _, c := range contents {
		length += len(c)
	}
	out := ber.AppendHeader(make([]byte, 0, length+10), tag, int64(length))
	for _, c := range contents {
		out = append(out, c...)
	}
	return out
}

// definite makes DER of the encoding of elements.
func definite(in []byte) ([]byte, error) {
	out, err := ber.Values(in, maxDepth)
	return out, encodingError(err)
}

// encodingError puts an error of package ber in this package's words. Others,
// those of the reader a message comes from, it hands on.
func encodingError(err error) error {
	switch {
	case errors.Is(err, ber.ErrTooDeep):
		return tooLarge("nesting")
	case errors.Is(err, ber.ErrMalformed), errors.Is(err, ber.ErrTruncated):
		return malformed("encoding")
	}
	return err
}
