// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pki

import (
	"crypto"
	"crypto/rsa"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// PSSAlgorithm names an RSASSA-PSS signature with a hash, the same in the mask
// function and a salt as long (RFC 4055 section 3.1, RFC 8017 section 8.1). CMS
// names it so too: RFC 4056 section 3. Keys of other kinds, SHA-1 and what
// nobody pads RSA with are refused.
func PSSAlgorithm(pub crypto.PublicKey, h *Hash) (AlgorithmIdentifier, error) {
	if kindOf(pub) != keyRSA || h == SHA1 || h.HashFunc() == 0 {
		return AlgorithmIdentifier{}, fmt.Errorf("%w: PSS of %s with %T", ErrUnsupportedSignature, h, pub)
	}
	// RFC 4055 section 2.1 writes the hashes in here with NULL.
	hash := AlgorithmIdentifier{OID: h.oid, Parameters: derNull}
	mask := AlgorithmIdentifier{OID: OIDMGF1, Parameters: hash.Marshal()}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(pssField(0), hash.AddTo)
		b.AddASN1(pssField(1), mask.AddTo)
		b.AddASN1(pssField(2), func(b *cryptobyte.Builder) { b.AddASN1Int64(int64(h.Size())) })
	})
	return AlgorithmIdentifier{OID: OIDRSAPSS, Parameters: b.BytesOrPanic()}, nil
}

// pssField is the tag of a field of RSASSA-PSS-params.
func pssField(n uint8) casn1.Tag { return casn1.Tag(n).ContextSpecific().Constructed() }

// readPSS reads RSASSA-PSS-params, RFC 4055 section 3.1. The mask function
// must use the hash of the message, and the SHA-1 that absent fields stand for
// is refused.
func readPSS(der []byte) (Scheme, error) {
	s := cryptobyte.String(der)
	var seq, hashField, maskField cryptobyte.String
	var hasHash, hasMask bool
	var salt, trailer int
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !s.Empty() ||
		!seq.ReadOptionalASN1(&hashField, &hasHash, pssField(0)) ||
		!seq.ReadOptionalASN1(&maskField, &hasMask, pssField(1)) ||
		!seq.ReadOptionalASN1Integer(&salt, pssField(2), 20) ||
		!seq.ReadOptionalASN1Integer(&trailer, pssField(3), 1) || !seq.Empty() || !hasHash || !hasMask ||
		salt < 1 || salt > 512 || trailer != 1 {
		return Scheme{}, fmt.Errorf("%w: PSS parameters", ErrUnsupportedSignature)
	}
	h, err := readHash(hashField)
	if err != nil {
		return Scheme{}, err
	}
	mask, err := ParseAlgorithmIdentifier(maskField)
	if err != nil {
		return Scheme{}, err
	}
	maskHash, err := readHash(mask.Parameters)
	if err != nil {
		return Scheme{}, err
	}
	if !mask.OID.Equal(OIDMGF1) || maskHash != h || h == SHA1 || h.HashFunc() == 0 {
		return Scheme{}, fmt.Errorf("%w: PSS parameters", ErrUnsupportedSignature)
	}
	return Scheme{Hash: h, pss: &rsa.PSSOptions{SaltLength: salt, Hash: h.HashFunc()}}, nil
}

func readHash(der []byte) (*Hash, error) {
	alg, err := ParseAlgorithmIdentifier(der)
	if err != nil {
		return nil, err
	}
	return alg.Hash()
}
