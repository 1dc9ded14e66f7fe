// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"bytes"
	"io"
)

// definite makes the lengths of elements those of DER and joins octet strings
// that came in pieces. Nothing else changes: neither the order of a set nor a
// value. Octets whose lengths are DER already come back as they are.
func definite(in []byte) ([]byte, error) {
	if ok, err := isDefinite(in, 0); ok || err != nil {
		return in, err
	}
	out, rest, err := rebuild(in, 0, false)
	if err == nil && len(rest) > 0 {
		err = malformed("end-of-contents out of place")
	}
	return out, err
}

// isDefinite says whether every length among the elements is DER, and no
// string in pieces.
func isDefinite(in []byte, depth int) (bool, error) {
	if depth > maxDepth {
		return false, tooLarge("nesting")
	}
	for len(in) > 0 {
		h, after, err := splitHeader(in)
		if err != nil {
			return false, err
		}
		if !h.minimal() || h.tag == tagOctetStringParts {
			return false, nil
		}
		if h.constructed() {
			if ok, err := isDefinite(after[:h.length], depth+1); !ok || err != nil {
				return ok, err
			}
		}
		in = after[h.length:]
	}
	return true, nil
}

// rebuild writes the elements anew, up to the end of in or, inside an
// indefinite element, its end-of-contents. What follows that is the rest.
func rebuild(in []byte, depth int, untilEnd bool) (out, rest []byte, err error) {
	if depth > maxDepth {
		return nil, nil, tooLarge("nesting")
	}
	for len(in) > 0 {
		h, after, err := splitHeader(in)
		if err != nil {
			return nil, nil, err
		}
		if h.end() && untilEnd {
			return out, after, nil
		}
		var body []byte
		switch {
		case h.length == indefinite:
			body, in, err = rebuild(after, depth+1, true)
		case h.constructed():
			body, _, err = rebuild(after[:h.length], depth+1, false)
			in = after[h.length:]
		default:
			body, in = after[:h.length], after[h.length:]
		}
		if err != nil {
			return nil, nil, err
		}
		identifier := h.raw[:h.identifier]
		if h.tag == tagOctetStringParts {
			identifier = []byte{tagOctetString}
			if body, err = join(body); err != nil {
				return nil, nil, err
			}
		}
		out = append(appendLength(append(out, identifier...), int64(len(body))), body...)
	}
	if untilEnd {
		return nil, nil, malformed("element without an end")
	}
	return out, nil, nil
}

// join makes one string of the pieces of a constructed one: X.690 section 8.7.3.
func join(pieces []byte) ([]byte, error) {
	joined := make([]byte, 0, len(pieces))
	for len(pieces) > 0 {
		h, after, err := splitHeader(pieces)
		if err != nil {
			return nil, err
		}
		if h.tag != tagOctetString {
			return nil, malformed("octet string of other pieces")
		}
		joined = append(joined, after[:h.length]...)
		pieces = after[h.length:]
	}
	return joined, nil
}

// splitHeader takes a header off. Contents of a definite length are all there.
func splitHeader(in []byte) (h header, after []byte, err error) {
	h, err = readHeader(bytes.NewReader(in))
	if err == io.EOF {
		err = malformed("cut short")
	}
	if err == nil && h.length > int64(len(in)-h.size) {
		err = malformed("element longer than what holds it")
	}
	return h, in[h.size:], err
}
