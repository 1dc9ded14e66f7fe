// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import "errors"

// What can be wrong with a key and whoever can help is different for each:
// the user, the file, or the program that asks.
var (
	ErrWrongPassword = errors.New("key: wrong password")
	ErrEmptyPassword = errors.New("key: the password is empty")
	ErrCancelled     = errors.New("key: cancelled by the user")

	ErrNotContainer = errors.New("key: not a key container")
	ErrTruncated    = errors.New("key: the key container is cut short")
	// ErrTooLarge: more octets, more keys or more work than any real
	// container has.
	ErrTooLarge = errors.New("key: the key container exceeds the limits")
	// ErrUnsupported: a key container, protected or made by an algorithm
	// that is not known here.
	ErrUnsupported = errors.New("key: unsupported algorithm in the key container")

	ErrNoSigningKey  = errors.New("key: no key for signing")
	ErrNoCertificate = errors.New("key: no certificate for the key")

	// ErrClosed: the store of this key has been closed.
	ErrClosed = errors.New("key: closed")
	// ErrDigest: a digest whose length is not its hash's, or a hash that this
	// kind of key does not sign.
	ErrDigest = errors.New("key: unfit digest")
	// ErrNotRaw: the key answers with a CMS, so it is no crypto.Signer.
	ErrNotRaw = errors.New("key: the key gives no bare signature")
	// ErrFault: a signature that its own public key does not verify. The
	// signature is withheld, since a wrong one may give the key away.
	ErrFault = errors.New("key: the signature does not verify with its own key")
)

// What a file is that people take for a key.
const (
	WhatCertificate = "certificate"  // .cer, .crt
	WhatChain       = "certificates" // .p7b
	WhatSignature   = "signature"    // .p7s
	WhatKeyIDs      = "key-11"       // Key-11.dat: identifiers of the keys in Key-6.dat
)

// A NotKeyError names a file that is known, but holds no key.
type NotKeyError struct {
	What string // one of the constants above
}

func (e *NotKeyError) Error() string { return "key: no key but " + e.What }
