// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package kupyna implements the hash function of ДСТУ 7564:2014 "Купина" with
// values of 256, 384 and 512 bits, for messages of whole octets, as its
// designers describe it in "A New Standard of Ukraine: The Kupyna Hash
// Function" (IACR ePrint 2015/885).
//
// New Ukrainian certificate authorities sign with Kupyna-256; where nothing
// else is asked for, signatures still use package gost34311.
//
// A hash holds the message's last octets and a state made of all of them.
// Reset overwrites both, so a hash of secrets is wiped by it. The rounds look
// up tables at places that depend on the message: code that shares a
// processor's cache may learn about it.
package kupyna

import (
	"encoding/binary"
	"hash"
)

// The sizes of the hash values in octets.
const (
	Size256 = 32
	Size384 = 48
	Size512 = 64
)

// The sizes of a block in octets, as HMAC uses them too.
const (
	BlockSize256 = 64
	BlockSize384 = 128
	BlockSize512 = 128
)

// New256 returns a Kupyna-256 hash. Like the others it also implements
// [hash.Cloner].
func New256() hash.Hash { return newDigest(Size256, BlockSize256) }

// New384 returns a Kupyna-384 hash.
func New384() hash.Hash { return newDigest(Size384, BlockSize384) }

// New512 returns a Kupyna-512 hash.
func New512() hash.Hash { return newDigest(Size512, BlockSize512) }

// Sum256 returns the Kupyna-256 hash value of data.
func Sum256(data []byte) [Size256]byte {
	return [Size256]byte(sum(newDigest(Size256, BlockSize256), data))
}

// Sum384 returns the Kupyna-384 hash value of data.
func Sum384(data []byte) [Size384]byte {
	return [Size384]byte(sum(newDigest(Size384, BlockSize384), data))
}

// Sum512 returns the Kupyna-512 hash value of data.
func Sum512(data []byte) [Size512]byte {
	return [Size512]byte(sum(newDigest(Size512, BlockSize512), data))
}

func sum(d *digest, data []byte) []byte {
	d.Write(data)
	d.finish()
	value := d.value(nil)
	d.Reset()
	return value
}

type digest struct {
	size      int // of the hash value, in octets
	blockSize int // also the size of the state
	h         state
	pending   block  // the last length % blockSize octets
	length    uint64 // octets written
}

func newDigest(size, blockSize int) *digest {
	d := &digest{size: size, blockSize: blockSize}
	d.Reset()
	return d
}

func (d *digest) Size() int      { return d.size }
func (d *digest) BlockSize() int { return d.blockSize }

// Reset sets the start vector: the size of the state, as an octet count, in
// its first octet.
func (d *digest) Reset() {
	*d = digest{size: d.size, blockSize: d.blockSize, h: state{uint64(d.blockSize)}}
}

func (d *digest) Clone() (hash.Cloner, error) {
	clone := *d
	return &clone, nil
}

func (d *digest) Write(p []byte) (int, error) {
	written := len(p)
	filled := d.filled()
	d.length += uint64(written)
	if filled > 0 {
		n := copy(d.pending[filled:d.blockSize], p)
		p = p[n:]
		if filled+n < d.blockSize {
			return written, nil
		}
		d.h.absorb(d.pending[:d.blockSize])
	}
	for ; len(p) >= d.blockSize; p = p[d.blockSize:] {
		d.h.absorb(p[:d.blockSize])
	}
	copy(d.pending[:], p)
	return written, nil
}

// filled is the number of pending octets, fewer than a block.
func (d *digest) filled() int { return int(d.length % uint64(d.blockSize)) }

func (d *digest) Sum(b []byte) []byte {
	final := *d
	final.finish()
	b = final.value(b)
	final.Reset()
	return b
}

// finish pads the message (a one bit, zeros, the length in bits as 96 bits,
// little-endian) and applies the output transformation.
func (d *digest) finish() {
	filled := d.filled()
	d.pending[filled] = 0x80
	filled++
	if filled > d.blockSize-12 {
		clear(d.pending[filled:])
		d.h.absorb(d.pending[:d.blockSize])
		filled = 0
	}
	clear(d.pending[filled:])
	length := d.pending[d.blockSize-12 : d.blockSize]
	binary.LittleEndian.PutUint64(length, d.length<<3)
	binary.LittleEndian.PutUint32(length[8:], uint32(d.length>>61))
	d.h.absorb(d.pending[:d.blockSize])
	d.h.output(d.blockSize / 8)
}

// value appends the end of the state that is the hash value.
func (d *digest) value(b []byte) []byte {
	for _, column := range d.h[(d.blockSize-d.size)/8 : d.blockSize/8] {
		b = binary.LittleEndian.AppendUint64(b, column)
	}
	return b
}
