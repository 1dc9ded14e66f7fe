// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
)

// Algorithms of signatures, as pages number them.
const (
	withGOST34311 = 1 // DSTU 4145
	withRSA       = 2
	withECDSA     = 3
	withKupyna    = 4 // DSTU 4145
)

// algorithmOf is the one that keys of a kind are used with most.
func algorithmOf(public crypto.PublicKey) int {
	switch keyTypeOf(public) {
	case keyRSA:
		return withRSA
	case keyECDSA:
		return withECDSA
	}
	return withGOST34311
}

// contentHash is what a key hashes a document with by an algorithm; nil: its own
// hash. A number that nobody knows is a bad parameter. That the key is of another
// kind is not: the page may ask for another algorithm, and must not take for one
// what is another.
func contentHash(algorithm int, public crypto.PublicKey) (*pki.Hash, error) {
	var kind int
	var hash *pki.Hash
	switch algorithm {
	case withGOST34311:
		kind, hash = keyDSTU, pki.GOST34311
	case withRSA:
		kind = keyRSA
	case withECDSA:
		kind = keyECDSA
	case withKupyna:
		kind, hash = keyDSTU, pki.Kupyna256
	default:
		return nil, fail(codeBadParameter)
	}
	if keyTypeOf(public) != kind {
		return nil, failWith(codeNotSupported, "iit_error_algorithm")
	}
	if hash == nil {
		return nil, nil
	}
	return hash.For(public), nil
}

// digestHash is what a hash of so many octets was made with, if the algorithm leaves
// that open. SHA-1 and SHA-224 are of none that anybody signs by.
func digestHash(algorithm *pki.Hash, size int) (*pki.Hash, error) {
	if algorithm == nil {
		switch size {
		case pki.SHA1.Size(), 28:
			return nil, fail(codeNotSupported)
		case pki.SHA256.Size():
			algorithm = pki.SHA256
		case pki.SHA384.Size():
			algorithm = pki.SHA384
		default:
			algorithm = pki.SHA512
		}
	}
	if size != algorithm.Size() {
		return nil, fail(codeBadParameter)
	}
	return algorithm, nil
}

// levels are the sign types of pages and what is made of them. 8 is T with references
// to what validation needs (CAdES-C), 16 that with the data (X Long) and 128 X Long
// of the whole chain (X Long Trusted), which comes with 16 or alone. B-LT has all of
// what any of them has: it is the nearest that is made, above what was asked and
// never below.
var levels = map[int]cades.Level{
	bes:      cades.LevelBB,
	4:        cades.LevelBT,
	8:        cades.LevelBLT,
	16:       cades.LevelBLT,
	128:      cades.LevelBLT,
	128 | 16: cades.LevelBLT,
}

func levelOf(signType int) (cades.Level, error) {
	level, ok := levels[signType]
	if !ok {
		return "", fail(codeNotSupported)
	}
	return level, nil
}
