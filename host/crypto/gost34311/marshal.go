// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost34311

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// The marshaled state: a mark, the packed table, the chaining value, the sum
// of the blocks, the length in octets, the pending octets.
const (
	stateMark = "gost34311\x01"
	tableSize = 64
	stateSize = len(stateMark) + tableSize + 32 + 32 + 8 + BlockSize
)

var (
	errState = errors.New("gost34311: not a state of this hash")
	errTable = errors.New("gost34311: state of a hash with another substitution table")
)

// MarshalBinary implements [encoding.BinaryMarshaler]. The state holds octets
// of the message and is as secret as that.
func (d *digest) MarshalBinary() ([]byte, error) {
	return d.AppendBinary(make([]byte, 0, stateSize))
}

// AppendBinary implements [encoding.BinaryAppender].
func (d *digest) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, stateMark...)
	b = append(b, d.sbox.Bytes()...)
	b = append(b, d.state.H[:]...)
	b = append(b, d.state.Sum[:]...)
	b = binary.LittleEndian.AppendUint64(b, d.length)
	return append(b, d.pending[:]...), nil
}

// UnmarshalBinary implements [encoding.BinaryUnmarshaler]. The hash must have
// been made with the table of the marshaled one; on an error it is unchanged.
func (d *digest) UnmarshalBinary(state []byte) error {
	state, ok := bytes.CutPrefix(state, []byte(stateMark))
	if !ok || len(state) != stateSize-len(stateMark) {
		return errState
	}
	table, state := state[:tableSize], state[tableSize:]
	if !bytes.Equal(table, d.sbox.Bytes()) {
		return errTable
	}
	state = state[copy(d.state.H[:], state):]
	state = state[copy(d.state.Sum[:], state):]
	d.length = binary.LittleEndian.Uint64(state)
	copy(d.pending[:], state[8:])
	return nil
}
