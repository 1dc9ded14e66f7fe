// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/google/go-tpm/tpm2"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A keyfile is a wrapped object as PEM "TSS2 PRIVATE KEY", the TPMKey of
// draft-bottomley-tpm2-keys:
//
//	TPMKey ::= SEQUENCE {
//	  type        OBJECT IDENTIFIER,
//	  emptyAuth   [0] EXPLICIT BOOLEAN OPTIONAL,
//	  policy      [1] to rsaParent [5], OPTIONAL,
//	  parent      INTEGER,
//	  pubkey      OCTET STRING,   TPM2B_PUBLIC
//	  privkey     OCTET STRING }  TPM2B_PRIVATE
//
// Written are only those with a PIN and nothing else that is optional; others are
// not read. In particular there is no description: some readers refuse it.
type keyfile struct {
	wrapped
	sealed bool
	parent tpm2.TPMHandle
}

const pemType = "TSS2 PRIVATE KEY"

// The types of TPMKey: id-loadablekey and id-sealedkey.
var (
	loadableKey = asn1.ObjectIdentifier{2, 23, 133, 10, 1, 3}
	sealedKey   = asn1.ObjectIdentifier{2, 23, 133, 10, 1, 5}
)

// maxKeyfile bounds a key file, in octets; one of RSA has two thousand.
const maxKeyfile = 8 << 10

var errKeyfile = errors.New("no key file of ours")

func (k *keyfile) marshal() []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		if k.sealed {
			b.AddASN1ObjectIdentifier(sealedKey)
		} else {
			b.AddASN1ObjectIdentifier(loadableKey)
		}
		b.AddASN1Uint64(uint64(k.parent))
		b.AddASN1OctetString(tpm2.Marshal(k.public))
		b.AddASN1OctetString(tpm2.Marshal(k.private))
	})
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: b.BytesOrPanic()})
}

func parseKeyfile(text []byte) (*keyfile, error) {
	block, rest := pem.Decode(text)
	if len(text) > maxKeyfile || block == nil || block.Type != pemType || len(block.Headers) > 0 || len(rest) > 0 {
		return nil, errKeyfile
	}
	var kind asn1.ObjectIdentifier
	var parent uint32
	var inner, public, private cryptobyte.String
	s := cryptobyte.String(block.Bytes)
	if !s.ReadASN1(&inner, casn1.SEQUENCE) || !s.Empty() ||
		!inner.ReadASN1ObjectIdentifier(&kind) ||
		!inner.ReadASN1Integer(&parent) ||
		!inner.ReadASN1(&public, casn1.OCTET_STRING) ||
		!inner.ReadASN1(&private, casn1.OCTET_STRING) || !inner.Empty() {
		return nil, errKeyfile
	}
	k := &keyfile{sealed: kind.Equal(sealedKey), parent: tpm2.TPMHandle(parent)}
	if !k.sealed && !kind.Equal(loadableKey) {
		return nil, errKeyfile
	}
	area, err := unsized(public)
	if err != nil {
		return nil, err
	}
	k.public = tpm2.BytesAs2B[tpm2.TPMTPublic](area)
	if k.private.Buffer, err = unsized(private); err != nil {
		return nil, err
	}
	return k, nil
}

// unsized is what a TPM2B holds: two octets of length, then that many.
func unsized(sized cryptobyte.String) ([]byte, error) {
	var octets cryptobyte.String
	if !sized.ReadUint16LengthPrefixed(&octets) || !sized.Empty() || octets.Empty() {
		return nil, fmt.Errorf("%w: a length that is not so", errKeyfile)
	}
	return octets, nil
}
