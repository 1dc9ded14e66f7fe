// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// Types of keys.
const (
	keyDSTU  = 1
	keyRSA   = 2
	keyECDSA = 4
)

// keyType is that of a certificate's key; 0 for another.
func keyType(c *x509.Certificate) int {
	public, err := pki.ParsePublicKey(c.RawSubjectPublicKeyInfo)
	if err != nil {
		return 0
	}
	return keyTypeOf(public)
}

func keyTypeOf(public crypto.PublicKey) int {
	switch public.(type) {
	case *dstu4145.PublicKey:
		return keyDSTU
	case *rsa.PublicKey:
		return keyRSA
	case *ecdsa.PublicKey:
		return keyECDSA
	}
	return 0
}

// publicKey is a key as a certificate has it. The bits are those of its octets
// for DSTU 4145, where 257 are told as 264.
func publicKey(c *x509.Certificate) (bits int, octets []byte) {
	var spki cryptobyte.String
	in := cryptobyte.String(c.RawSubjectPublicKeyInfo)
	if !in.ReadASN1(&spki, casn1.SEQUENCE) || !spki.SkipASN1(casn1.SEQUENCE) || !spki.ReadASN1BitStringAsBytes(&octets) {
		return 0, nil
	}
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen(), octets
	case *ecdsa.PublicKey:
		return key.Curve.Params().BitSize, octets
	}
	var point cryptobyte.String
	if inner := cryptobyte.String(octets); inner.ReadASN1(&point, casn1.OCTET_STRING) {
		return 8 * len(point), point
	}
	return 8 * len(octets), octets
}

// Uses of keys, as bits.
const (
	usageSign           = 1
	usageNonRepudiation = 2
	usageAgree          = 16
)

var usages = []struct {
	bit   x509.KeyUsage
	value int
	words string
}{
	{x509.KeyUsageDigitalSignature, usageSign, "ЕЦП"},
	{x509.KeyUsageContentCommitment, usageNonRepudiation, "Неспростовність"},
	{x509.KeyUsageKeyEncipherment, 4, "Шифрування ключів"}, // unverified, as are those below but one
	{x509.KeyUsageDataEncipherment, 8, "Шифрування даних"},
	{x509.KeyUsageKeyAgreement, usageAgree, "Протоколи розподілу ключів"},
	{x509.KeyUsageCertSign, 32, "Підпис сертифікатів"},
	{x509.KeyUsageCRLSign, 64, "Підпис СВС"},
}

// keyUsage is what a certificate's key is for, as bits.
func keyUsage(c *x509.Certificate) (bits int) {
	for _, u := range usages {
		if c.KeyUsage&u.bit != 0 {
			bits |= u.value
		}
	}
	return bits
}

// usageWords is the same in words, which pages compare letter by letter, so they
// are of no catalogue.
func usageWords(c *x509.Certificate) string {
	var words []string
	for _, u := range usages {
		if c.KeyUsage&u.bit != 0 {
			words = append(words, u.words)
		}
	}
	return strings.Join(words, ", ")
}
