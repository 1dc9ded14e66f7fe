// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	stdasn1 "encoding/asn1"

	"github.com/pidpys/pidpys/host/key"
	"golang.org/x/crypto/cryptobyte/asn1"
	"golang.org/x/crypto/scrypt"
)

var oidScrypt = stdasn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}

// scryptCost is what one of the N·r·p steps costs. All of one Open may then be
// two million steps, sixteen times what OpenSSL's N = 16,384, r = 8 and p = 1
// take, and never needs more than 256 MiB of memory.
const scryptCost = 2

// readScrypt reads scrypt-params: RFC 7914, 7.
//
//	SEQUENCE { salt OCTET STRING, N INTEGER, r INTEGER, p INTEGER, keyLength INTEGER OPTIONAL }
func readScrypt(parameters []byte) (derivation, error) {
	var salt []byte
	var n, r, p, keySize int
	in, ok := sequence(parameters)
	if !ok || !in.ReadASN1Bytes(&salt, asn1.OCTET_STRING) ||
		!in.ReadASN1Integer(&n) || !in.ReadASN1Integer(&r) || !in.ReadASN1Integer(&p) ||
		!in.Empty() && (!in.ReadASN1Integer(&keySize) || keySize < 1) || !in.Empty() ||
		n < 2 || n&(n-1) != 0 || r < 1 || p < 1 {
		return derivation{}, key.ErrDamaged
	}
	if n > maxWork || r > maxWork/n || p > maxWork/(n*r) {
		return derivation{}, key.ErrTooMuchWork
	}
	return derivation{
		keySize: keySize,
		rounds:  n * r * p,
		cost:    func(int) int { return scryptCost },
		derive: func(password []byte, size int) ([]byte, error) {
			return scrypt.Key(password, salt, n, r, p, size)
		},
	}, nil
}
