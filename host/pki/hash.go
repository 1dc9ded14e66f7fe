// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

// ErrUnknownHash says that no hash of this package has the identifier or name
// asked for.
var ErrUnknownHash = errors.New("pki: unknown hash function")

// A Hash is a hash function. It is the [crypto.SignerOpts] of this program's
// keys, for [crypto.Hash] has no numbers for GOST 34.311 and Kupyna. Every
// Hash is one of the package's variables, or made by [GOST34311With] from a
// table none of them has, so equal pointers mean equal functions.
type Hash struct {
	name     string
	oid      asn1.ObjectIdentifier
	size     int
	make     func() hash.Hash
	standard crypto.Hash
	sbox     *gost28147.SBox
}

// The hash functions met in Ukrainian signatures.
var (
	// GOST34311 is GOST 34.311-95 with the table ДКЕ № 1, the usual one.
	GOST34311 = gost(gost28147.DefaultSBox())
	// GOST34311Example is GOST 34.311-95 with the standard's own example
	// table. Keys of 2011 and 2012 name it; certificates they signed were
	// valid until 2019.
	GOST34311Example = gost(gost28147.ExampleSBox())

	Kupyna256 = &Hash{name: "kupyna256", oid: OIDKupyna256, size: 32, make: kupyna.New256}
	Kupyna384 = &Hash{name: "kupyna384", oid: OIDKupyna384, size: 48, make: kupyna.New384}
	Kupyna512 = &Hash{name: "kupyna512", oid: OIDKupyna512, size: 64, make: kupyna.New512}

	// SHA1 is for key identifiers and for reading old signatures. It is
	// broken: nothing signs with it, and no certificate path may rest on it.
	SHA1   = &Hash{name: "sha1", oid: OIDSHA1, size: sha1.Size, make: sha1.New, standard: crypto.SHA1}
	SHA256 = &Hash{name: "sha256", oid: OIDSHA256, size: sha256.Size, make: sha256.New, standard: crypto.SHA256}
	SHA384 = &Hash{name: "sha384", oid: OIDSHA384, size: sha512.Size384, make: sha512.New384, standard: crypto.SHA384}
	SHA512 = &Hash{name: "sha512", oid: OIDSHA512, size: sha512.Size, make: sha512.New, standard: crypto.SHA512}
)

var hashes = []*Hash{GOST34311, Kupyna256, Kupyna384, Kupyna512, SHA1, SHA256, SHA384, SHA512}

func gost(sbox *gost28147.SBox) *Hash {
	return &Hash{
		name: "gost34311", oid: OIDGOST34311, size: gost34311.Size, sbox: sbox,
		make: func() hash.Hash { return gost34311.New(sbox) },
	}
}

// Name is the hash's name in commands and messages: "gost34311", "kupyna256",
// "sha256" and so on. The table of GOST 34.311 is no part of it.
func (h *Hash) Name() string { return h.name }

// String is the same as [Hash.Name].
func (h *Hash) String() string { return h.name }

// OID is the hash's object identifier. The caller must not change it.
func (h *Hash) OID() asn1.ObjectIdentifier { return h.oid }

// Size is the length of a digest in octets.
func (h *Hash) Size() int { return h.size }

// New starts a hash.
func (h *Hash) New() hash.Hash { return h.make() }

// NewSecret is [Hash.New] for passwords, keys and what is made of them: a hash that
// computes in constant time on every processor, at whatever price.
func (h *Hash) NewSecret() hash.Hash {
	d := h.make()
	if d, ok := d.(interface{ Secret() }); ok {
		d.Secret()
	}
	return d
}

// HashFunc is 0 for the hashes that [crypto.Hash] cannot name.
func (h *Hash) HashFunc() crypto.Hash { return h.standard }

// SBox is the table of GOST 34.311, and nil for other hashes.
func (h *Hash) SBox() *gost28147.SBox { return h.sbox }

// Sum is the digest of the concatenated data.
func (h *Hash) Sum(data ...[]byte) []byte {
	d := h.make()
	for _, b := range data {
		d.Write(b)
	}
	return d.Sum(nil)
}

// AlgorithmIdentifier names the hash without parameters, as national
// signatures and RFC 5754 section 2 have it.
func (h *Hash) AlgorithmIdentifier() AlgorithmIdentifier { return AlgorithmIdentifier{OID: h.oid} }

// For is the hash as that key uses it: GOST 34.311 takes the table of a DSTU
// 4145 key, every other pair leaves the hash as it is.
func (h *Hash) For(pub crypto.PublicKey) *Hash {
	if key, ok := pub.(*dstu4145.PublicKey); ok && h.oid.Equal(OIDGOST34311) {
		return GOST34311With(key.SBox)
	}
	return h
}

// GOST34311With is GOST 34.311-95 with a table. A nil table is ДКЕ № 1.
func GOST34311With(sbox *gost28147.SBox) *Hash {
	switch {
	case sbox == nil || sbox.Equal(GOST34311.sbox):
		return GOST34311
	case sbox.Equal(GOST34311Example.sbox):
		return GOST34311Example
	}
	return gost(sbox)
}

// DefaultHash is what a signature by the key uses unless another hash is asked
// for: GOST 34.311 with the key's own table for DSTU 4145, else SHA-256.
func DefaultHash(pub crypto.PublicKey) *Hash {
	if key, ok := pub.(*dstu4145.PublicKey); ok {
		return GOST34311With(key.SBox)
	}
	return SHA256
}

// HashByOID finds a hash by its object identifier. GOST 34.311 comes with
// ДКЕ № 1, for the identifier says nothing of the table: [Hash.For] puts in the
// signer's.
func HashByOID(oid asn1.ObjectIdentifier) (*Hash, error) {
	for _, h := range hashes {
		if h.oid.Equal(oid) {
			return h, nil
		}
	}
	return nil, fmt.Errorf("%w %v", ErrUnknownHash, oid)
}

// HashByName finds a hash by its [Hash.Name].
func HashByName(name string) (*Hash, error) {
	for _, h := range hashes {
		if h.name == name {
			return h, nil
		}
	}
	return nil, fmt.Errorf("%w %q", ErrUnknownHash, name)
}
