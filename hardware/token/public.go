// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// publicKey reads the attributes of a key object, and answers nil if they are
// not told, damaged, or of a kind that is not used here.
func publicKey(k wire.Key) crypto.PublicKey {
	switch k.Type {
	case cryptoki.KeyDSTU4145:
		if public := dstuKey(k.Params, k.Point); public != nil {
			return public
		}
	case cryptoki.KeyEC:
		if public := ecKey(k.Params, k.Point); public != nil {
			return public
		}
	case cryptoki.KeyRSA:
		if public := rsaKey(k.Modulus, k.Exponent); public != nil {
			return public
		}
	}
	return nil
}

// dstuKey reads CKA_EC_PARAMS, which is DSTU4145Params or the curve's identifier
// alone, and CKA_EC_POINT, which is the compressed point as certificates have
// it, in an OCTET STRING or bare. The forms are those that UAPKI writes; the
// second of each is a guess that costs nothing, for a point of another form is
// not on the curve.
func dstuKey(params, point []byte) *dstu4145.PublicKey {
	if oid := cryptobyte.String(params); oid.PeekASN1Tag(casn1.OBJECT_IDENTIFIER) {
		var b cryptobyte.Builder
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(params) })
		params = b.BytesOrPanic()
	}
	curve, sbox, err := pki.ParseDomain(params, pki.LittleEndian)
	if err != nil {
		return nil
	}
	for _, octets := range [][]byte{inner(point), point} {
		if public, err := dstu4145.NewPublicKey(curve, sbox, octets); err == nil {
			return public
		}
	}
	return nil
}

// ecKey reads CKA_EC_PARAMS, a named curve, and CKA_EC_POINT (SEC 1, 2.3.4), in
// an OCTET STRING as PKCS #11 3.1, 6.3.3, wants it or bare as some modules give
// it.
func ecKey(params, point []byte) *ecdsa.PublicKey {
	var oid asn1.ObjectIdentifier
	s := cryptobyte.String(params)
	if !s.ReadASN1ObjectIdentifier(&oid) || !s.Empty() {
		return nil
	}
	for _, c := range curves {
		if !c.oid.Equal(oid) {
			continue
		}
		for _, octets := range [][]byte{inner(point), point} {
			if public := c.point(octets); public != nil {
				return public
			}
		}
	}
	return nil
}

// A curve is one of RFC 5480, 2.1.1.1.
type curve struct {
	elliptic.Curve
	oid asn1.ObjectIdentifier
}

var curves = []curve{
	{elliptic.P256(), asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}},
	{elliptic.P384(), asn1.ObjectIdentifier{1, 3, 132, 0, 34}},
	{elliptic.P521(), asn1.ObjectIdentifier{1, 3, 132, 0, 35}},
}

// point reads an uncompressed or compressed point.
func (c curve) point(octets []byte) *ecdsa.PublicKey {
	if x, y := elliptic.UnmarshalCompressed(c.Curve, octets); x != nil {
		size := (c.Params().BitSize + 7) / 8
		octets = append([]byte{4}, x.FillBytes(make([]byte, size))...)
		octets = append(octets, y.FillBytes(make([]byte, size))...)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(c.Curve, octets)
	if err != nil {
		return nil
	}
	return public
}

// rsaKey holds a key to the bounds of certificates: [pki.ErrUnsupportedKey].
func rsaKey(modulus, exponent []byte) *rsa.PublicKey {
	e := new(big.Int).SetBytes(exponent)
	if len(modulus) > wire.MaxObject || !e.IsInt64() {
		return nil
	}
	spki, err := pki.MarshalPublicKey(&rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: int(e.Int64())})
	if err != nil {
		return nil
	}
	public, err := pki.ParsePublicKey(spki)
	if err != nil {
		return nil
	}
	return public.(*rsa.PublicKey)
}

// inner is what a DER OCTET STRING holds, or nothing.
func inner(der []byte) []byte {
	var octets cryptobyte.String
	s := cryptobyte.String(der)
	if !s.ReadASN1(&octets, casn1.OCTET_STRING) || !s.Empty() {
		return nil
	}
	return octets
}

// agree reports whether what a private key tells of its public half, if
// anything, is said of the public key too.
func agree(private wire.Key, public crypto.PublicKey) bool {
	switch k := public.(type) {
	case *dstu4145.PublicKey:
		if private.Type != cryptoki.KeyDSTU4145 {
			return false
		}
		if told := dstuKey(private.Params, private.Point); told != nil {
			return told.Equal(k)
		}
		curve, _, err := pki.ParseDomain(private.Params, pki.LittleEndian)
		return err != nil || curve == k.Curve
	case *ecdsa.PublicKey:
		if private.Type != cryptoki.KeyEC {
			return false
		}
		if told := ecKey(private.Params, private.Point); told != nil {
			return told.Equal(k)
		}
		return len(private.Params) == 0 || bytes.Equal(private.Params, curveOID(k.Curve))
	case *rsa.PublicKey:
		return private.Type == cryptoki.KeyRSA &&
			(len(private.Modulus) == 0 || new(big.Int).SetBytes(private.Modulus).Cmp(k.N) == 0)
	}
	return false
}

// curveOID is the DER of a curve's identifier.
func curveOID(of elliptic.Curve) []byte {
	var b cryptobyte.Builder
	for _, c := range curves {
		if c.Curve == of {
			b.AddASN1ObjectIdentifier(c.oid)
		}
	}
	return b.BytesOrPanic()
}
