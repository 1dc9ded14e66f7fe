// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost

import "encoding/binary"

// Crypt encrypts or decrypts whole blocks, each by itself. dst is as long as
// src, and may be the same.
func (t *Table) Crypt(k *Schedule, dst, src []byte) { t.crypt(k, dst, src) }

// Feedback encrypts whole blocks with feedback: the register is encrypted and
// added to a block of src, and the sum goes to dst and into the register. dst is
// as long as src, and may be the same. The schedule is one for encrypting.
func (t *Table) Feedback(k *Schedule, register *[BlockSize]byte, dst, src []byte) {
	t.feedback(k, register, dst, src)
}

// Authenticate adds each block of p to the register and puts that through the
// first 16 rounds. The schedule is one for encrypting.
func (t *Table) Authenticate(k *Schedule, register *[BlockSize]byte, p []byte) {
	t.authenticate(k, register, p)
}

// cryptPortable is [Table.Crypt] for every processor.
func (t *Table) cryptPortable(k *Schedule, dst, src []byte) {
	keys := k.repeated()
	for len(src) > 0 {
		var b word
		n := min(len(src)/BlockSize, len(b))
		for i := range n {
			b[i] = binary.LittleEndian.Uint64(src[BlockSize*i:])
		}
		keys.crypt(t, &b)
		for i := range n {
			binary.LittleEndian.PutUint64(dst[BlockSize*i:], b[i])
		}
		dst, src = dst[BlockSize*n:], src[BlockSize*n:]
	}
	clear(keys[:])
}

// feedbackPortable is [Table.Feedback] for every processor.
func (t *Table) feedbackPortable(k *Schedule, register *[BlockSize]byte, dst, src []byte) {
	n1, n2 := uint64(binary.LittleEndian.Uint32(register[:])), uint64(binary.LittleEndian.Uint32(register[4:]))
	for i := 0; i+BlockSize <= len(src); i += BlockSize {
		n1, n2 = t.rounds(k[:], n1, n2)
		block := n1<<32 | n2
		block ^= binary.LittleEndian.Uint64(src[i:])
		binary.LittleEndian.PutUint64(dst[i:], block)
		n1, n2 = block&(1<<32-1), block>>32
	}
	binary.LittleEndian.PutUint64(register[:], n2<<32|n1)
}

// authenticatePortable is [Table.Authenticate] for every processor.
func (t *Table) authenticatePortable(k *Schedule, register *[BlockSize]byte, p []byte) {
	n1, n2 := uint64(binary.LittleEndian.Uint32(register[:])), uint64(binary.LittleEndian.Uint32(register[4:]))
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		n1 ^= uint64(binary.LittleEndian.Uint32(p))
		n2 ^= uint64(binary.LittleEndian.Uint32(p[4:]))
		n1, n2 = t.rounds(k[:16], n1, n2)
	}
	binary.LittleEndian.PutUint64(register[:], n2<<32|n1)
}
