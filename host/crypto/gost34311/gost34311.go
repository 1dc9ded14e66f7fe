// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package gost34311 implements the hash function of ГОСТ 34.311-95, which is
// that of ГОСТ Р 34.11-94 (RFC 5831) with the substitution table of the
// Ukrainian user: the hash of almost all Ukrainian signatures, subject key
// identifiers and password derivations.
//
// The table comes from the domain parameters of the signer's key; nil stands
// for [gost28147.DefaultSBox]. The start vector is zero.
//
// The standard does not say how to hash the empty message. This package
// processes one zero block for it, as the software in use in Ukraine does;
// Bouncy Castle and gost89 process none and differ there.
//
// A hash holds the message's last octets and a state made of all of them.
// Reset overwrites both, so a hash of secrets is wiped by it. HMAC comes from
// [crypto/hmac], PBKDF2 from [crypto/pbkdf2]. The cipher inside looks up
// tables at places that depend on the message; see package gost28147.
package gost34311

import (
	"encoding/binary"
	"hash"
	"math/bits"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
)

const (
	// Size is the size of a hash value in octets.
	Size = 32

	// BlockSize is the size of a block in octets, as HMAC uses it too.
	BlockSize = 32
)

// New returns a hash with the given substitution table; nil stands for
// [gost28147.DefaultSBox]. It also implements [hash.Cloner],
// [encoding.BinaryMarshaler] and [encoding.BinaryUnmarshaler].
func New(sbox *gost28147.SBox) hash.Hash {
	return &digest{sbox: orDefault(sbox)}
}

// Sum returns the hash value of data.
func Sum(sbox *gost28147.SBox, data []byte) [Size]byte {
	d := digest{sbox: orDefault(sbox)}
	d.Write(data)
	sum := d.finish()
	d.Reset()
	return sum
}

func orDefault(sbox *gost28147.SBox) *gost28147.SBox {
	if sbox == nil {
		return gost28147.DefaultSBox()
	}
	return sbox
}

type digest struct {
	sbox     *gost28147.SBox
	h        word256         // the chaining value
	checksum word256         // the sum of all blocks modulo 2²⁵⁶
	length   uint64          // octets written
	pending  [BlockSize]byte // the last length % BlockSize octets of them
}

func (*digest) Size() int      { return Size }
func (*digest) BlockSize() int { return BlockSize }

func (d *digest) Reset() { *d = digest{sbox: d.sbox} }

func (d *digest) Clone() (hash.Cloner, error) {
	clone := *d
	return &clone, nil
}

func (d *digest) Write(p []byte) (int, error) {
	written := len(p)
	filled := d.length % BlockSize
	d.length += uint64(written)
	if filled > 0 {
		n := copy(d.pending[filled:], p)
		p = p[n:]
		if filled+uint64(n) < BlockSize {
			return written, nil
		}
		d.absorb(d.pending[:])
	}
	for ; len(p) >= BlockSize; p = p[BlockSize:] {
		d.absorb(p)
	}
	copy(d.pending[:], p)
	return written, nil
}

func (d *digest) Sum(b []byte) []byte {
	final := *d
	sum := final.finish()
	final.Reset()
	return append(b, sum[:]...)
}

// finish processes the last block, padded with zeros, then the length in bits
// and the sum of the blocks (section 6 of ГОСТ Р 34.11-94).
func (d *digest) finish() [Size]byte {
	if filled := d.length % BlockSize; filled > 0 || d.length == 0 {
		clear(d.pending[filled:])
		d.absorb(d.pending[:])
	}
	d.h.step(d.sbox, &word256{d.length << 3, d.length >> 61})
	d.h.step(d.sbox, &d.checksum)
	var sum [Size]byte
	for i, w := range d.h {
		binary.LittleEndian.PutUint64(sum[8*i:], w)
	}
	return sum
}

func (d *digest) absorb(block []byte) {
	m := word256{
		binary.LittleEndian.Uint64(block), binary.LittleEndian.Uint64(block[8:]),
		binary.LittleEndian.Uint64(block[16:]), binary.LittleEndian.Uint64(block[24:]),
	}
	var carry uint64
	for i := range m {
		d.checksum[i], carry = bits.Add64(d.checksum[i], m[i], carry)
	}
	d.h.step(d.sbox, &m)
}
