// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	stdasn1 "encoding/asn1"
	"errors"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/key"
)

// maxDepth is how deep values may nest. The deepest part of a real PKCS #12,
// seen without what its OCTET STRINGs hold, is seven.
const maxDepth = 32

// toDER returns the first value of data as DER, in memory of its own: PKCS #12
// files may be BER, and everything behind this reads DER. What follows the
// first value is ignored, for carriers and copying tools pad files.
//
// The error is [key.ErrTruncated] if data ends within the value, and else
// [key.ErrDamaged].
func toDER(data []byte) ([]byte, error) {
	if h, err := header(data); err == nil && h.Length > MaxSize {
		return nil, key.ErrDamaged
	}
	value, _, err := ber.DER(data, maxDepth)
	switch {
	case errors.Is(err, ber.ErrTruncated):
		return nil, key.ErrTruncated
	case err != nil:
		return nil, key.ErrDamaged
	}
	return value, nil
}

// header reads the first header of data.
func header(data []byte) (ber.Header, error) { return ber.ReadHeader(bytes.NewReader(data)) }

// begins reports whether data starts with nested values of these tags, and
// then with the given octets. Only headers are read, so data may be cut short
// anywhere behind them.
func begins(data []byte, tags []asn1.Tag, then []byte) bool {
	for _, tag := range tags {
		h, err := header(data)
		if err != nil || h.Tag != byte(tag) {
			return false
		}
		data = data[h.Size():]
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
