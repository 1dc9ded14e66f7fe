// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	stdasn1 "encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// begins reports whether data starts with nested values of these tags, and
// then with the given octets. Only headers are read, so data may be cut short
// anywhere behind them.
func begins(data []byte, tags []asn1.Tag, then []byte) bool {
	for _, tag := range tags {
		h, err := readHeader(data)
		if err != nil || h.tag != byte(tag) {
			return false
		}
		data = data[h.size:]
	}
	return len(data) >= len(then) && string(data[:len(then)]) == string(then)
}

func marshalOID(oid stdasn1.ObjectIdentifier) []byte {
	var b cryptobyte.Builder
	b.AddASN1ObjectIdentifier(oid)
	return b.BytesOrPanic()
}

// sequence returns what s holds if it is one SEQUENCE and nothing more.
func sequence(s []byte) (content cryptobyte.String, ok bool) {
	in := cryptobyte.String(s)
	ok = in.ReadASN1(&content, asn1.SEQUENCE) && in.Empty()
	return content, ok
}
