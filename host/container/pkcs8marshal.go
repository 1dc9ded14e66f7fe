// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto"
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"math/bits"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// marshalPrivateKeyInfo writes one key as a PrivateKeyInfo. The caller wipes
// it.
func marshalPrivateKeyInfo(private crypto.Signer) ([]byte, error) {
	if k, ok := private.(*dstu4145.PrivateKey); ok {
		return marshalDSTU(k, nil)
	}
	return x509.MarshalPKCS8PrivateKey(private)
}

// marshalIITKey writes the two keys of an IIT store as one PrivateKeyInfo.
func marshalIITKey(sign, agree *dstu4145.PrivateKey) ([]byte, error) {
	return marshalDSTU(sign, func(b *cryptobyte.Builder) {
		addAttribute(b, oidSignID, func(b *cryptobyte.Builder) { b.AddASN1OctetString(keyID(sign.Public())) })
		if agree == nil {
			return
		}
		addAttribute(b, oidAgreeID, func(b *cryptobyte.Builder) { b.AddASN1OctetString(keyID(agree.Public())) })
		addAttribute(b, oidAgreeKey, func(b *cryptobyte.Builder) { addAgreementScalar(b, agree) })
		addAttribute(b, oidAgreeDomain, func(b *cryptobyte.Builder) { addAgreementDomain(b, &agree.PublicKey) })
	})
}

// maxDSTUKey bounds the PrivateKeyInfo of two DSTU 4145 keys on the largest
// curve, each with its domain spelled out.
const maxDSTUKey = 2 << 10

// secretBuilder does not move what it holds while that has no more than size
// octets: memory that it leaves behind nobody wipes.
func secretBuilder(size int) *cryptobyte.Builder {
	return cryptobyte.NewBuilder(make([]byte, 0, size))
}

func marshalDSTU(k *dstu4145.PrivateKey, attributes cryptobyte.BuilderContinuation) ([]byte, error) {
	scalar := k.Bytes()
	defer clear(scalar)
	b := secretBuilder(maxDSTUKey)
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(0)
		pki.AlgorithmIdentifier{
			OID:        pki.OIDDSTU4145,
			Parameters: pki.MarshalExplicitDomain(k.Curve, k.SBox),
		}.AddTo(b)
		b.AddASN1OctetString(scalar)
		if attributes != nil {
			b.AddASN1(explicit0, attributes)
		}
	})
	return b.Bytes()
}

func addAttribute(b *cryptobyte.Builder, oid stdasn1.ObjectIdentifier, value cryptobyte.BuilderContinuation) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddASN1(asn1.SET, value)
	})
}

// addAgreementScalar writes what agreementScalar reads, with one bit less than
// the order of the curve has: IIT's software makes keys that need no more.
func addAgreementScalar(b *cryptobyte.Builder, k *dstu4145.PrivateKey) {
	scalar := k.Bytes()
	defer clear(scalar)
	order := k.Curve.Params().N.BitLen()
	used := max(order-1, 8*(len(scalar)-1)+bits.Len8(scalar[len(scalar)-1]))
	bitwise := reverseBits(scalar)
	defer clear(bitwise)
	b.AddASN1(asn1.BIT_STRING, func(b *cryptobyte.Builder) {
		b.AddUint8(uint8(-used & 7))
		b.AddBytes(bitwise[:(used+7)/8])
	})
}

// addAgreementDomain writes what parseAgreementDomain reads: big-endian
// octets, the largest exponent first, the table twice.
func addAgreementDomain(b *cryptobyte.Builder, public *dstu4145.PublicKey) {
	p := public.Curve.Params()
	size := len(p.Generator)
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(int64(p.M))
				addExponents(b, p.K)
			})
			b.AddASN1Int64(int64(p.A))
			b.AddASN1OctetString(p.B.FillBytes(make([]byte, size)))
			b.AddASN1BigInt(p.N)
			b.AddASN1OctetString(reversed(p.Generator))
		})
		for range 2 {
			b.AddASN1OctetString(public.SBox.Bytes())
		}
	})
}

func addExponents(b *cryptobyte.Builder, k []int) {
	if len(k) == 1 {
		b.AddASN1Int64(int64(k[0]))
		return
	}
	descending := slices.Clone(k)
	slices.Sort(descending)
	slices.Reverse(descending)
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, exponent := range descending {
			b.AddASN1Int64(int64(exponent))
		}
	})
}

func reversed(octets []byte) []byte {
	octets = slices.Clone(octets)
	slices.Reverse(octets)
	return octets
}

// keyID is the identifier that software of the field gives a key by itself.
func keyID(public crypto.PublicKey) []byte { return pki.KeyIDs(public)[0] }
