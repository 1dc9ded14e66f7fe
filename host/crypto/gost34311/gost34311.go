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
// [crypto/hmac], PBKDF2 from [crypto/pbkdf2]. Time depends on the length of the
// message alone, so messages may be secret: see package internal/gost.
package gost34311

import (
	"encoding/binary"
	"hash"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/internal/gost"
)

const (
	// Size is the size of a hash value in octets.
	Size = 32

	// BlockSize is the size of a block in octets, as HMAC uses it too.
	BlockSize = gost.StepSize
)

// New returns a hash with the given substitution table; nil stands for
// [gost28147.DefaultSBox]. It also implements [hash.Cloner],
// [encoding.BinaryMarshaler] and [encoding.BinaryUnmarshaler].
func New(sbox *gost28147.SBox) hash.Hash {
	return &digest{sbox: sbox}
}

// Sum returns the hash value of data.
func Sum(sbox *gost28147.SBox, data []byte) [Size]byte {
	d := digest{sbox: sbox}
	d.Write(data)
	sum := d.finish()
	d.Reset()
	return sum
}

type digest struct {
	sbox    *gost28147.SBox // may be nil
	state   gost.State
	length  uint64          // octets written
	pending [BlockSize]byte // the last length % BlockSize octets of them
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
		d.sbox.Table().Absorb(&d.state, d.pending[:])
	}
	whole := len(p) &^ (BlockSize - 1)
	d.sbox.Table().Absorb(&d.state, p[:whole])
	copy(d.pending[:], p[whole:])
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
		d.sbox.Table().Absorb(&d.state, d.pending[:])
	}
	var last [2 * BlockSize]byte
	binary.LittleEndian.PutUint64(last[:], d.length<<3)
	binary.LittleEndian.PutUint64(last[8:], d.length>>61)
	copy(last[BlockSize:], d.state.Sum[:])
	d.sbox.Table().Absorb(&d.state, last[:])
	clear(last[:])
	return d.state.H
}
