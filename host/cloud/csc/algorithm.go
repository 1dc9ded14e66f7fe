// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csc

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// An algorithm is how signHash is told what to do (CSC 1, section 11.9).
type algorithm struct {
	sign       string // object identifier
	parameters string // base64 of DER; empty: none
	hash       string // object identifier
}

// algorithmOf chooses, among the identifiers that the credential names, the one of
// such a signature; the error is [key.ErrDigest] if none is. A credential may name
// signatures with their hashes, or the kind of key alone.
func (c credential) algorithmOf(d key.Digest) (algorithm, error) {
	if _, err := d.Scheme(c.public); err != nil {
		return algorithm{}, err
	}
	chosen := algorithm{hash: d.Hash.OID().String()}
	name, bare := pki.SignatureAlgorithm, bareKey(c.public)
	if d.PSS {
		name, bare = pki.PSSAlgorithm, nil
	}
	whole, err := name(c.public, d.Hash)
	if err != nil {
		return algorithm{}, key.ErrDigest
	}
	if d.PSS {
		chosen.parameters = base64.StdEncoding.EncodeToString(whole.Parameters)
	}
	for _, oid := range []asn1.ObjectIdentifier{whole.OID, bare} {
		if oid != nil && slices.Contains(c.algorithms, oid.String()) {
			chosen.sign = oid.String()
			return chosen, nil
		}
	}
	return algorithm{}, key.ErrDigest
}

// bareKey is the kind of key where it may stand for a signature, whose hash is
// then told apart: rsaEncryption, which is PKCS #1 v1.5 (RFC 3370, section 3.2),
// and id-ecPublicKey (RFC 5480, section 2.1.1). Of DSTU 4145 there is none: its
// identifier is that of a signature over GOST 34.311.
func bareKey(public crypto.PublicKey) asn1.ObjectIdentifier {
	switch public.(type) {
	case *rsa.PublicKey:
		return pki.OIDRSA
	case *ecdsa.PublicKey:
		return pki.OIDECPublicKey
	}
	return nil
}
