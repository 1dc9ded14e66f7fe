// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"crypto"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
)

// A Profile is the form that what proves a signature is put in. Verifiers in
// Ukraine and beyond expect different ones, and read both.
type Profile int

const (
	// ProfileByKey is ProfileNational for DSTU 4145, else ProfileBaseline.
	ProfileByKey Profile = iota
	// ProfileBaseline is ETSI EN 319 122-1 section 6: all evidence stands in
	// the certificates and crls of SignedData.
	ProfileBaseline
	// ProfileNational is what the programs in use in Ukraine write: a content
	// time-stamp beside the one of the signature, and evidence as references
	// and values in unsigned attributes (X Long, ETSI EN 319 122-2). The
	// certificates stand in SignedData as well. The orders that define the
	// form were not at hand: it was measured on what these programs make.
	ProfileNational
)

// For is the profile that signatures of a key get, one of the two latter.
func (p Profile) For(key crypto.PublicKey) Profile {
	if p != ProfileByKey {
		return p
	}
	if _, ok := key.(*dstu4145.PublicKey); ok {
		return ProfileNational
	}
	return ProfileBaseline
}

// ContentTimeStamp reports whether a signature by the key at a level shall have
// a content time-stamp: without it, verifiers in Ukraine take B-T for B-B.
func (p Profile) ContentTimeStamp(key crypto.PublicKey, level Level) bool {
	return level != LevelBB && p.For(key) == ProfileNational
}
