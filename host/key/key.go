// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package key says what a private key is to the rest of the program, whoever
// holds it: a key file, a token, the TPM or a provider in the cloud.
//
// A [Source] opens a [Store] after speaking with the user through an [Asker];
// the store lists [Key] values; a key signs digests. Keys that answer with
// bare signatures are made by [New], which checks every answer, and [Signer]
// lends any such key to code that wants a [crypto.Signer]. A key may also be a
// [Decrypter], which [Recipients] lends to package envelope. [Choose] brings
// keys and certificates together. A source of tokens is a [Hotplug] and shows
// each [Carrier] before it is opened. A store that makes new keys is a [Generator].
//
// Secrets are octets, wiped by whoever made them, and appear in no error and
// no text of this package.
package key

import (
	"context"
	"crypto"
	"crypto/x509"

	"github.com/pidpys/pidpys/host/pki"
)

// A Source is a place where keys live. One value serves the whole process and
// may be used from several goroutines.
type Source interface {
	// Scheme names the source in key references: "file", "pkcs11". It never
	// changes and is unique among the sources of a program.
	Scheme() string

	// List returns what can be seen at this moment without asking the user
	// anything. A source that sees nothing by itself returns nothing.
	List(ctx context.Context) ([]Info, error)

	// Open opens what ref names. It asks the user through ask for whatever is
	// needed, a secret at most once, and wipes the secret before it returns. Keys
	// that want a PIN before every signature use ask until the store is closed.
	// The error is one of this package's, the asker's own, or the context's.
	Open(ctx context.Context, ref Ref, ask Asker) (Store, error)
}

// A Store is an opened place: a decrypted file, a session with a token.
type Store interface {
	// Keys returns all keys, in the store's own order and the same every
	// time: those for key agreement and those without a certificate too.
	Keys(ctx context.Context) ([]Key, error)

	// Close wipes what was decrypted and ends sessions. Afterwards the store
	// and its keys answer [ErrClosed]. Closing twice is no error.
	Close() error
}

// A Key is one private key.
type Key interface {
	// Public returns *dstu4145.PublicKey, *ecdsa.PublicKey or *rsa.PublicKey.
	Public() crypto.PublicKey

	// Certificates returns those found together with the key, for this key
	// and the chain above it, in no promised order. There may be none.
	Certificates() []*x509.Certificate

	// Sign signs all digests with one approval and answers as many results,
	// in the same order. The error is for what concerns all of them; what
	// went wrong with one digest is in its result.
	Sign(ctx context.Context, digests []Digest) ([]Result, error)
}

// A Digest is one thing to be signed.
type Digest struct {
	Hash  *pki.Hash
	Value []byte // Hash.Size() octets
	Label string // what the user is told it is, also on a phone
	// PSS, of RSA keys: sign by RSASSA-PSS with a salt as long as the hash
	// (RFC 8017, 8.1) instead of PKCS #1 v1.5. Of other keys it is unfit.
	PSS bool
}

// A Result is the answer to one Digest: exactly one of its members is set.
type Result struct {
	Raw []byte // r‖s little-endian for DSTU 4145, DER for ECDSA, PKCS #1 v1.5 or PSS for RSA
	CMS []byte // a CMS SignedData over the digest, as remote keys may answer
	Err error
}

// What some stores and keys can say beyond the interfaces above: optional
// powers are optional interfaces.
type (
	// Formatted is a Store of a file: "iit", "pkcs12".
	Formatted interface{ Format() string }
	// Named is a Key that bears a name inside its store.
	Named interface{ Alias() string }
	// Intended is a Key of which the store itself says what it is for.
	Intended interface{ Usage() Usage }
	// Reauthenticating is a Key that may ask for a PIN when it signs, though its
	// store is open: before every signature, or because the PIN is typed on a
	// reader.
	Reauthenticating interface{ AsksToSign() bool }
	// Confirmed is a Key that a provider keeps: its user confirms every use there.
	Confirmed interface {
		// ConfirmedAt is the provider's title.
		ConfirmedAt() string
		// MaxDigests is how many it signs by one confirmation, at least 1.
		MaxDigests() int
	}
	// Enveloping is a Key that may answer with a CMS. One that does is given the
	// digests of the contents themselves and makes the signed attributes by itself.
	Enveloping interface{ AnswersCMS() bool }
)

// AnswersCMS reports whether a key answers with a CMS, as an [Enveloping] one may.
func AnswersCMS(k Key) bool {
	enveloping, ok := k.(Enveloping)
	return ok && enveloping.AnswersCMS()
}
