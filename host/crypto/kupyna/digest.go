// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kupyna

import (
	"encoding/binary"
	"hash"
)

type digest struct {
	size    int  // of the hash value, in octets
	secret  bool // whether all that is written has to pass in constant time
	h       state
	pending block  // the last length % BlockSize() octets
	length  uint64 // octets written
}

func newDigest(size int) *digest {
	d := &digest{size: size}
	d.Reset()
	return d
}

// Secret has the hash pass all that is written from now on, also after Reset, in
// constant time on every processor.
func (d *digest) Secret() { d.secret = true }

func (d *digest) Size() int { return d.size }

// BlockSize is also the size of the state.
func (d *digest) BlockSize() int {
	if d.size <= Size256 {
		return BlockSize256
	}
	return BlockSize512
}

// Reset sets the start vector: the size of the state, as an octet count, in
// its first octet.
func (d *digest) Reset() {
	*d = digest{size: d.size, secret: d.secret, h: state{uint64(d.BlockSize())}}
}

func (d *digest) Clone() (hash.Cloner, error) {
	clone := *d
	return &clone, nil
}

func (d *digest) Write(p []byte) (int, error) {
	written, size := len(p), d.BlockSize()
	filled := int(d.length % uint64(size))
	d.length += uint64(written)
	if filled > 0 {
		n := copy(d.pending[filled:size], p)
		p = p[n:]
		if filled+n < size {
			return written, nil
		}
		d.absorb(d.pending[:size])
	}
	if whole := len(p) - len(p)%size; whole > 0 {
		d.absorb(p[:whole])
		p = p[whole:]
	}
	copy(d.pending[:], p)
	return written, nil
}

func (d *digest) Sum(b []byte) []byte {
	final := *d
	final.finish()
	b = final.value(b)
	final.Reset()
	return b
}

// finish makes the state end with the hash value.
func (d *digest) finish() {
	d.pad(d.length)
	d.h.output(d.BlockSize()/8, d.secret)
}

// pad pads what is pending as the end of a message of length octets: a one bit,
// zeros, the length in bits as 96 bits, little-endian.
func (d *digest) pad(length uint64) {
	size := d.BlockSize()
	filled := int(length % uint64(size))
	d.pending[filled] = 0x80
	filled++
	if filled > size-12 {
		clear(d.pending[filled:])
		d.absorb(d.pending[:size])
		filled = 0
	}
	clear(d.pending[filled:])
	binary.LittleEndian.PutUint64(d.pending[size-12:], length<<3)
	binary.LittleEndian.PutUint32(d.pending[size-4:], uint32(length>>61))
	d.absorb(d.pending[:size])
}

func (d *digest) absorb(blocks []byte) { d.h.absorb(blocks, d.BlockSize()/8, d.secret) }

// value appends the end of the state that is the hash value.
func (d *digest) value(b []byte) []byte {
	var octets block
	defer clear(octets[:])
	for c, column := range d.h {
		binary.LittleEndian.PutUint64(octets[8*c:], column)
	}
	size := d.BlockSize()
	return append(b, octets[size-d.size:size]...)
}
