// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna

import (
	"crypto/cipher"
	"crypto/subtle"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
)

// NewCCM returns the mode of gamma with an encrypted authentication code
// ("вироблення імітовставки і гамування"). The code is of 8, 16, 32, 48 or 64
// octets, up to those of a block; lengthSize is the number of octets that the
// lengths of a plaintext and of additional data are written in, 4, 6 or 8 (the
// standard's N_b; 4 if in doubt), else the error is [ErrTagSize]. The nonce is as
// long as a block.
//
// A pair of key and nonce must never encrypt two messages; as the last
// lengthSize+1 octets of the nonce are not part of the code, the others should
// not come twice either. What the standard says of additional data in incomplete
// blocks was not at hand: they are completed with zeros.
func NewCCM(c *Cipher, tagSize, lengthSize int) (cipher.AEAD, error) {
	if tagSize > c.blockSize || tagCode(tagSize) == 0 || lengthSize != 4 && lengthSize != 6 && lengthSize != 8 {
		return nil, ErrTagSize
	}
	return &ccm{c, tagSize, lengthSize}, nil
}

type ccm struct {
	c                   *Cipher // nil after Wipe
	tagSize, lengthSize int
}

// tagCode is how the standard writes the size of a code, 0 for one it has not.
func tagCode(size int) byte {
	switch size {
	case 8:
		return 2
	case 16, 32, 48, 64:
		return byte(size/16) + 2
	}
	return 0
}

func (m *ccm) NonceSize() int { return m.c.blockSize }
func (m *ccm) Overhead() int  { return m.tagSize }

// admits says whether the length of a plaintext or of additional data can be
// written.
func (m *ccm) admits(length int) bool {
	return m.lengthSize == 8 || uint64(length)>>(8*m.lengthSize) == 0
}

func (m *ccm) Seal(dst, nonce, plaintext, additionalData []byte) []byte {
	if len(nonce) != m.c.blockSize {
		panic("kalyna: incorrect nonce length given to CCM")
	}
	if !m.admits(len(plaintext)) || !m.admits(len(additionalData)) {
		panic("kalyna: message too large for CCM")
	}
	ret, out := grow(dst, len(plaintext)+m.tagSize)
	if alias.InexactOverlap(out, plaintext) {
		panic("kalyna: invalid buffer overlap")
	}
	var tag [maxBlock]byte
	m.begin(&tag, nonce, additionalData, len(plaintext))
	m.finish(&tag, plaintext)
	var s ctr
	s.start(m.c, nonce)
	s.XORKeyStream(out, plaintext)
	s.XORKeyStream(out[len(plaintext):], tag[:m.tagSize])
	s.Wipe()
	clear(tag[:])
	return ret
}

// Open has to decrypt before it can authenticate: what it has written to the
// destination is overwritten if that fails.
func (m *ccm) Open(dst, nonce, ciphertext, additionalData []byte) ([]byte, error) {
	size := len(ciphertext) - m.tagSize
	if len(nonce) != m.c.blockSize || size < 0 || !m.admits(size) || !m.admits(len(additionalData)) {
		return nil, ErrOpen
	}
	ret, out := grow(dst, size)
	if alias.InexactOverlap(out, ciphertext[:size]) {
		panic("kalyna: invalid buffer overlap")
	}
	var tag, code [maxBlock]byte
	copy(code[:], ciphertext[size:])
	m.begin(&tag, nonce, additionalData, size)
	var s ctr
	s.start(m.c, nonce)
	s.XORKeyStream(out, ciphertext[:size])
	s.XORKeyStream(code[:], code[:m.tagSize])
	s.Wipe()
	m.finish(&tag, out)
	equal := subtle.ConstantTimeCompare(tag[:m.tagSize], code[:m.tagSize]) == 1
	clear(tag[:])
	clear(code[:])
	if !equal {
		clear(out)
		return nil, ErrOpen
	}
	return ret, nil
}

// begin chains the beginning of the nonce, the length of the plaintext, and a
// code for the parameters; then, unless there are no additional data, their
// length, in a block of its own if they do not fit in beside it, and they
// themselves.
func (m *ccm) begin(tag *[maxBlock]byte, nonce, additionalData []byte, length int) {
	var block [maxBlock]byte
	size := m.c.blockSize
	number(block[size-1-m.lengthSize:size-1], length)
	copy(block[:], nonce[:size-1-m.lengthSize])
	block[size-1] = tagCode(m.tagSize)<<4 | byte(m.lengthSize-1)
	if len(additionalData) > 0 {
		block[size-1] |= 0x80
	}
	m.c.chain(tag[:], block[:size])
	if len(additionalData) == 0 {
		return
	}
	clear(block[:])
	number(block[:m.lengthSize], len(additionalData))
	if len(additionalData) <= size-m.lengthSize {
		copy(block[m.lengthSize:], additionalData)
		additionalData = nil
	}
	m.c.chain(tag[:], block[:size])
	m.pad(tag, additionalData, 0)
}

// finish chains the plaintext. A bit 1 and zeros complete it.
func (m *ccm) finish(tag *[maxBlock]byte, plaintext []byte) { m.pad(tag, plaintext, 0x80) }

// pad chains octets, and completes the last block with an octet and zeros.
func (m *ccm) pad(tag *[maxBlock]byte, octets []byte, first byte) {
	size := m.c.blockSize
	whole := len(octets) &^ (size - 1)
	m.c.chain(tag[:], octets[:whole])
	if rest := octets[whole:]; len(rest) > 0 {
		var last [maxBlock]byte
		last[copy(last[:], rest)] = first
		m.c.chain(tag[:], last[:size])
		clear(last[:])
	}
}

func (m *ccm) Wipe() { *m = ccm{} }
