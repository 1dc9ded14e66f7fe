// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import "hash"

// NewGMAC returns the authentication code of [NewGCM] for messages that are not
// encrypted, of size octets, from 8 up to those of a block, else the error is
// [ErrTagSize]. It has no nonce. Compare codes by subtle.ConstantTimeCompare.
//
// The standard wants an octet at least; Sum of an empty message is a value that
// no message has, as the standard's formula would make a secret known.
func NewGMAC(c *Cipher, size int) (hash.Hash, error) {
	if size < minTag || size > c.blockSize {
		return nil, ErrTagSize
	}
	m := &gmac{c: c, size: size}
	m.hash.init(c)
	return m, nil
}

type gmac struct {
	c    *Cipher
	size int

	hash    ghash          // of all whole blocks
	last    [maxBlock]byte // the octets after them
	filled  int
	written uint64
}

func (m *gmac) Size() int      { return m.size }
func (m *gmac) BlockSize() int { return m.c.blockSize }

func (m *gmac) Reset() {
	m.hash.sum = element{}
	m.last = [maxBlock]byte{}
	m.filled, m.written = 0, 0
}

func (m *gmac) Write(p []byte) (int, error) {
	n, size := len(p), m.c.blockSize
	m.written += uint64(n)
	if m.filled > 0 {
		copied := copy(m.last[m.filled:size], p)
		m.filled += copied
		p = p[copied:]
		if m.filled < size {
			return n, nil
		}
		m.hash.write(m.last[:size])
	}
	whole := len(p) &^ (size - 1)
	m.hash.write(p[:whole])
	m.filled = copy(m.last[:], p[whole:])
	return n, nil
}

func (m *gmac) Sum(sum []byte) []byte {
	hash := m.hash
	hash.write(m.last[:m.filled])
	tag := hash.tag(m.c, m.written, 0)
	sum = append(sum, tag[:m.size]...)
	hash.wipe()
	clear(tag[:])
	return sum
}

func (m *gmac) Wipe() { *m = gmac{} }
