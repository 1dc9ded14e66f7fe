// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crx3

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"fmt"
)

// maximumHeader bounds the header, in octets; a store's header with both its
// proofs has two thousand.
const maximumHeader = 1 << 20

// Package is a package whose proofs hold.
type Package struct {
	ID      string // of the extension, 32 letters
	Archive []byte // the ZIP archive, a part of what was read
}

// Read takes a package apart and checks it as Chromium does: every proof must
// hold, and one of them be by the key that the ID is made of. The errors are
// ErrFormat and ErrSignature.
func Read(crx []byte) (Package, error) {
	header, archive, err := split(crx)
	if err != nil {
		return Package{}, err
	}
	parts, err := fields(header)
	if err != nil {
		return Package{}, err
	}
	var proofs []field
	var signed []byte
	for _, part := range parts {
		switch part.number {
		case headerRSA, headerECDSA:
			proofs = append(proofs, part)
		case headerSigned:
			signed = part.value
		}
	}
	id, err := identity(signed)
	if err != nil {
		return Package{}, err
	}
	if err := prove(proofs, id, digest(signed, archive)); err != nil {
		return Package{}, err
	}
	return Package{letters(id), archive}, nil
}

// split parts the header from the archive.
func split(crx []byte) (header, archive []byte, err error) {
	if len(crx) < prelude || string(crx[:len(magic)]) != magic {
		return nil, nil, fmt.Errorf("%w: it does not begin as one", ErrFormat)
	}
	if v := binary.LittleEndian.Uint32(crx[len(magic):]); v != version {
		return nil, nil, fmt.Errorf("%w: it is of version %d", ErrFormat, v)
	}
	size := binary.LittleEndian.Uint32(crx[prelude-4:])
	rest := crx[prelude:]
	if size > maximumHeader || int(size) > len(rest) {
		return nil, nil, fmt.Errorf("%w: a header of %d octets", ErrFormat, size)
	}
	return rest[:size], rest[size:], nil
}

// identity is the raw ID in the signed part of a header: of several the last, as
// in all protocol buffers.
func identity(signed []byte) ([]byte, error) {
	parts, err := fields(signed)
	if err != nil {
		return nil, err
	}
	var id []byte
	for _, part := range parts {
		if part.number == signedID {
			id = part.value
		}
	}
	if len(id) != idLength {
		return nil, fmt.Errorf("%w: no ID is signed", ErrFormat)
	}
	return id, nil
}

// prove checks each AsymmetricKeyProof, and that one of them names the owner of
// the ID.
func prove(proofs []field, id, sum []byte) error {
	owned := false
	for _, proof := range proofs {
		parts, err := fields(proof.value)
		if err != nil {
			return err
		}
		var spki, signature []byte
		for _, part := range parts {
			switch part.number {
			case proofKey:
				spki = part.value
			case proofValue:
				signature = part.value
			}
		}
		if !holds(proof.number, spki, sum, signature) {
			return ErrSignature
		}
		owned = owned || bytes.Equal(identify(spki), id)
	}
	if !owned {
		return fmt.Errorf("%w: none is by the owner of the ID", ErrSignature)
	}
	return nil
}

// holds checks one signature. The field it came in says of which kind its key is.
func holds(kind uint64, spki, sum, signature []byte) bool {
	parsed, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return false
	}
	switch key := parsed.(type) {
	case *rsa.PublicKey:
		return kind == headerRSA && rsa.VerifyPKCS1v15(key, signing, sum, signature) == nil
	case *ecdsa.PublicKey:
		return kind == headerECDSA && ecdsa.VerifyASN1(key, sum, signature)
	}
	return false
}
