// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"crypto"
	"crypto/sha1"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/cmp/keyid"
	"github.com/pidpys/pidpys/host/pki"
)

// A Key is one whose certificates are wanted.
type Key struct {
	public crypto.PublicKey // nil when only the identifier is known
	ids    [][]byte         // what certificates may call it, the usual one first
	beside bool             // nobody is asked on its account alone
}

// ByPublicKey is a key that was opened.
func ByPublicKey(pub crypto.PublicKey) Key { return Key{public: pub, ids: pki.KeyIDs(pub)} }

// ByID is a key of which only an identifier is known, as a Key-11.dat tells
// it. Of an identifier that is not of 20 or 32 octets nothing is ever found.
func ByID(id []byte) Key {
	if len(id) != sha1.Size && len(id) != pki.GOST34311.Size() {
		return Key{}
	}
	return Key{ids: [][]byte{slices.Clone(id)}}
}

// Beside is the key as one that is asked about beside others: whoever has a
// certificate of theirs is asked for its too, and nobody on its account alone.
func (k Key) Beside() Key {
	k.beside = true
	return k
}

// owns reports whether a certificate is the key's: by the public key, or, when
// that is not known, by an identifier that the certificate states or that its
// public key has.
func (k Key) owns(cert *x509.Certificate) bool {
	if k.public != nil {
		return pki.SamePublicKey(cert, k.public)
	}
	mine := func(id []byte) bool { return len(k.ids) > 0 && keyid.Equal(k.ids[0], id) }
	return mine(cert.SubjectKeyId) || slices.ContainsFunc(pki.SubjectKeyIDs(cert.RawSubjectPublicKeyInfo), mine)
}
