// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/subtle"
	"hash"
)

// NewCMAC returns the message authentication code of the standard ("вироблення
// імітовставки"), of size octets, from 8 up to those of a block, else the error is
// [ErrTagSize]. Compare codes by [subtle.ConstantTimeCompare].
//
// The blocks are chained as in CBC. The last one is combined with an encrypted
// block of zeros; or, where it had to be padded, with a bit 1 and zeros, with an
// encrypted block whose first octet is 1. The standard defines the code of one
// octet or more: here an empty message is a block of padding.
func NewCMAC(c *Cipher, size int) (hash.Hash, error) {
	if size < minTag || size > c.blockSize {
		return nil, ErrTagSize
	}
	return &cmac{c: c, size: size}, nil
}

// minTag is the size of the shortest code that the standard knows.
const minTag = 8

type cmac struct {
	c    *Cipher // nil after Wipe
	size int

	// chain is the encryption of all blocks before the last one, which is in
	// last as far as there is of it.
	chain, last [maxBlock]byte
	filled      int
}

func (m *cmac) Size() int      { return m.size }
func (m *cmac) BlockSize() int { return m.c.blockSize }

func (m *cmac) Reset() { *m = cmac{c: m.c, size: m.size} }

func (m *cmac) Write(p []byte) (int, error) {
	n := len(p)
	last := m.last[:m.c.blockSize]
	for len(p) > 0 {
		if m.filled == len(last) {
			m.c.chain(m.chain[:], last)
			m.filled = 0
		}
		if m.filled == 0 {
			whole := (len(p) - 1) &^ (len(last) - 1)
			m.c.chain(m.chain[:], p[:whole])
			p = p[whole:]
		}
		copied := copy(last[m.filled:], p)
		m.filled += copied
		p = p[copied:]
	}
	return n, nil
}

func (m *cmac) Sum(sum []byte) []byte {
	var chain, mask, last [maxBlock]byte
	size := m.c.blockSize
	copy(last[:m.filled], m.last[:])
	if m.filled < size {
		mask[0], last[m.filled] = 1, 0x80
	}
	m.c.encrypt(mask[:size], mask[:size])
	subtle.XORBytes(chain[:size], m.chain[:], mask[:size])
	m.c.chain(chain[:], last[:size])
	sum = append(sum, chain[:m.size]...)
	clear(chain[:])
	clear(mask[:])
	clear(last[:])
	return sum
}

func (m *cmac) Wipe() { *m = cmac{} }

// chain encrypts blocks, each combined with the encryption of the one before,
// and keeps the last encryption, which begins chain before and after.
func (c *Cipher) chain(chain, blocks []byte) {
	for chain = chain[:c.blockSize]; len(blocks) > 0; blocks = blocks[c.blockSize:] {
		subtle.XORBytes(chain, chain, blocks)
		c.encrypt(chain, chain)
	}
}
