// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

// A Level says how much of CAdES a signature is.
type Level string

// The baseline levels, ETSI EN 319 122-1 section 6.
const (
	LevelBB   Level = "B-B"
	LevelBT   Level = "B-T"   // and a time-stamp over the signature
	LevelBLT  Level = "B-LT"  // and all that its validation needs: X Long
	LevelBLTA Level = "B-LTA" // and a time-stamp over all of that
)

// Levels that are read, and not a goal of anybody who signs today: ETSI EN 319
// 122-2.
const (
	// LevelC is B-T with references to certificates and revocation data.
	LevelC Level = "C"
	// LevelX is C with a time-stamp over the references, without the data.
	LevelX Level = "X"
	// LevelXL is C, or X, with the data themselves in unsigned attributes.
	LevelXL Level = "X-L"
	// LevelA is X-L with an archive time-stamp older than the third version,
	// or one that is not the standard's.
	LevelA Level = "A"
	// LevelBES binds the signer's certificate but claims no signing time,
	// which B-B wants.
	LevelBES Level = "BES"
	// LevelT is BES with a time-stamp over the signature.
	LevelT Level = "T"
	// LevelCMS is a signature that binds no certificate, or not as CAdES wants:
	// RFC 5652 only. BEWARE: it may pass, but anybody can put another
	// certificate of the same key in place of the signer's, one for another
	// role or name. Who must know whom a signature is by wants another level.
	LevelCMS Level = "CMS"
)
