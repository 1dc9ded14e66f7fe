// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"encoding/asn1"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// International algorithms: RFC 5753, RFC 3560, RFC 3565.
var (
	oidECDHWithSHA256 = asn1.ObjectIdentifier{1, 3, 132, 1, 11, 1}
	oidRSAOAEP        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 7}
	oidAES            = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1}
	oidAES256CBC      = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
	oidAES256Wrap     = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 45}
)

// ecdhSchemes are the hashes of the key derivation by scheme: RFC 5753 section
// 7.1.4. The curves met have the cofactor 1, so that the two families agree.
var ecdhSchemes = []struct {
	standard, cofactor asn1.ObjectIdentifier
	hash               *pki.Hash
}{
	{asn1.ObjectIdentifier{1, 3, 133, 16, 840, 63, 0, 2}, asn1.ObjectIdentifier{1, 3, 133, 16, 840, 63, 0, 3}, pki.SHA1},
	{oidECDHWithSHA256, asn1.ObjectIdentifier{1, 3, 132, 1, 14, 1}, pki.SHA256},
	{asn1.ObjectIdentifier{1, 3, 132, 1, 11, 2}, asn1.ObjectIdentifier{1, 3, 132, 1, 14, 2}, pki.SHA384},
	{asn1.ObjectIdentifier{1, 3, 132, 1, 11, 3}, asn1.ObjectIdentifier{1, 3, 132, 1, 14, 3}, pki.SHA512},
}

// isAES says whether an identifier is one of the three of a mode, whose last
// numbers begin with first and grow by 20 (NIST CSOR), and how long its key is.
func isAES(oid asn1.ObjectIdentifier, first int) (keySize int, ok bool) {
	n := len(oidAES)
	if len(oid) != n+1 || !slices.Equal(oid[:n], oidAES) {
		return 0, false
	}
	switch oid[n] {
	case first:
		return 16, true
	case first + 20:
		return 24, true
	case first + 40:
		return 32, true
	}
	return 0, false
}

// The first numbers of the modes of AES in use.
const (
	aesCBC  = 2
	aesWrap = 5
)
