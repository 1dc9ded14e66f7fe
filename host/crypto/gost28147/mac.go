// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"hash"

	"github.com/pidpys/pidpys/host/crypto/internal/gost"
)

// macSize is the size in octets of the MAC that Ukrainian formats use.
const macSize = 4

// NewMAC returns the message authentication code ("імітовставка", section 5
// of the standard) of 32 bits. The key is [KeySize] octets, else the error is
// a [KeySizeError]. Compare codes by [crypto/subtle.ConstantTimeCompare].
//
// The last block is padded with zeros, so messages that differ only in zeros
// at the end of their last block have the same MAC; the empty message has the
// MAC 00000000. The standard defines the MAC for two blocks or more; a shorter
// message is processed without an additional block.
//
// Reset forgets the message and keeps the key; Wipe (see [Wiper]) forgets both.
func NewMAC(key []byte, sbox *SBox) (hash.Hash, error) {
	k, err := newKeyed(key, sbox, gost.Encryption)
	if err != nil {
		return nil, err
	}
	return &mac{keyed: k}, nil
}

type mac struct {
	keyed
	register [BlockSize]byte
	pending  [BlockSize]byte
	n        int // octets of pending that are filled, fewer than BlockSize
}

func (*mac) Size() int      { return macSize }
func (*mac) BlockSize() int { return BlockSize }

func (m *mac) Write(p []byte) (int, error) {
	written := len(p)
	if m.n > 0 {
		n := copy(m.pending[m.n:], p)
		m.n += n
		p = p[n:]
		if m.n < BlockSize {
			return written, nil
		}
		m.absorb(m.pending[:])
		m.n = 0
	}
	whole := len(p) &^ (BlockSize - 1)
	m.absorb(p[:whole])
	m.n = copy(m.pending[:], p[whole:])
	return written, nil
}

func (m *mac) absorb(blocks []byte) {
	m.live().Authenticate(&m.schedule, &m.register, blocks)
}

func (m *mac) Sum(b []byte) []byte {
	m.live()
	final := *m
	if final.n > 0 {
		clear(final.pending[final.n:])
		final.absorb(final.pending[:])
	}
	b = append(b, final.register[:macSize]...)
	final.Wipe()
	return b
}

func (m *mac) Reset() { *m = mac{keyed: m.keyed} }

func (m *mac) Wipe() { *m = mac{} }
