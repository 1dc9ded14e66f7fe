// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"fmt"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// maxPrivateKey bounds a PrivateKeyInfo, so that nobody is made to compute
// with an RSA modulus of a million bits. RSA of 16384 bits takes 9 KiB.
const maxPrivateKey = 16 << 10

// parsePrivateKeyInfo reads a PrivateKeyInfo (PKCS #8, RFC 5208, 5), the
// inside of every format. It may hold two keys: the IIT attributes add one for
// key agreement.
//
// Octets that do not even begin as one are [key.ErrWrongPassword], since only
// decryption brings them here. If they do, and then do not make sense, the
// file is damaged: [key.ErrDamaged]. An algorithm that is not known is
// [key.ErrUnsupported].
func parsePrivateKeyInfo(data []byte) ([]Entry, error) {
	if len(data) > maxPrivateKey {
		return nil, key.ErrTooLarge
	}
	if !legible(data) {
		return nil, key.ErrWrongPassword
	}
	in, ok := sequence(data)
	var version int
	var private, attributes cryptobyte.String
	var hasAttributes bool
	if !ok || !in.ReadASN1Integer(&version) {
		return nil, key.ErrDamaged
	}
	alg, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil || !in.ReadASN1(&private, asn1.OCTET_STRING) ||
		!in.ReadOptionalASN1(&attributes, &hasAttributes, explicit0) ||
		!in.SkipOptionalASN1(asn1.Tag(1).ContextSpecific()) || !in.Empty() {
		return nil, key.ErrDamaged
	}
	switch {
	case alg.OID.Equal(pki.OIDDSTU4145):
		return parseDSTU(alg.Parameters, private, attributes, pki.LittleEndian)
	case alg.OID.Equal(pki.OIDDSTU4145BigEndian):
		return parseDSTU(alg.Parameters, private, attributes, pki.BigEndian)
	case alg.OID.Equal(pki.OIDDSTU4145NormalBasis):
		return nil, fmt.Errorf("%w: %w", key.ErrUnsupported, pki.ErrNormalBasis)
	case alg.OID.Equal(pki.OIDRSA):
		return parseRSA(private)
	case alg.OID.Equal(pki.OIDECPublicKey):
		return parseEC(alg.Parameters, private)
	}
	return nil, key.ErrUnsupported
}

// legible reports whether octets begin as a PrivateKeyInfo of their length: a
// SEQUENCE of version 0 or 1 and a SEQUENCE. Decryption with a wrong password
// gives that less than once in 2^40.
func legible(data []byte) bool {
	h, err := header(data)
	if err != nil || h.Tag != byte(asn1.SEQUENCE) || int64(len(data)-h.Size()) != h.Length {
		return false
	}
	content := data[h.Size():]
	return len(content) > 3 && content[0] == byte(asn1.INTEGER) && content[1] == 1 && content[2] <= 1 &&
		content[3] == byte(asn1.SEQUENCE)
}
