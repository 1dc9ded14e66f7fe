// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package kupyna implements the hash function of ДСТУ 7564:2014 "Купина" and its
// message authentication code, for messages of whole octets, as the designers
// describe them in "A New Standard of Ukraine: The Kupyna Hash Function" (IACR
// ePrint 2015/885) and in their reference code.
//
// New Ukrainian certificate authorities sign with Kupyna-256; where nothing
// else is asked for, signatures still use package gost34311. The standard
// admits values of 8 to 512 bits; those up to 256 bits are the ends of
// Kupyna-256's, the longer ones those of Kupyna-512's. So a value that is a
// part of another tells what the other ends with.
//
// A hash holds the message's last octets and a state made of all of them.
// Reset overwrites both, so a hash of secrets is wiped by it.
//
// A code ([NewKMAC256] and its sisters) is made in constant time everywhere. A
// hash is too on arm64 and on amd64 processors with AVX2; elsewhere its rounds
// look up tables at places that depend on the message, and code that shares the
// processor's cache may learn about it. Every hash has a method Secret() for
// messages that are keys or passwords or hold some: what is written after it
// passes in constant time there too, more slowly.
package kupyna

import "hash"

// The sizes of the hash values in octets.
const (
	Size224 = 28
	Size256 = 32
	Size304 = 38
	Size384 = 48
	Size512 = 64
)

// The sizes of a block in octets, as HMAC uses them too.
const (
	BlockSize224 = 64
	BlockSize256 = 64
	BlockSize304 = 128
	BlockSize384 = 128
	BlockSize512 = 128
)

// New224 returns a Kupyna-224 hash. Like the others it also implements
// [hash.Cloner], [encoding.BinaryMarshaler], [encoding.BinaryAppender] and
// [encoding.BinaryUnmarshaler], and has the method Secret().
func New224() hash.Hash { return newDigest(Size224) }

// New256 returns a Kupyna-256 hash.
func New256() hash.Hash { return newDigest(Size256) }

// New304 returns a Kupyna-304 hash.
func New304() hash.Hash { return newDigest(Size304) }

// New384 returns a Kupyna-384 hash.
func New384() hash.Hash { return newDigest(Size384) }

// New512 returns a Kupyna-512 hash.
func New512() hash.Hash { return newDigest(Size512) }

// Sum224 returns the Kupyna-224 hash value of data.
func Sum224(data []byte) (value [Size224]byte) {
	sum(value[:], data)
	return value
}

// Sum256 returns the Kupyna-256 hash value of data.
func Sum256(data []byte) (value [Size256]byte) {
	sum(value[:], data)
	return value
}

// Sum304 returns the Kupyna-304 hash value of data.
func Sum304(data []byte) (value [Size304]byte) {
	sum(value[:], data)
	return value
}

// Sum384 returns the Kupyna-384 hash value of data.
func Sum384(data []byte) (value [Size384]byte) {
	sum(value[:], data)
	return value
}

// Sum512 returns the Kupyna-512 hash value of data.
func Sum512(data []byte) (value [Size512]byte) {
	sum(value[:], data)
	return value
}

// sum sets value, whose size says which, to the hash value of data.
func sum(value, data []byte) {
	d := digest{size: len(value)}
	d.Reset()
	d.Write(data)
	d.finish()
	d.value(value[:0])
	d.Reset()
}
