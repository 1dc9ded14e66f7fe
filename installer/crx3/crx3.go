// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package crx3 writes and reads the packages in which Chromium's family takes
// extensions: a ZIP archive behind a signed header, CRX version 3. There is no
// written standard; the format is Chromium's components/crx_file/crx3.proto and
// the comments there.
//
// What is written depends on the archive and the key alone, octet for octet:
// the signature is RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2), which is
// deterministic.
package crx3

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
)

// magic and version open every package; the size of the header follows, all
// numbers little-endian and of 32 bits.
const (
	magic   = "Cr24"
	version = 3
	prelude = len(magic) + 4 + 4
)

// Fields of the protocol buffer messages CrxFileHeader, AsymmetricKeyProof and
// SignedData.
const (
	headerRSA    = 2     // CrxFileHeader.sha256_with_rsa, repeated AsymmetricKeyProof
	headerECDSA  = 3     // CrxFileHeader.sha256_with_ecdsa, repeated AsymmetricKeyProof
	headerSigned = 10000 // CrxFileHeader.signed_header_data, a SignedData
	proofKey     = 1     // AsymmetricKeyProof.public_key, a SubjectPublicKeyInfo
	proofValue   = 2     // AsymmetricKeyProof.signature
	signedID     = 1     // SignedData.crx_id, idLength octets
)

// signing is the hash of all proofs.
const signing = crypto.SHA256

// idLength is how much of the key's hash makes an ID, in octets.
const idLength = 16

// Errors that a caller may tell apart. What they wrap says more.
var (
	// ErrFormat is what no package of this version looks like.
	ErrFormat = errors.New("crx3: not a CRX of version 3")
	// ErrSignature is a proof that does not hold for the archive and the ID.
	ErrSignature = errors.New("crx3: signature does not hold")
)

// ID is the name that Chromium gives to the extension of a key, 32 letters from
// a to p: the first 128 bits of the SHA-256 of the key's SubjectPublicKeyInfo
// (DER), a letter for every four bits. The member "key" of a manifest is that
// SubjectPublicKeyInfo in base64 and gives the same.
func ID(key crypto.PublicKey) (string, error) {
	spki, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", fmt.Errorf("crx3: %w", err)
	}
	return letters(identify(spki)), nil
}

// identify is the raw ID of a key.
func identify(spki []byte) []byte {
	sum := sha256.Sum256(spki)
	return sum[:idLength]
}

// letters spells an ID.
func letters(raw []byte) string {
	id := make([]byte, 0, 2*len(raw))
	for _, octet := range raw {
		id = append(id, 'a'+octet>>4, 'a'+octet&0xf)
	}
	return string(id)
}

// digest is what a proof signs: a name for the purpose, the signed part of the
// header with its length, the archive.
func digest(signed, archive []byte) []byte {
	whole := []byte("CRX3 SignedData\x00")
	whole = binary.LittleEndian.AppendUint32(whole, uint32(len(signed)))
	whole = append(append(whole, signed...), archive...)
	sum := sha256.Sum256(whole)
	return sum[:]
}
