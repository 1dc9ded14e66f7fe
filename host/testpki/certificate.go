// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/binary"
	"io"
	"math/big"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A certificate is what goes into one: RFC 5280, 4.1, with the national
// profile. The standard library writes none for DSTU 4145 keys.
type certificate struct {
	serial              *big.Int
	issuer              []byte // DER Name
	subject             distinguishedName
	notBefore, notAfter time.Time
	publicKey           []byte // SubjectPublicKeyInfo
	keyID, authorityID  []byte

	usage      x509.KeyUsage
	ca         bool
	pathLength int
	national   bool

	stamp     bool
	qualified pki.Qualification
	aged      bool
	legal     bool        // the subject is a legal entity
	codes     []attribute // subjectDirectoryAttributes
	email     string

	purpose         asn1.ObjectIdentifier // one more extended key usage
	criticalPurpose bool
	services        services
}

// sign returns the certificate signed by its issuer's key with that hash.
func (c certificate) sign(issuer crypto.Signer, hash *pki.Hash) *x509.Certificate {
	parsed, err := pki.ParseCertificate(signed(issuer, hash, c.toBeSigned))
	must(err)
	return parsed
}

// signed is what certificates and lists are: what is to be signed, which says
// the algorithm, the algorithm again, the signature.
func signed(by crypto.Signer, hash *pki.Hash, toBeSigned func(pki.AlgorithmIdentifier) []byte) []byte {
	alg, err := pki.SignatureAlgorithm(by.Public(), hash)
	must(err)
	tbs := toBeSigned(alg)
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddBytes(tbs)
		alg.AddTo(b)
		b.AddASN1BitString(signature(by, hash, tbs))
	})
	return b.BytesOrPanic()
}

// signature is the contents of a BIT STRING of one.
func signature(by crypto.Signer, hash *pki.Hash, tbs []byte) []byte {
	value := flatSignature(by, hash, tbs)
	if _, ok := by.(*dstu4145.PrivateKey); ok {
		return pki.WrapDSTU(value)
	}
	return value
}

// flatSignature is one as CMS holds it.
func flatSignature(by crypto.Signer, hash *pki.Hash, tbs []byte) []byte {
	value, err := by.Sign(nonceSource(by, tbs), hash.Sum(tbs), hash)
	must(err)
	return value
}

// nonceSource makes signatures the same every time: for ECDSA the standard
// library does so without a source (RFC 6979).
func nonceSource(issuer crypto.Signer, tbs []byte) io.Reader {
	if _, ok := issuer.(*ecdsa.PrivateKey); ok {
		return nil
	}
	return stream("nonce " + string(tbs))
}

func (c certificate) toBeSigned(alg pki.AlgorithmIdentifier) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) { b.AddASN1Int64(2) })
		b.AddASN1BigInt(c.serial)
		alg.AddTo(b)
		b.AddBytes(c.issuer)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			addTime(b, c.notBefore)
			addTime(b, c.notAfter)
		})
		b.AddBytes(c.subject.marshal())
		b.AddBytes(c.publicKey)
		b.AddASN1(casn1.Tag(3).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, c.addExtensions)
		})
	})
	return b.BytesOrPanic()
}

// addTime: UTCTime through 2049, RFC 5280, 4.1.2.5.
func addTime(b *cryptobyte.Builder, t time.Time) {
	if t.Year() < 2050 {
		b.AddASN1UTCTime(t)
		return
	}
	b.AddASN1GeneralizedTime(t)
}

// The kinds of certificates in serial numbers.
const (
	kindCA         = 1
	kindServer     = 2
	kindSubscriber = 4
	kindRenewed    = 5
	kindListed     = 6
)

// serial makes a number as IIT's software does: eight octets of the issuer's
// key identifier with the top bit cleared, then kind and two counters,
// little-endian. Only one counter is used here.
func serial(authorityID []byte, kind, counter uint32) *big.Int {
	octets := slices.Clone(authorityID[:8])
	octets[0] &= 0x7f
	octets = binary.LittleEndian.AppendUint32(octets, kind)
	octets = binary.LittleEndian.AppendUint32(octets, counter)
	octets = binary.LittleEndian.AppendUint32(octets, 0)
	return new(big.Int).SetBytes(octets)
}
