// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ber

import (
	"bytes"
	"errors"
	"io"
)

// DER returns the first value of in with the lengths of DER and every octet
// string in one piece (X.690, 8.1.3.6 and 8.7.3), in memory of its own, and
// what follows the value. Nothing else changes: neither the order of a set nor
// any contents. Values may nest depth deep.
//
// The error is [ErrTruncated] if in ends within the value, so that a file cut
// short can be told from one that is something else; [ErrMalformed], also when
// a value is longer than the one that holds it; or [ErrTooDeep].
func DER(in []byte, depth int) (value, rest []byte, err error) {
	return convert(nil, in, depth)
}

// Values is [DER] for the values that in holds one after another, to its end.
// Octets that are DER already come back as they are, not copied.
func Values(in []byte, depth int) ([]byte, error) {
	if ok, err := isDER(in, depth); ok || err != nil {
		return in, err
	}
	return all(in, depth)
}

// isDER says whether every length is DER's and no string is in pieces.
func isDER(in []byte, depth int) (bool, error) {
	for len(in) > 0 {
		h, after, err := split(in, depth)
		switch {
		case err != nil:
			return false, err
		case !h.der() || h.Tag == octetStringParts:
			return false, nil
		case h.Length > int64(len(after)):
			return false, ErrMalformed
		}
		if h.Constructed() {
			if ok, err := isDER(after[:h.Length], depth-1); !ok || err != nil {
				return false, err
			}
		}
		in = after[h.Length:]
	}
	return true, nil
}

// convert appends the first value of in to out and returns what follows it.
func convert(out, in []byte, depth int) (value, rest []byte, err error) {
	h, in, err := split(in, depth)
	if err != nil {
		return nil, nil, err
	}
	var contents []byte
	switch {
	case h.Length == Indefinite:
		contents, in, err = untilEnd(in, depth-1)
	case h.Length > int64(len(in)):
		err = ErrTruncated
	default:
		contents, in = in[:h.Length], in[h.Length:]
		if h.Constructed() {
			contents, err = all(contents, depth-1)
		}
	}
	identifier := h.raw[:h.identifier]
	if err == nil && h.Tag == octetStringParts {
		identifier = []byte{octetString}
		contents, err = Join(contents)
	}
	if err != nil {
		return nil, nil, err
	}
	return append(AppendLength(append(out, identifier...), int64(len(contents))), contents...), in, nil
}

// untilEnd converts values up to the end-of-contents octets.
func untilEnd(in []byte, depth int) (contents, rest []byte, err error) {
	for {
		if len(in) >= 2 && in[0] == 0 && in[1] == 0 {
			return contents, in[2:], nil
		}
		if contents, in, err = convert(contents, in, depth); err != nil {
			return nil, nil, err
		}
	}
}

// all converts values to the end of in. One that is cut short there disagrees
// with the length of what holds it.
func all(in []byte, depth int) (contents []byte, err error) {
	contents = make([]byte, 0, len(in))
	for len(in) > 0 {
		contents, in, err = convert(contents, in, depth)
		if errors.Is(err, ErrTruncated) {
			return nil, ErrMalformed
		}
		if err != nil {
			return nil, err
		}
	}
	return contents, nil
}

// Join makes one string of the octet strings that in holds, which are DER:
// X.690, 8.7.3.
func Join(in []byte) ([]byte, error) {
	joined := make([]byte, 0, len(in))
	for len(in) > 0 {
		h, after, err := split(in, 1)
		if err != nil || h.Tag != octetString || h.Length > int64(len(after)) {
			return nil, ErrMalformed
		}
		joined, in = append(joined, after[:h.Length]...), after[h.Length:]
	}
	return joined, nil
}

// split takes the header of a value off, which end-of-contents is not.
func split(in []byte, depth int) (h Header, after []byte, err error) {
	h, err = ReadHeader(bytes.NewReader(in))
	switch {
	case err == io.EOF:
		return h, nil, ErrTruncated
	case err != nil:
		return h, nil, err
	case h.Tag == 0:
		return h, nil, ErrMalformed
	case depth == 0:
		return h, nil, ErrTooDeep
	}
	return h, in[h.size:], nil
}
