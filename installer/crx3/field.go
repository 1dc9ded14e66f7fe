// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crx3

import (
	"encoding/binary"
	"fmt"
)

// lengthDelimited is the wire type of strings, bytes and messages, the only one
// that these messages use (Protocol Buffers, "Encoding").
const lengthDelimited = 2

type field struct {
	number uint64
	value  []byte
}

// appendField appends a field with its tag and length.
func appendField(message []byte, number uint64, value []byte) []byte {
	message = binary.AppendUvarint(message, number<<3|lengthDelimited)
	message = binary.AppendUvarint(message, uint64(len(value)))
	return append(message, value...)
}

// fields splits a message into its fields, unknown ones too. The values are
// parts of it.
func fields(message []byte) ([]field, error) {
	var found []field
	for len(message) > 0 {
		tag, width := binary.Uvarint(message)
		if width <= 0 || tag&7 != lengthDelimited {
			return nil, fmt.Errorf("%w: a header field of another type", ErrFormat)
		}
		message = message[width:]
		length, width := binary.Uvarint(message)
		if width <= 0 || length > uint64(len(message)-width) {
			return nil, fmt.Errorf("%w: a header field is cut off", ErrFormat)
		}
		end := width + int(length)
		found = append(found, field{tag >> 3, message[width:end]})
		message = message[end:]
	}
	return found, nil
}
