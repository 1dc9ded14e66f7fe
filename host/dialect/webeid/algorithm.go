// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"math/big"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// tokenAlgorithm is how such a key signs an authentication token: its name among
// those of RFC 7518, 3.1, and its hash; nil: it does not. The hash of ECDSA goes with
// the curve (3.4). RSA keys sign by PKCS #1 v1.5 (3.3).
func tokenAlgorithm(public crypto.PublicKey) (string, *pki.Hash) {
	if pki.Weak(public, pki.SHA256) != "" {
		return "", nil
	}
	switch k := public.(type) {
	case *ecdsa.PublicKey:
		switch k.Curve {
		case elliptic.P256():
			return "ES256", pki.SHA256
		case elliptic.P384():
			return "ES384", pki.SHA384
		case elliptic.P521():
			return "ES512", pki.SHA512
		}
	case *rsa.PublicKey:
		return "RS256", pki.SHA256
	}
	return "", nil
}

// functions are the hashes that documents are signed with, by their names in this
// protocol. Its own are those of SHA-2; the Ukrainian have the names that they have in
// ours, and nobody else's.
var functions = []struct {
	name string
	hash *pki.Hash
}{
	{"SHA-256", pki.SHA256},
	{"SHA-384", pki.SHA384},
	{"SHA-512", pki.SHA512},
	{pki.GOST34311.Name(), pki.GOST34311},
	{pki.Kupyna256.Name(), pki.Kupyna256},
	{pki.Kupyna384.Name(), pki.Kupyna384},
	{pki.Kupyna512.Name(), pki.Kupyna512},
}

// signatureAlgorithm is a way to sign documents, as pages read it
// (github.com/web-eid/web-eid.js, src/models/SignatureAlgorithm.ts). DSTU4145 is a
// word of ours.
type signatureAlgorithm struct {
	CryptoAlgorithm string `json:"cryptoAlgorithm"`
	HashFunction    string `json:"hashFunction"`
	PaddingScheme   string `json:"paddingScheme"`

	hash *pki.Hash // as the key uses it
}

// signatureAlgorithms are those of a key; none of a weak one.
func signatureAlgorithms(public crypto.PublicKey) []signatureAlgorithm {
	var way signatureAlgorithm
	switch public.(type) {
	case *ecdsa.PublicKey:
		way.CryptoAlgorithm, way.PaddingScheme = "ECC", "NONE"
	case *rsa.PublicKey:
		way.CryptoAlgorithm, way.PaddingScheme = "RSA", "PKCS1.5"
	case *dstu4145.PublicKey:
		way.CryptoAlgorithm, way.PaddingScheme = "DSTU4145", "NONE"
	}
	var ways []signatureAlgorithm
	for _, f := range functions {
		way.HashFunction, way.hash = f.name, f.hash.For(public)
		_, err := pki.SignatureAlgorithm(public, way.hash)
		if err == nil && pki.Weak(public, way.hash) == "" {
			ways = append(ways, way)
		}
	}
	return ways
}

// algorithmFor is that of a key with a hash function, by its name; false: there is none.
func algorithmFor(public crypto.PublicKey, function string) (signatureAlgorithm, bool) {
	ways := signatureAlgorithms(public)
	i := slices.IndexFunc(ways, func(way signatureAlgorithm) bool { return way.HashFunction == function })
	if i < 0 {
		return signatureAlgorithm{}, false
	}
	return ways[i], true
}

// errSignature says that a key answered something else than a signature of its kind.
var errSignature = errors.New("webeid: no signature")

// flat turns what a key answered into what this protocol carries: Ecdsa-Sig-Value (RFC
// 3279, 2.2.3) into r‖s, each as long as the field (RFC 7518, 3.4); all else stays.
func flat(public crypto.PublicKey, signature []byte) ([]byte, error) {
	k, ok := public.(*ecdsa.PublicKey)
	if !ok {
		return signature, nil
	}
	size := (k.Params().BitSize + 7) / 8
	var r, s big.Int
	var pair cryptobyte.String
	octets := cryptobyte.String(signature)
	if !octets.ReadASN1(&pair, casn1.SEQUENCE) || !pair.ReadASN1Integer(&r) || !pair.ReadASN1Integer(&s) ||
		r.BitLen() > 8*size || s.BitLen() > 8*size {
		return nil, errSignature
	}
	both := make([]byte, 2*size)
	r.FillBytes(both[:size])
	s.FillBytes(both[size:])
	return both, nil
}
