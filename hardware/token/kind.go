// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A making is how tokens make keys of a kind.
type making struct {
	kind   key.Kind
	order  wire.Generate      // without the token, identifier and label
	signs  cryptoki.Mechanism // without which the key would be of no use
	proves func(crypto.PublicKey) bool
}

// rsaBits and rsaExponent are those of [key.RSA2048].
const (
	rsaBits     = 2048
	rsaExponent = 65537
)

// makings are in the order of [key.Kinds].
var makings = []making{
	{
		kind:  key.DSTU4145M257,
		order: wire.Generate{Mechanism: cryptoki.DSTU4145KeyPairGen, Type: cryptoki.KeyDSTU4145, Params: dstuParams()},
		signs: cryptoki.DSTU4145,
		proves: func(public crypto.PublicKey) bool {
			k, ok := public.(*dstu4145.PublicKey)
			return ok && k.Curve == dstu4145.M257()
		},
	},
	{
		kind:  key.ECDSAP256,
		order: wire.Generate{Mechanism: cryptoki.ECKeyPairGen, Type: cryptoki.KeyEC, Params: curveOID(elliptic.P256())},
		signs: cryptoki.ECDSA,
		proves: func(public crypto.PublicKey) bool {
			k, ok := public.(*ecdsa.PublicKey)
			return ok && k.Curve == elliptic.P256()
		},
	},
	{
		kind:  key.RSA2048,
		order: wire.Generate{Mechanism: cryptoki.RSAPKCSKeyPairGen, Type: cryptoki.KeyRSA, Bits: rsaBits, Exponent: []byte{1, 0, 1}},
		signs: cryptoki.RSAPKCS,
		proves: func(public crypto.PublicKey) bool {
			k, ok := public.(*rsa.PublicKey)
			return ok && k.N.BitLen() == rsaBits && k.E == rsaExponent
		},
	},
}

// dstuParams is DSTU4145Params of [key.DSTU4145M257] with ДКЕ № 1 spelled out,
// as UAPKI asks tokens for keys.
func dstuParams() []byte {
	const m257 = 6 // among the curves of pki.OIDDSTU4145Curve
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(append(pki.OIDDSTU4145Curve[:len(pki.OIDDSTU4145Curve):len(pki.OIDDSTU4145Curve)], m257))
		b.AddASN1OctetString(pki.GOST34311.SBox().Bytes())
	})
	return b.BytesOrPanic()
}

// kindsOf are the kinds of keys that a token makes and then signs with. One that
// may not be written makes none; nor is a key made where no PIN protects it.
func kindsOf(t wire.Token) []key.Kind {
	if t.Flags&cryptoki.TokenWriteProtected != 0 || t.Flags&cryptoki.TokenLoginRequired == 0 {
		return nil
	}
	var kinds []key.Kind
	for _, m := range makings {
		if offers(t.Mechanisms, m.order.Mechanism, cryptoki.MechanismGenerateKeyPair) && offers(t.Mechanisms, m.signs, cryptoki.MechanismSign) {
			kinds = append(kinds, m.kind)
		}
	}
	return kinds
}
