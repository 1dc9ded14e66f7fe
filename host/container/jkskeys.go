// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/key"
)

// A LockedKey is a key of a Java key store as it lies there.
type LockedKey struct {
	Alias string
	// Info is the EncryptedPrivateKeyInfo, a file that [Open] opens by itself
	// with the password of the key.
	Info []byte
	// Certificates are those that lie with the key, in their order; what cannot
	// be read is passed over. In what order, nothing says: it may be that
	// another key's comes first.
	Certificates []*x509.Certificate
}

// LockedKeys lists the keys of a Java key store in their order, which needs no
// password and proves nothing: the digest of the store is not looked at. The error
// is one of [Check], or [key.ErrNotContainer] for a file of another format.
func LockedKeys(data []byte) ([]LockedKey, error) {
	f, data, err := recognise(data)
	if err != nil {
		return nil, err
	}
	if f.name != JKS {
		return nil, key.ErrNotContainer
	}
	s, err := parseJKS(data)
	if err != nil {
		return nil, err
	}
	var keys []LockedKey
	for _, e := range s.entries {
		if e.tag != jksKey {
			continue
		}
		c := new(contents)
		for _, certificate := range e.chain {
			c.addCertificate(certificate.der)
		}
		keys = append(keys, LockedKey{decodeModifiedUTF8(e.alias), slices.Clone(e.key), c.certificates})
	}
	return keys, nil
}
