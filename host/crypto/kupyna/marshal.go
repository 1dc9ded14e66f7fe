// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The marshaled state: a mark, the size of the hash value, the state, the length
// in octets, the pending octets, the last three as for 16 columns.
const (
	stateMark = "kupyna\x01"
	stateSize = len(stateMark) + 1 + len(block{}) + 8 + len(block{})
)

var (
	errState = errors.New("kupyna: not a state of this hash")
	errSize  = errors.New("kupyna: state of a hash of another size")
)

// MarshalBinary implements [encoding.BinaryMarshaler]. The state holds octets
// of the message and is as secret as that.
func (d *digest) MarshalBinary() ([]byte, error) {
	return d.AppendBinary(make([]byte, 0, stateSize))
}

// AppendBinary implements [encoding.BinaryAppender].
func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, stateMark...)
	b = append(b, uint8(d.size))
	for _, column := range d.h {
		b = binary.LittleEndian.AppendUint64(b, column)
	}
	b = binary.LittleEndian.AppendUint64(b, d.length)
	return append(b, d.pending[:]...), nil
}

// UnmarshalBinary implements [encoding.BinaryUnmarshaler]. The hash must have
// been made for values of the same size; on an error it is unchanged.
func (d *digest) UnmarshalBinary(state []byte) error {
	state, ok := bytes.CutPrefix(state, []byte(stateMark))
	if !ok || len(state) != stateSize-len(stateMark) {
		return errState
	}
	if int(state[0]) != d.size {
		return errSize
	}
	state = state[1:]
	for c := range d.h {
		d.h[c] = binary.LittleEndian.Uint64(state)
		state = state[8:]
	}
	d.length = binary.LittleEndian.Uint64(state)
	copy(d.pending[:], state[8:])
	return nil
}
