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

// The levels of signatures, EN 319 122-1.
const (
	LevelBB   = "B-B"
	LevelBT   = "B-T"
	LevelBLT  = "B-LT"
	LevelBLTA = "B-LTA"
)

// Sign is the params of sign.
type Sign struct {
	Documents []File `json:"documents"`
	Listed    int    `json:"listed,omitempty"` // that come before them; see List
	Each      bool   `json:"each,omitempty"`   // every document for itself; see Outcome
	Level     string `json:"level,omitempty"`
	Detached  *bool  `json:"detached,omitempty"` // absent: true
	Hash      string `json:"hash,omitempty"`
	Diia      bool   `json:"diia,omitempty"`      // the page offers Дія.Підпис itself
	Key       string `json:"key,omitempty"`       // where the person may look for it first: PlaceFile, PlaceToken or PlaceCloud
	Container string `json:"container,omitempty"` // ContainerASiCE or ContainerPDF; empty: messages
}

// Digest is a document's hash.
type Digest struct {
	Hash  string `json:"hash"`
	Value Base64 `json:"value"`
}

// Signature is the two ends of a DER SignedData: prefix ‖ document ‖ suffix. Of
// long ones the last octets were written.
type Signature struct {
	Prefix  Base64 `json:"prefix"`
	Suffix  Base64 `json:"suffix"`
	Level   string `json:"level"`
	Digest  Digest `json:"digest"`
	Written int64  `json:"written,omitempty"` // octets
}

// Signed is the result of sign.
type Signed struct {
	Signatures  []Signature `json:"signatures"`
	Certificate Base64      `json:"certificate"`
}

// Files that signatures may stand in.
const (
	ContainerASiCE = "asic-e" // one, of all documents
	ContainerPDF   = "pdf"    // each document itself
)

// SignedContainer is the result of sign into an ASiC-E, of which all but the documents
// was written.
type SignedContainer struct {
	Container   Parts  `json:"container"`
	Level       string `json:"level"`
	Certificate Base64 `json:"certificate"`
}

// Parts are how long the pieces of a file are that stand before, between and after
// documents, in octets.
type Parts struct {
	Parts []int64 `json:"parts"` // one more than documents
}

// SignedFiles is the result of sign into PDF files, of each of which what follows the
// document was written.
type SignedFiles struct {
	Files       []SignedFile `json:"files"` // in the order of the documents
	Certificate Base64       `json:"certificate"`
}

// SignedFile is what was appended to one document.
type SignedFile struct {
	Size  int64  `json:"size"` // octets
	Level string `json:"level"`
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
	Diia      bool       `json:"diia,omitempty"` // as of Sign
	Key       string     `json:"key,omitempty"`  // as of Sign
}

// Identify is the params of certificate, whose result is Identity.
type Identify struct {
	Usage string `json:"usage,omitempty"` // UsageAgree: of a key for agreement; empty: of one for signing
}

// Where the window may look for a key first, because the page would have it so.
const (
	PlaceFile  = "file"
	PlaceToken = "token" // a TPM too
	PlaceCloud = "cloud"
)

// Challenge is what a server sent to be signed.
type Challenge struct {
	Blob string `json:"blob"`
	Size int64  `json:"size,omitempty"`
}

// DeferredDiia is what a page goes on with by itself: Дія.Підпис.
const DeferredDiia = "diia"

// Deferred is the result of sign and login where the person chose to go on at the
// page.
type Deferred struct {
	Deferred string `json:"deferred"` // DeferredDiia
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

// Encrypt is the params of encrypt.
type Encrypt struct {
	Documents  []File   `json:"documents"`
	Recipients []Base64 `json:"recipients"` // certificates
}

// Encrypted is the result of encrypt, whose messages were written.
type Encrypted struct {
	Messages []Written `json:"messages"` // in the order of the documents
}

// Written is how long something is that was written, in octets.
type Written struct {
	Size int64 `json:"size"`
}

// Decrypt is the params of decrypt.
type Decrypt struct {
	Document File `json:"document"`
}

// Decrypted is the result of decrypt, whose content was written.
type Decrypted struct {
	Size        int64  `json:"size"`
	ContentType string `json:"content_type"` // object identifier
	Originator  Base64 `json:"originator"`   // certificate
}

// Verify is the params of verify.
type Verify struct {
	Signature File  `json:"signature"`
	Content   *File `json:"content,omitempty"`
	Extract   bool  `json:"extract,omitempty"` // write what was signed, to our own page
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

// Write is the params of write.
type Write struct {
	Call     string `json:"call"`     // the page's, that the octets are for
	Document int    `json:"document"` // index
	Offset   int64  `json:"offset"`
	Data     Base64 `json:"data"`
}

// Data is the result of read and of preview.
type Data struct {
	Data Base64 `json:"data"`
}
