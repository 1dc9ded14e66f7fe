// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// File is something to be read with [Read] from the role that named it.
type File struct {
	Name string `json:"name"`
	Size int64  `json:"size"` // octets
	Blob string `json:"blob"`
	Type string `json:"type,omitempty"` // media type
}

// The hash functions that a page may ask for, and that a [Digest] names.
const (
	GOST34311 = "gost34311"
	Kupyna256 = "kupyna256"
	SHA256    = "sha256"
)

// LevelBB is the signature level of EN 319 122-1 that version 1 makes.
const LevelBB = "B-B"

// Sign is the params of sign.
type Sign struct {
	Documents []File `json:"documents"`
	Level     string `json:"level,omitempty"`
	Detached  *bool  `json:"detached,omitempty"` // absent: true
	Hash      string `json:"hash,omitempty"`
}

// Digest is a document's hash.
type Digest struct {
	Hash  string `json:"hash"`
	Value Base64 `json:"value"`
}

// Signature is the two ends of a DER SignedData: prefix ‖ document ‖ suffix.
type Signature struct {
	Prefix Base64 `json:"prefix"`
	Suffix Base64 `json:"suffix"`
	Digest Digest `json:"digest"`
}

// Signed is the result of sign.
type Signed struct {
	Signatures  []Signature `json:"signatures"`
	Certificate Base64      `json:"certificate"`
}

// Login profiles.
const (
	ProfilePidpys     = "pidpys"
	ProfileTaxCabinet = "tax-cabinet"
)

// Login is the params of login.
type Login struct {
	Challenge *Challenge `json:"challenge,omitempty"`
	Profile   string     `json:"profile,omitempty"`
}

// Challenge is what a server sent to be signed.
type Challenge struct {
	Blob string `json:"blob"`
	Size int64  `json:"size,omitempty"`
}

// LoggedIn is the result of login.
type LoggedIn struct {
	Token Base64 `json:"token"`
}

// Identity is the result of certificate.
type Identity struct {
	Certificate Base64   `json:"certificate"`
	Chain       []Base64 `json:"chain"` // from the issuer up
	Owner       Owner    `json:"owner"`
}

// Verify is the params of verify.
type Verify struct {
	Signature File  `json:"signature"`
	Content   *File `json:"content,omitempty"`
}

// Cancel is the params of a page's cancel.
type Cancel struct {
	ID string `json:"id"`
}

// Read is the params of read, from page or window.
type Read struct {
	Blob   string `json:"blob"`
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
}

// Data is the result of read and of preview.
type Data struct {
	Data Base64 `json:"data"`
}
